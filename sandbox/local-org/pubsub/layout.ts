import { changeFields } from '../engine/flows/change-fields.ts';
import type { Field, ObjectType } from '../engine/types.ts';

/** A part of a compound field; those that this org does not keep have no field and are always null. */
export interface Part {
  readonly name: string;
  readonly field: Field | undefined;
  readonly avro: 'string' | 'double';
}

/** A field of a change event: a field of the object, or several in one. */
export type Slot =
  | { readonly kind: 'field'; readonly name: string; readonly field: Field }
  | {
      readonly kind: 'compound';
      readonly name: string;
      readonly record: 'Address' | 'PersonName';
      readonly parts: readonly Part[];
    };

const addressParts = ['Street', 'City', 'State', 'PostalCode', 'Country'];
const nameParts = ['Salutation', 'FirstName', 'LastName'];

const part = (object: ObjectType, name: string, fieldName: string): Part => ({
  name,
  field: object.field(fieldName),
  avro: 'string',
});

const unkept: readonly Part[] = [
  { name: 'Latitude', field: undefined, avro: 'double' },
  { name: 'Longitude', field: undefined, avro: 'double' },
  { name: 'GeocodeAccuracy', field: undefined, avro: 'string' },
];

const address = (object: ObjectType, prefix: string): Slot => ({
  kind: 'compound',
  name: `${prefix}Address`,
  record: 'Address',
  parts: [...addressParts.map((name) => part(object, name, prefix + name)), ...unkept],
});

const personName = (object: ObjectType): Slot => ({
  kind: 'compound',
  name: 'Name',
  record: 'PersonName',
  parts: nameParts.map((name) => part(object, name, name)),
});

const addressOf = (object: ObjectType, { name }: Field): string | undefined => {
  const ending = addressParts.find((one) => name.endsWith(one));
  if (ending === undefined) return undefined;
  const prefix = name.slice(0, -ending.length);
  return addressParts.every((one) => object.field(prefix + one)) ? prefix : undefined;
};

const isPerson = (object: ObjectType): boolean => object.field('LastName') !== undefined;

const slotOf = (object: ObjectType, field: Field): Slot => {
  const prefix = field.custom ? undefined : addressOf(object, field);
  if (prefix !== undefined) return address(object, prefix);
  const isName = [...nameParts, 'Name'].includes(field.name);
  if (isName && isPerson(object)) return personName(object);
  return { kind: 'field', name: field.name, field };
};

/**
 * The fields of an object's change events in order, after the header. Names and addresses of people and places are
 * records of their parts, in place of the first of them.
 * https://developer.salesforce.com/docs/platform/change-data-capture/guide/cdc-subscribe-compound-fields.html
 */
export const layoutOf = (object: ObjectType): readonly Slot[] => {
  const slots = new Map<string, Slot>();
  for (const field of changeFields(object)) {
    const slot = slotOf(object, field);
    if (!slots.has(slot.name)) slots.set(slot.name, slot);
  }
  return [...slots.values()];
};
