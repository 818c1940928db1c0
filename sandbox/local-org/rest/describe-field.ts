import { isNumbered } from '../engine/save/table.ts';
import type { Field, ObjectType, Session } from '../engine/types.ts';

const soapTypes: Readonly<Record<string, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  address: 'urn:address',
};

const numbers = new Set(['int', 'double', 'currency', 'percent']);

const sizeOf = (field: Field) => ({
  length: numbers.has(field.type) ? 0 : field.length,
  byteLength: numbers.has(field.type) ? 0 : field.length * 3,
  precision: field.type === 'int' ? 0 : field.precision,
  digits: field.type === 'int' ? field.precision : 0,
  scale: field.scale,
});

const referenceOf = (field: Field) => ({
  referenceTo: field.referenceTo,
  referenceTargetField: null,
  relationshipName: field.relationshipName,
  relationshipOrder: field.masterDetail ? 0 : null,
  polymorphicForeignKey: field.referenceTo.length > 1,
  writeRequiresMasterRead: false,
  ...(field.type === 'reference' &&
    field.deleteConstraint && {
      cascadeDelete: field.deleteConstraint === 'Cascade',
      restrictedDelete: field.deleteConstraint === 'Restrict',
    }),
});

const usesOf = (field: Field) => {
  const long = field.type === 'textarea' && field.length > 255;
  const plain = !long && field.type !== 'address';
  return {
    aggregatable: plain && field.type !== 'boolean',
    filterable: plain,
    groupable: plain && !numbers.has(field.type) && field.type !== 'datetime',
    sortable: plain && field.type !== 'multipicklist',
    searchPrefilterable: field.type === 'reference',
    queryByDistance: false,
  };
};

const picklistOf = (field: Field) => ({
  picklistValues: field.picklistValues.map(({ value, label, defaultValue }) => ({
    active: true,
    defaultValue,
    label,
    validFor: null,
    value,
  })),
  restrictedPicklist: field.restrictedPicklist,
  dependentPicklist: false,
  controllerName: null,
});

/** What no field of this org ever is. */
const never = {
  aiPredictionField: false,
  calculated: false,
  calculatedFormula: null,
  compoundFieldName: null,
  defaultValueFormula: null,
  deprecatedAndHidden: false,
  displayLocationInDecimal: false,
  encrypted: false,
  extraTypeInfo: null,
  filteredLookupInfo: null,
  formulaTreatNullNumberAsZero: false,
  highScaleNumber: false,
  htmlFormatted: false,
  mask: null,
  maskType: null,
  namePointing: false,
};

/** One entry of `fields` in a describe, for a user who may read the field. */
export const describeField = (object: ObjectType, field: Field, session: Session) => {
  const editable = session.mayField(object.name, field.name, 'edit');
  const numbered = isNumbered(field);
  return {
    ...never,
    ...sizeOf(field),
    ...referenceOf(field),
    ...usesOf(field),
    ...picklistOf(field),
    autoNumber: numbered,
    caseSensitive: field.caseSensitive,
    createable: field.createable && editable,
    custom: field.custom,
    defaultValue: numbered
      ? null
      : (field.defaultValue ?? (field.type === 'boolean' ? false : null)),
    defaultedOnCreate: field.defaultedOnCreate,
    externalId: field.externalId,
    idLookup: field.idLookup || field.externalId,
    inlineHelpText: field.inlineHelpText,
    label: field.label,
    name: field.name,
    nameField: field.nameField,
    nillable: field.nillable,
    permissionable: field.permissionable,
    soapType: soapTypes[field.type] ?? 'xsd:string',
    type: field.type,
    unique: field.unique,
    updateable: field.updateable && editable,
  };
};
