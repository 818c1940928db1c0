import type { Rules } from './types.ts';

const order =
  '[Order of Execution](https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_order_of_execution.htm)';
const header =
  '[Duplicate Rule Header](https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html)';
const rules = ['engine/rules/rules.test.ts', 'engine/rules/apis.test.ts'];
const formulas = ['engine/rules/formula/formula.test.ts', 'engine/rules/rules.test.ts'];

export const adminRules = {
  'admin.validation-rules': {
    says: 'each active validation rule that a record breaks is told, at its field: `FIELD_CUSTOM_VALIDATION_EXCEPTION`; fields are checked before, duplicates after',
    source: `[ValidationRule](https://developer.salesforce.com/docs/atlas.en-us.264.0.api_meta.meta/api_meta/meta_validationformulas.htm), ${order}`,
    tests: [...formulas, ...rules],
  },
  'admin.duplicate-rules': {
    says: 'a record that a duplicate rule matches with another is refused: `DUPLICATES_DETECTED` (exact matching alone; an update only where it changes what is matched, which is ours)',
    source:
      '[DuplicateRule](https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-duplicaterule.html)',
    tests: rules,
  },
  'admin.duplicate-alerts': {
    says: 'what only alerts is saved with `Sforce-Duplicate-Rule-Header: allowSave=true`, what blocks is not; what only reports is saved',
    source: header,
    tests: rules,
  },
  'admin.duplicate-sharing': {
    says: 'with sharing enforced, a record that the user may not see is no duplicate',
    source: header,
    tests: rules,
  },
  'admin.record-type': {
    says: "a record type that is not the user's, or not active, is refused: `INVALID_CROSS_REFERENCE_KEY`",
    source:
      '[RecordType](https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_recordtype.htm); text as seen',
    tests: rules,
  },
  'admin.record-type-values': {
    says: "a restricted picklist takes the values of the record's type alone",
    source: '[seen in deployments](https://gearset.com/blog/data-deployments-and-picklist-errors/)',
    tests: rules,
  },
  'admin.formulas': {
    says: 'formulas are checked by type when they are loaded: what local-org does not know, or Salesforce would not save, is refused by its name',
    source:
      '[Formula Operators and Functions](https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm&type=5)',
    tests: formulas,
  },
} as const satisfies Rules;
