import type { Field, FieldType, ObjectType, Session } from '../engine/types.ts';
import { maySee } from './fields.ts';

const dataTypes: Record<FieldType, string> = {
  id: 'Reference',
  string: 'String',
  textarea: 'TextArea',
  email: 'Email',
  phone: 'Phone',
  url: 'Url',
  picklist: 'Picklist',
  multipicklist: 'MultiPicklist',
  boolean: 'Boolean',
  int: 'Int',
  double: 'Double',
  currency: 'Currency',
  percent: 'Percent',
  date: 'Date',
  datetime: 'DateTime',
  reference: 'Reference',
  address: 'Address',
};

/** https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_object_info.htm */
export function printObjectInfo(object: ObjectType, session: Session): Record<string, unknown> {
  const fields = object.fields.filter((field) => maySee(session, object, field));
  return {
    apiName: object.name,
    childRelationships: object.childRelationships
      .filter(({ childObject }) => session.mayObject(childObject, 'read'))
      .map(({ name, childObject, field }) => ({
        childObjectApiName: childObject,
        fieldName: field,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: name,
      })),
    createable: object.createable && session.mayObject(object.name, 'create'),
    custom: object.custom,
    defaultRecordTypeId: null,
    deletable: object.deletable && session.mayObject(object.name, 'delete'),
    dependentFields: {},
    feedEnabled: false,
    fields: Object.fromEntries(
      fields.map((field) => [field.name, printField(object, field, session)]),
    ),
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: !object.setup,
    mruEnabled: false,
    nameFields: object.fields.filter(({ nameField }) => nameField).map(({ name }) => name),
    queryable: true,
    recordTypeInfos: {},
    searchable: true,
    themeInfo: null,
    updateable: object.updateable && session.mayObject(object.name, 'edit'),
  };
}

function printField(object: ObjectType, field: Field, session: Session): Record<string, unknown> {
  const mayEdit = session.mayField(object.name, field.name, 'edit');
  return {
    apiName: field.name,
    calculated: false,
    compound: field.type === 'address',
    compoundComponentName: null,
    compoundFieldName: null,
    controllerName: null,
    controllingFields: [],
    createable: field.createable && mayEdit,
    custom: field.custom,
    dataType: dataTypes[field.type],
    extraTypeInfo: null,
    filterable: field.type !== 'address',
    filteredLookupInfo: null,
    highScaleNumber: false,
    htmlFormatted: false,
    inlineHelpText: field.inlineHelpText,
    label: field.label,
    length: field.length,
    nameField: field.nameField,
    polymorphicForeignKey: field.referenceTo.length > 1,
    precision: field.precision,
    reference: field.type === 'reference',
    referenceTargetField: null,
    referenceToInfos: field.referenceTo.map((apiName) => ({ apiName, nameFields: ['Name'] })),
    relationshipName: field.relationshipName,
    required: !field.nillable && !field.defaultedOnCreate,
    scale: field.scale,
    searchPrefilterable: field.type === 'reference',
    sortable: field.type !== 'address',
    unique: field.unique,
    updateable: field.updateable && mayEdit,
  };
}
