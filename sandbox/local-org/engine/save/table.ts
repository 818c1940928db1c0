import { type Key, keyNumber, toId } from '../ids.ts';
import { type Cell, isComputedName, quote } from '../storage/column.ts';
import type { Field, ObjectType } from '../types.ts';
import { rule } from '../../rules/rule.ts';

const requires = rule('values.required');

/** An object's stored columns in the order of its INSERT, with what a new record starts from. */
export interface Table {
  readonly object: ObjectType;
  readonly fields: readonly Field[];
  readonly slots: ReadonlyMap<string, number>;
  readonly insertSql: string;
  readonly required: readonly number[];
  readonly numbered: readonly { readonly slot: number; readonly format: string }[];
  /** Slot of a Name that defaults to the record's id; -1: none. */
  readonly nameSlot: number;
  /** Defaults and system fields; the Id is the first. */
  template(user: Key, now: number): Cell[];
}

const systemValues: Readonly<Record<string, (user: Key, now: number) => Cell>> = {
  OwnerId: (user) => user,
  CreatedById: (user) => user,
  LastModifiedById: (user) => user,
  CreatedDate: (_user, now) => now,
  LastModifiedDate: (_user, now) => now,
  SystemModstamp: (_user, now) => now,
};

export function isNumbered(field: Field): boolean {
  return field.type === 'string' && /\{0+\}/.test(String(field.defaultValue)) && !field.createable;
}

function defaultOf(field: Field): Cell {
  if (field.type === 'boolean') return field.defaultValue === true ? 1 : 0;
  const value = field.defaultValue;
  return typeof value === 'boolean' || isNumbered(field) ? null : value;
}

/** `A-{0000}` → `A-0042`. */
export function displayNumber(format: string, key: Key): string {
  return format.replace(/\{(0+)\}/, (_match, zeros: string) =>
    keyNumber(key).toString().padStart(zeros.length, '0'),
  );
}

/** Must be given by the caller: nothing else fills it. */
export function isRequired(field: Field): boolean {
  return (
    requires &&
    !field.nillable &&
    field.createable &&
    !field.defaultedOnCreate &&
    field.type !== 'boolean'
  );
}

export function tableOf(object: ObjectType): Table {
  const fields = object.fields.filter((field) => !isComputedName(object, field));
  const names = fields.map((field) => quote(field.name)).join(', ');
  const marks = fields.map(() => '?').join(', ');
  const defaults = fields.map(defaultOf);
  const systems = fields.map((field) => systemValues[field.name]);
  const slots = new Map(fields.map((field, slot) => [field.name, slot]));
  const name = object.field('Name');
  return {
    object,
    fields,
    slots,
    insertSql: `INSERT INTO ${quote(object.name)} (${names}) VALUES (${marks})`,
    required: fields.flatMap((field, slot) => (isRequired(field) ? [slot] : [])),
    numbered: fields.flatMap((field, slot) =>
      isNumbered(field) ? [{ slot, format: String(field.defaultValue) }] : [],
    ),
    nameSlot: object.custom && name?.createable === true ? (slots.get('Name') ?? -1) : -1,
    template: (user, now) => defaults.map((value, slot) => systems[slot]?.(user, now) ?? value),
  };
}

/** Fills in what follows from the new record's key. */
export function complete(table: Table, values: Cell[], key: Key): void {
  values[0] = key;
  if (table.nameSlot >= 0 && values[table.nameSlot] === null) values[table.nameSlot] = toId(key);
  for (const { slot, format } of table.numbered) values[slot] = displayNumber(format, key);
}
