import { ApiError, type Field, type FieldType } from '../engine/types.ts';
import { type Clock, dateRange, type DateRange } from './dates.ts';
import { rule } from '../rules/rule.ts';

const typed = rule('soql.literal-type');

/** A literal as the parser hands it over, with its kind. */
export interface Literal {
  readonly text: string;
  readonly kind: string;
}

/** A value to compare with, or a span of days that a date literal stands for. */
export type Value = { readonly value: unknown } | { readonly range: DateRange };

const refusesEscapes = rule('soql.escapes');

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  N: '\n',
  r: '\r',
  R: '\r',
  t: '\t',
  T: '\t',
  b: '\b',
  B: '\b',
  f: '\f',
  F: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/**
 * The text of a quoted string. In a LIKE pattern `\_` and `\%` stay escaped, for the engine to read.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
 */
export const unquote = (quoted: string, pattern = false): string =>
  quoted.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (whole, what: string) => {
    if (what.length === 5) return String.fromCharCode(Number.parseInt(what.slice(1), 16));
    if (what === '_' || what === '%') return pattern ? whole : what;
    const plain = escapes[what];
    if (plain === undefined && !refusesEscapes) return what;
    if (plain === undefined) {
      throw new ApiError(400, 'MALFORMED_QUERY', `Illegal string escape: '${whole}'`);
    }
    return pattern && plain === '\\' ? '\\\\' : plain;
  });

const kindOf: Partial<Record<FieldType, string>> = {
  boolean: 'boolean',
  int: 'int',
  double: 'double',
  currency: 'currency',
  percent: 'percent',
  date: 'date',
  datetime: 'dateTime',
};

const fits: Readonly<Record<string, readonly string[]>> = {
  boolean: ['BOOLEAN'],
  int: ['INTEGER', 'DECIMAL'],
  double: ['INTEGER', 'DECIMAL'],
  currency: ['INTEGER', 'DECIMAL', 'INTEGER_WITH_CURRENCY_PREFIX', 'DECIMAL_WITH_CURRENCY_PREFIX'],
  percent: ['INTEGER', 'DECIMAL'],
  date: ['DATE', 'DATE_LITERAL', 'DATE_N_LITERAL'],
  dateTime: ['DATETIME', 'DATE_LITERAL', 'DATE_N_LITERAL'],
  string: ['STRING'],
};

const requireType = (field: Field, literal: Literal): void => {
  const wanted = kindOf[field.type] ?? 'string';
  if (!typed || literal.kind === 'NULL' || fits[wanted]?.includes(literal.kind)) return;
  const quotes =
    wanted === 'string' ? 'should be enclosed in quotes' : 'should not be enclosed in quotes';
  throw new ApiError(
    400,
    'INVALID_FIELD',
    `value of filter criterion for field '${field.name}' must be of type ${wanted} and ${quotes}`,
  );
};

const dateTime = (text: string): string => {
  const at = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (Number.isNaN(at.getTime())) {
    throw new ApiError(400, 'MALFORMED_QUERY', `invalid datetime: ${text}`);
  }
  return at.toISOString();
};

/** Reads a literal for comparison with `field`; undefined where a function or aggregate is compared. */
export const readLiteral = (
  literal: Literal,
  field: Field | undefined,
  clock: Clock,
  pattern = false,
): Value => {
  if (field) requireType(field, literal);
  switch (literal.kind) {
    case 'NULL':
      return { value: null };
    case 'BOOLEAN':
      return { value: literal.text.toUpperCase() === 'TRUE' };
    case 'INTEGER':
    case 'DECIMAL':
      return { value: Number(literal.text) };
    case 'STRING':
      return { value: unquote(literal.text, pattern) };
    case 'DATE':
      return { value: literal.text };
    case 'DATETIME':
      return { value: dateTime(literal.text) };
    case 'DATE_LITERAL':
    case 'DATE_N_LITERAL':
      return { range: dateRange(literal.text, clock, field?.type === 'datetime') };
    default:
      throw new ApiError(400, 'MALFORMED_QUERY', `unexpected token: '${literal.text}'`);
  }
};
