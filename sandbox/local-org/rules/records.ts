import type { Rules } from './types.ts';

const upsert =
  '[upsert()](https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_upsert.htm)';
const upsertByUrl =
  '[Upsert Records](https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-upsert-patch.md)';
const fieldTypes =
  '[Field Types](https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/field_types.htm)';
const primitive =
  '[Primitive Data Types](https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/primitive_data_types.htm)';
const errors =
  '[Core Data Types: StatusCode](https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm)';
const relationships =
  '[Relationships among objects](https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/relationships_among_objects.htm)';
const values = ['engine/save/values.test.ts'];
const keys = ['engine/save/keys.test.ts'];
const save = ['engine/save/save.test.ts'];

const refusals = ['refusals.test.ts'];

export const recordRules = {
  'values.type': {
    says: 'a value that its field cannot hold is refused: INVALID_FIELD in Bulk, JSON_PARSER_ERROR in JSON (here for that record only, and without line and column)',
    source:
      '[seen in Bulk](https://github.com/SFDO-Tooling/Snowfakery/issues/793), [seen in JSON](https://github.com/restforce/restforce/issues/897)',
    tests: values,
  },
  'values.text-length': { says: 'text too long is refused', source: errors, tests: values },
  'values.trim': {
    says: 'white space around text is cut; nothing left is null',
    source: "seen in Salesforce's answers",
    tests: values,
  },
  'values.email': { says: 'an address that is none is refused', source: errors, tests: values },
  'values.picklist': {
    says: 'a restricted picklist refuses other values, and spells its own',
    source: fieldTypes,
    tests: values,
  },
  'values.number-range': {
    says: 'too many digits before the point are refused',
    source: errors,
    tests: values,
  },
  'values.scale': {
    says: 'decimals beyond the scale are stored',
    source: `${fieldTypes}; seen in Salesforce's answers`,
    tests: values,
  },
  'values.day': { says: 'a day that no calendar has is refused', source: primitive, tests: values },
  'values.date-range': {
    says: 'dates lie between 1700 and 4000',
    source: primitive,
    tests: refusals,
  },
  'values.seconds': {
    says: 'date-times are kept in whole seconds',
    source: primitive,
    tests: values,
  },
  'values.required': {
    says: 'a required field is given, and never emptied; a detail has its master',
    source: errors,
    tests: [...values, ...save],
  },
  'keys.unique': { says: 'unique values are held once', source: fieldTypes, tests: keys },
  'keys.case': {
    says: 'unique values compare with regard to case where the field says so',
    source: fieldTypes,
    tests: keys,
  },
  'keys.free-in-bin': {
    says: 'a unique value is free while its record lies in the recycle bin; undeleting into a value that is taken is DUPLICATE_VALUE',
    source:
      "**no page found**: to be tried on a real org. [NPSP's merge](https://github.com/SalesforceFoundation/NPSP/issues/6161) met the duplicate only because it set the value before the other was gone",
    tests: ['engine/save/undelete.test.ts', ...save],
  },
  'keys.once-a-call': {
    says: 'a key given twice among 200 records of a call fails all that have it',
    source: '[the same key twice](https://help.salesforce.com/s/articleView?id=000384876)',
    tests: keys,
  },
  'keys.chunk': {
    says: 'further apart the last one wins',
    source: '[the same key twice](https://help.salesforce.com/s/articleView?id=000384876)',
    tests: keys,
  },
  'keys.external-id': {
    says: 'an upsert matches by id, External ID or id look-up field only',
    source: upsert,
    tests: keys,
  },
  'keys.not-unique': {
    says: 'an upsert by an External ID that is not Unique needs View All Data',
    source: upsertByUrl,
    tests: keys,
  },
  'keys.ambiguous': {
    says: 'a key that several records have is DUPLICATE_EXTERNAL_ID',
    source: upsert,
    tests: keys,
  },
  'keys.given': { says: 'an upsert names its key', source: upsert, tests: keys },
  'keys.update-only': {
    says: '`updateOnly=true` creates nothing',
    source: upsertByUrl,
    tests: keys,
  },
  'keys.no-id-on-insert': {
    says: 'a new record has no Id yet',
    source: errors,
    tests: [...save, ...keys, 'rest/rest.test.ts'],
  },
  'keys.no-id-on-upsert': {
    says: 'an Id beside another key is refused',
    source: upsertByUrl,
    tests: [...keys, ...save, 'bulk/bulk-on-engine.test.ts', 'rest/rest.test.ts'],
  },
  'keys.id-prefix': {
    says: "an id has its object's prefix",
    source:
      '[ID Field Type](https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/field_types.htm)',
    tests: [...save, ...keys, 'rest/rest.test.ts'],
  },
  'keys.id-checksum': {
    says: 'an id has 15 characters, or 18 with the checksum of their case',
    source: '[18-character ids](https://help.salesforce.com/s/articleView?id=000385008)',
    tests: save,
  },
  'parents.external-id': {
    says: 'a parent is named by its id, External ID or id look-up field',
    source: upsert,
    tests: [...save, ...keys],
  },
  'parents.found': {
    says: 'a parent that does not exist is refused, with the record',
    source: "seen in Salesforce's answers",
    tests: save,
  },
  'parents.ambiguous': {
    says: 'a key that several parents have is refused',
    source: upsert,
    tests: refusals,
  },
  'parents.access': {
    says: 'who names a parent may read it, who names a master may edit it',
    source: errors,
    tests: [...save, 'engine/access/access.test.ts'],
  },
  'parents.reparent': {
    says: 'a detail keeps its master, unless the field is reparentable',
    source: relationships,
    tests: save,
  },
  'columns.read-only': {
    says: 'fields that the org fills are not written',
    source: errors,
    tests: [...save, ...values],
  },
  'columns.once': { says: 'a field is given once', source: 'ours', tests: refusals },
  'save.all-or-none': {
    says: '`allOrNone`: one failure takes the others back',
    source:
      '[AllOrNoneHeader](https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_allornoneheader.htm)',
    tests: [...save, 'rest/rest.test.ts'],
  },
} as const satisfies Rules;
