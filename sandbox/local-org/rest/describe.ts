import type { Router } from 'express';
import type { ObjectType, Org, Session } from '../engine/types.ts';
import type { ApiDeps } from '../http/deps.ts';
import { describeField } from './describe-field.ts';
import { visibleObject, visibleObjects } from './objects.ts';
import { restRouter } from './router.ts';

const rightsOf = (object: ObjectType, session: Session) => ({
  createable: object.createable && session.mayObject(object.name, 'create'),
  deletable: object.deletable && session.mayObject(object.name, 'delete'),
  undeletable: object.deletable && session.mayObject(object.name, 'delete'),
  updateable: object.updateable && session.mayObject(object.name, 'edit'),
});

/** What is the same for every object of this org. */
const always = {
  activateable: false,
  associateEntityType: null,
  associateParentEntity: null,
  customSetting: false,
  deprecatedAndHidden: false,
  feedEnabled: false,
  hasSubtypes: false,
  isInterface: false,
  isSubtype: false,
  mruEnabled: true,
  queryable: true,
  replicateable: true,
  retrieveable: true,
};

const urlsOf = (object: ObjectType, base: string) => {
  const sobject = `${base}/sobjects/${object.name}`;
  return { sobject, describe: `${sobject}/describe`, rowTemplate: `${sobject}/{ID}` };
};

const summary = (object: ObjectType, session: Session, base: string) => ({
  ...always,
  ...rightsOf(object, session),
  custom: object.custom,
  keyPrefix: object.keyPrefix,
  label: object.label,
  labelPlural: object.labelPlural,
  layoutable: !object.setup,
  mergeable: ['Account', 'Contact', 'Lead'].includes(object.name),
  name: object.name,
  searchable: !object.setup,
  triggerable: !object.setup,
  urls: urlsOf(object, base),
});

const childrenOf = (org: Org, object: ObjectType, session: Session) =>
  object.childRelationships
    .filter(({ childObject, field }) => session.mayField(childObject, field, 'read'))
    .map(({ name, childObject, field, cascadeDelete }) => ({
      cascadeDelete,
      childSObject: childObject,
      deprecatedAndHidden: false,
      field,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: name,
      restrictedDelete:
        org.schema.object(childObject)?.field(field)?.deleteConstraint === 'Restrict',
    }));

const recordTypes = [
  {
    active: true,
    available: true,
    defaultRecordTypeMapping: true,
    developerName: 'Master',
    master: true,
    name: 'Master',
    recordTypeId: '012000000000000AAA',
    urls: {},
  },
];

const describe = (org: Org, object: ObjectType, session: Session, base: string) => ({
  ...summary(object, session, base),
  actionOverrides: [],
  childRelationships: childrenOf(org, object, session),
  compactLayoutable: !object.setup,
  defaultImplementation: null,
  extendedBy: null,
  extendsInterfaces: null,
  fields: object.fields
    .filter(({ name }) => session.mayField(object.name, name, 'read'))
    .map((field) => describeField(object, field, session)),
  implementedBy: null,
  implementsInterfaces: null,
  listviewable: null,
  lookupLayoutable: null,
  namedLayoutInfos: [],
  networkScopeFieldName: null,
  recordTypeInfos: recordTypes,
  searchLayoutable: !object.setup,
  sobjectDescribeOption: 'FULL',
  supportedScopes: [{ label: `All ${object.labelPlural}`, name: 'everything' }],
});

/**
 * `sobjects`, `sobjects/X` and `sobjects/X/describe`: only what the calling user may see.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export const describeRoutes = ({ org, sessionOf }: ApiDeps): Router => {
  const router = restRouter();
  router.get('/sobjects', (request, response) => {
    const session = sessionOf(request);
    response.json({
      encoding: 'UTF-8',
      maxBatchSize: 200,
      sobjects: visibleObjects(org, session).map((object) =>
        summary(object, session, request.baseUrl),
      ),
    });
  });
  router.get('/sobjects/:object/describe', (request, response) => {
    const session = sessionOf(request);
    const object = visibleObject(org, session, request.params.object);
    response.json(describe(org, object, session, request.baseUrl));
  });
  router.get('/sobjects/:object', (request, response) => {
    const session = sessionOf(request);
    const object = visibleObject(org, session, request.params.object);
    response.json({
      objectDescribe: summary(object, session, request.baseUrl),
      recentItems: [],
    });
  });
  return router;
};
