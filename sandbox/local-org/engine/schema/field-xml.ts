import type { Field } from '../types.ts';
import type { FieldSpec } from './field.ts';

/** One parsed element of metadata; repeated elements are lists. */
export type Xml = Readonly<Record<string, unknown>>;

export function child(xml: Xml, name: string): Xml | undefined {
  const found = xml[name];
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? (found as Xml)
    : undefined;
}

export function children(xml: Xml, name: string): readonly Xml[] {
  const found = xml[name];
  return found === undefined ? [] : ((Array.isArray(found) ? found : [found]) as readonly Xml[]);
}

export function content(xml: Xml, name: string): string | null {
  const found = xml[name];
  return typeof found === 'string' && found !== '' ? found : null;
}

export function isTrue(xml: Xml, name: string): boolean {
  return xml[name] === 'true';
}

function integer(xml: Xml, name: string): number {
  return Number(content(xml, name) ?? 0);
}

/** Metadata type → what it adds to the usual field. */
const types: Readonly<Record<string, (xml: Xml) => Partial<Field> & Pick<Field, 'type'>>> = {
  Text: (xml) => ({ type: 'string', length: integer(xml, 'length') }),
  TextArea: () => ({ type: 'textarea', length: 255 }),
  LongTextArea: (xml) => ({ type: 'textarea', length: integer(xml, 'length') }),
  Html: (xml) => ({ type: 'textarea', length: integer(xml, 'length') }),
  AutoNumber: () => ({ type: 'string', length: 30, createable: false, updateable: false }),
  Email: () => ({ type: 'email' }),
  Phone: () => ({ type: 'phone' }),
  Url: () => ({ type: 'url' }),
  Checkbox: () => ({ type: 'boolean', defaultedOnCreate: true }),
  Number: (xml) => ({ type: 'double', ...digits(xml) }),
  Currency: (xml) => ({ type: 'currency', ...digits(xml) }),
  Percent: (xml) => ({ type: 'percent', ...digits(xml) }),
  Date: () => ({ type: 'date' }),
  DateTime: () => ({ type: 'datetime' }),
  Picklist: (xml) => ({ type: 'picklist', ...picklist(xml) }),
  MultiselectPicklist: (xml) => ({ type: 'multipicklist', ...picklist(xml) }),
  Lookup: (xml) => ({ ...reference(xml), deleteConstraint: constraint(xml) }),
  MasterDetail: (xml) => ({
    ...reference(xml),
    deleteConstraint: 'Cascade',
    masterDetail: true,
    nillable: false,
    reparentable: isTrue(xml, 'reparentableMasterDetail'),
    updateable: isTrue(xml, 'reparentableMasterDetail'),
  }),
};

function digits(xml: Xml): Partial<Field> {
  return { precision: integer(xml, 'precision'), scale: integer(xml, 'scale') };
}

function picklist(xml: Xml): Partial<Field> {
  const set = child(xml, 'valueSet') ?? {};
  const definition = child(set, 'valueSetDefinition') ?? {};
  const picklistValues = children(definition, 'value')
    .filter((value) => content(value, 'isActive') !== 'false')
    .map((value) => ({
      value: content(value, 'fullName') ?? '',
      label: content(value, 'label') ?? content(value, 'fullName') ?? '',
      defaultValue: isTrue(value, 'default'),
    }));
  const defaultValue = picklistValues.find((value) => value.defaultValue)?.value ?? null;
  return {
    restrictedPicklist: isTrue(set, 'restricted'),
    picklistValues,
    defaultValue,
    defaultedOnCreate: defaultValue !== null,
  };
}

function reference(xml: Xml): Partial<Field> & Pick<Field, 'type'> {
  const children = content(xml, 'relationshipName');
  return {
    type: 'reference',
    referenceTo: [content(xml, 'referenceTo') ?? ''],
    relationshipName: (content(xml, 'fullName') ?? '').replace(/__c$/, '__r'),
    childRelationshipName: children === null ? null : `${children}__r`,
  };
}

function constraint(xml: Xml): Field['deleteConstraint'] {
  const named = content(xml, 'deleteConstraint');
  return named === 'Restrict' || named === 'Cascade' ? named : 'SetNull';
}

/** Only literals: a formula as default value is refused rather than ignored. */
function defaultValue(xml: Xml, type: Field['type'], where: string): Partial<Field> {
  const source = content(xml, 'defaultValue');
  if (source === null) return type === 'boolean' ? { defaultValue: false } : {};
  if (type === 'boolean') return { defaultValue: source.trim().toLowerCase() === 'true' };
  const literal = /^(?:"([^"]*)"|'([^']*)'|(-?[0-9.]+))$/.exec(source.trim());
  if (literal === null) throw new Error(`${where}: local-org knows no formulas (default value)`);
  const value = literal[3] === undefined ? (literal[1] ?? literal[2] ?? '') : Number(literal[3]);
  return { defaultValue: value, defaultedOnCreate: true };
}

/** A field of source-format metadata. `where` names it in errors. */
export function fieldFromXml(xml: Xml, where: string): FieldSpec {
  const name = content(xml, 'fullName');
  const type = types[content(xml, 'type') ?? ''];
  if (name === null || type === undefined || content(xml, 'formula') !== null) {
    throw new Error(
      `${where}: local-org cannot hold a field of type ${content(xml, 'type') ?? '(none)'}`,
    );
  }
  const byType = type(xml);
  const required = isTrue(xml, 'required') || byType.masterDetail === true;
  return {
    name,
    label: content(xml, 'label') ?? name,
    custom: true,
    ...byType,
    ...defaultValue(xml, byType.type, where),
    ...(content(xml, 'type') === 'AutoNumber' ? autoNumber(xml) : {}),
    nillable: !required && byType.type !== 'boolean',
    permissionable: !required,
    externalId: isTrue(xml, 'externalId'),
    idLookup: isTrue(xml, 'externalId'),
    unique: isTrue(xml, 'unique'),
    caseSensitive: isTrue(xml, 'caseSensitive'),
    inlineHelpText: content(xml, 'inlineHelpText'),
    description: content(xml, 'description'),
  };
}

/** Such a field's default value is its display format: `A-{0000}`. */
function autoNumber(xml: Xml): Partial<Field> {
  return { defaultValue: content(xml, 'displayFormat') ?? '{0}', defaultedOnCreate: true };
}

/** The Name field, as the object's own metadata has it. */
export function nameFieldFromXml(xml: Xml): FieldSpec {
  const numbered = content(xml, 'type') === 'AutoNumber';
  return {
    name: 'Name',
    label: content(xml, 'label') ?? 'Name',
    type: 'string',
    length: 80,
    nameField: true,
    idLookup: true,
    permissionable: false,
    defaultedOnCreate: true,
    ...(numbered ? { ...autoNumber(xml), createable: false, updateable: false } : {}),
  };
}
