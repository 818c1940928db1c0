import type { Field, FieldType } from '../engine/types.ts';

interface Spelling {
  readonly avro: 'string' | 'long' | 'double' | 'int' | 'boolean';
  /** As Salesforce's schemas call the field's type in `doc`; spellings it was not seen to use are after the others. */
  readonly doc: string;
}

const text = (doc: string): Spelling => ({ avro: 'string', doc });

const spellings: Readonly<Record<FieldType, Spelling>> = {
  id: text('EntityId'),
  string: text('Text'),
  textarea: text('MultiLineText'),
  email: text('Email'),
  phone: text('Phone'),
  url: text('Url'),
  picklist: text('DynamicEnum'),
  multipicklist: text('MultiEnum'),
  reference: text('EntityId'),
  address: text('Address'),
  boolean: { avro: 'boolean', doc: 'Boolean' },
  int: { avro: 'int', doc: 'Integer' },
  double: { avro: 'double', doc: 'Double' },
  currency: { avro: 'double', doc: 'Currency' },
  percent: { avro: 'double', doc: 'Percent' },
  date: { avro: 'long', doc: 'DateOnly' },
  datetime: { avro: 'long', doc: 'DateTime' },
};

export const avroTypeOf = (field: Field): Spelling['avro'] => spellings[field.type].avro;

export const docOf = (field: Field): string => `Data:${spellings[field.type].doc}`;

/** What the APIs print → what Avro carries: dates and date-times are milliseconds since 1970. */
export const toAvro = (field: Field, value: unknown): unknown => {
  if (value === null || value === undefined) return null;
  return avroTypeOf(field) === 'long' ? Date.parse(value as string) : value;
};

export const fromAvro = (field: Field, value: unknown): unknown => {
  if (avroTypeOf(field) !== 'long' || typeof value !== 'number') return value;
  const iso = new Date(value).toISOString();
  return field.type === 'date' ? iso.slice(0, 10) : iso;
};
