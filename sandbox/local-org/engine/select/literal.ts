import { toKey } from '../ids.ts';
import { parseDateTime } from '../save/readers.ts';
import type { Cell } from '../storage/column.ts';
import { ApiError } from '../types.ts';
import type { Compiled, ValueKind } from './expression.ts';
import { rule } from '../../rules/rule.ts';

const typed = rule('soql.literal-type');

const typeNames: Readonly<Record<ValueKind, string>> = {
  text: 'string',
  id: 'id',
  number: 'double',
  boolean: 'boolean',
  date: 'date',
  datetime: 'dateTime',
};

function wrongType({ kind, name }: Compiled): ApiError {
  const quotes = kind === 'text' || kind === 'id' ? 'should be' : 'should not be';
  const message = `value of filter criterion for field '${name}' must be of type ${typeNames[kind]} and ${quotes} enclosed in quotes`;
  return new ApiError(400, 'INVALID_FIELD', message);
}

const readers: Readonly<Record<ValueKind, (value: unknown) => Cell | undefined>> = {
  text: (value) => (typeof value === 'string' ? value : undefined),
  id: (value) => (typeof value === 'string' ? toKey(value) : undefined),
  number: (value) => (typeof value === 'number' ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
  date: (value) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined,
  datetime: (value) => (typeof value === 'string' ? parseDateTime(value) : undefined),
};

/** A literal as the column it is compared with is stored; null stays null, and empty text is null. */
export function readLiteral(compared: Compiled, value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (value === '' && (compared.kind === 'text' || compared.kind === 'id')) return null;
  const read = readers[compared.kind](value);
  if (read !== undefined) return read;
  if (compared.kind === 'id' && typeof value === 'string') {
    throw new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${value}`);
  }
  if (!typed) return String(value);
  throw wrongType(compared);
}
