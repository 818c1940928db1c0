import type { Field, FieldType } from '../types.ts';

/** What tells a field from the usual one. */
export type FieldSpec = Partial<Field> & { readonly name: string; readonly type: FieldType };

const usual: Omit<Field, 'name' | 'label' | 'type'> = {
  custom: false,
  length: 0,
  precision: 0,
  scale: 0,
  nillable: true,
  createable: true,
  updateable: true,
  defaultedOnCreate: false,
  externalId: false,
  unique: false,
  caseSensitive: false,
  nameField: false,
  idLookup: false,
  restrictedPicklist: false,
  picklistValues: [],
  defaultValue: null,
  referenceTo: [],
  relationshipName: null,
  childRelationshipName: null,
  permissionable: true,
  masterDetail: false,
  reparentable: false,
  deleteConstraint: null,
  inlineHelpText: null,
  description: null,
};

const usualLength: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  textarea: 255,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  multipicklist: 4099,
};

function labelOf(name: string): string {
  return name
    .replace(/__c$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2');
}

export function makeField(spec: FieldSpec): Field {
  return {
    ...usual,
    label: labelOf(spec.name),
    length: usualLength[spec.type] ?? 0,
    permissionable: spec.nillable !== false && spec.type !== 'id',
    ...spec,
  };
}
