import { toId } from '../ids.ts';
import { isNumeric } from '../storage/column.ts';
import {
  type AggregateFunction,
  ApiError,
  type DateFunction,
  type Expression,
  type Field,
} from '../types.ts';
import type { Scope } from './scope.ts';

export type Decode = (value: unknown) => unknown;

/** What an expression yields, for reading the literals it is compared with. */
export type ValueKind = 'text' | 'id' | 'number' | 'boolean' | 'date' | 'datetime';

export interface Compiled {
  readonly sql: string;
  readonly kind: ValueKind;
  readonly decode: Decode;
  readonly aggregate: boolean;
  /** As messages name it. */
  readonly name: string;
  readonly field: Field | undefined;
}

/** `2026-01-31T08:26:00.000+0000` */
export function formatDateTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, -1)}+0000`;
}

const asIs: Decode = (value) => value;

const decoders: Readonly<Record<ValueKind, Decode>> = {
  text: asIs,
  date: asIs,
  number: asIs,
  id: (value) => (value === null ? null : toId(value as number)),
  boolean: (value) => value === 1,
  datetime: (value) => (value === null ? null : formatDateTime(value as number)),
};

/** Doubles carry 15 digits; what a sum has beyond them is noise. */
const decodeSum: Decode = (value) =>
  value === null ? null : Number((value as number).toPrecision(15));

export function kindOf(field: Field): ValueKind {
  if (field.type === 'id' || field.type === 'reference') return 'id';
  if (isNumeric(field)) return 'number';
  if (field.type === 'boolean' || field.type === 'date' || field.type === 'datetime') {
    return field.type;
  }
  return 'text';
}

/** What the APIs print for a stored cell of a field. */
export function decodeCell(field: Field, cell: unknown): unknown {
  return decoders[kindOf(field)](cell);
}

const dateFormats: Readonly<Record<Exclude<DateFunction, 'CALENDAR_QUARTER'>, string>> = {
  CALENDAR_YEAR: '%Y',
  CALENDAR_MONTH: '%m',
  DAY_IN_MONTH: '%d',
  DAY_ONLY: '%Y-%m-%d',
  HOUR_IN_DAY: '%H',
};

function dateSql(name: DateFunction, column: string, kind: ValueKind): string {
  const time = kind === 'datetime' ? `${column} / 1000, 'unixepoch'` : column;
  if (name === 'DAY_ONLY') return `strftime('%Y-%m-%d', ${time})`;
  if (name === 'CALENDAR_QUARTER') return `((CAST(strftime('%m', ${time}) AS INTEGER) + 2) / 3)`;
  return `CAST(strftime('${dateFormats[name]}', ${time}) AS INTEGER)`;
}

/** A date-time as the clocks of a time zone show it. */
function wallSql(column: string, timeZone: string): string {
  return `wall_time(${column}, '${timeZone.replaceAll("'", "''")}')`;
}

function compileDate(
  scope: Scope,
  name: DateFunction,
  path: readonly string[],
  timeZone?: string,
): Compiled {
  const { field, sql } = scope.resolve(path);
  const source = kindOf(field);
  if (source !== 'date' && source !== 'datetime') {
    throw new ApiError(400, 'INVALID_FIELD', `field ${field.name} does not support ${name}`);
  }
  const kind = name === 'DAY_ONLY' ? 'date' : 'number';
  const shown = `${name}(${field.name})`;
  return {
    sql: dateSql(name, timeZone === undefined ? sql : wallSql(sql, timeZone), source),
    kind,
    decode: asIs,
    aggregate: false,
    name: shown,
    field: undefined,
  };
}

function aggregateSql(name: AggregateFunction, column: string): string {
  return name === 'COUNT_DISTINCT'
    ? `count(DISTINCT ${column})`
    : `${name.toLowerCase()}(${column})`;
}

function compileAggregate(
  scope: Scope,
  name: AggregateFunction,
  path: readonly string[] | undefined,
): Compiled {
  const count = { kind: 'number', decode: asIs, aggregate: true, name, field: undefined } as const;
  if (path === undefined) return { ...count, sql: 'count(*)' };
  const { field, sql } = scope.resolve(path);
  const kind = kindOf(field);
  const adds = name === 'SUM' || name === 'AVG';
  const orders = name === 'MIN' || name === 'MAX';
  if ((adds && kind !== 'number') || (orders && kind === 'boolean')) {
    const message = `field ${field.name} does not support aggregate operator ${name}`;
    throw new ApiError(400, 'INVALID_FIELD', message);
  }
  const compiled = aggregateSql(name, sql);
  if (adds) return { ...count, sql: compiled, decode: decodeSum };
  return orders
    ? { ...count, sql: compiled, kind, decode: decoders[kind] }
    : { ...count, sql: compiled };
}

export function compileExpression(scope: Scope, expression: Expression): Compiled {
  if (expression.kind === 'date') {
    return compileDate(scope, expression.function, expression.path, expression.timeZone);
  }
  if (expression.kind === 'aggregate') {
    return compileAggregate(scope, expression.function, expression.path);
  }
  const { field, sql } = scope.resolve(expression.path);
  const kind = kindOf(field);
  return { sql, kind, decode: decoders[kind], aggregate: false, name: field.name, field };
}
