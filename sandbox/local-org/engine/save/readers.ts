import type { Cell } from '../storage/column.ts';
import type { Field } from '../types.ts';
import { isQuickDay, quickNumber, quickTime } from './quick.ts';
import type { RowErrors } from './row-errors.ts';
import { rule } from '../../rules/rule.ts';

const typed = rule('values.type');
const limitsText = rule('values.text-length');
const trims = rule('values.trim');
const checksEmail = rule('values.email');
const restricts = rule('values.picklist');
const limitsNumbers = rule('values.number-range');
const keepsScale = rule('values.scale');
const checksDays = rule('values.day');
const limitsTimes = rule('values.date-range');
const wholeSeconds = rule('values.seconds');

/** A cell that is neither absent nor null → what is stored; null with an error added where it is refused. */
export type Reader = (cell: unknown, errors: RowErrors) => Cell;

const earliest = Date.UTC(1700, 0, 1);
const latest = Date.UTC(4001, 0, 1);

function shown(cell: unknown): string {
  return typeof cell === 'string' ? cell : (JSON.stringify(cell) ?? '');
}

type Refuse = (cell: unknown, errors: RowErrors) => null;

const schemaTypes: Partial<Record<Field['type'], string>> = {
  boolean: 'boolean',
  date: 'date',
  datetime: 'dateTime',
};

/** Jackson's name for what stands in the JSON, as Salesforce prints it. */
function tokenOf(cell: unknown): string {
  if (typeof cell === 'object') return Array.isArray(cell) ? 'START_ARRAY' : 'START_OBJECT';
  if (typeof cell === 'boolean') return cell ? 'VALUE_TRUE' : 'VALUE_FALSE';
  if (typeof cell === 'string') return 'VALUE_STRING';
  return Number.isInteger(cell) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT';
}

/**
 * Bulk API says which column it could not read, and as what; JSON is refused by its parser, which names no field.
 * https://github.com/SFDO-Tooling/Snowfakery/issues/793
 * https://github.com/restforce/restforce/issues/897
 */
function wrongType(field: Field, column: number | undefined): Refuse {
  if (!typed) return () => null;
  const type = schemaTypes[field.type] ?? 'double';
  return (cell, errors) => {
    if (column === undefined) {
      const message = `Cannot deserialize instance of ${type.toLowerCase()} from ${tokenOf(cell)} value ${shown(cell)} or request may be missing a required field`;
      return errors.add('JSON_PARSER_ERROR', message, []);
    }
    const message = `Failed to deserialize field at col ${column.toString()}. Due to, '${shown(cell)}' is not a valid value for the type xsd:${type}`;
    return errors.add('INVALID_FIELD', message, [field.name]);
  };
}

/** No white space, and nothing beyond ASCII, where there is more of it. */
function isInk(code: number): boolean {
  return code > 32 && code < 127;
}

/** Looking at both ends costs less than cutting. */
function cut(text: string): string {
  return isInk(text.charCodeAt(0)) && isInk(text.charCodeAt(text.length - 1)) ? text : text.trim();
}

/** Leading and trailing white space is cut, as Salesforce does; nothing left means null. */
function trimmed(field: Field, cell: unknown, errors: RowErrors): string | null {
  if (typeof cell === 'object') return wrongType(field, undefined)(cell, errors);
  const given = typeof cell === 'string' ? cell : String(cell);
  const text = trims ? cut(given) : given;
  if (text.length <= field.length || !limitsText) return text === '' ? null : text;
  const message = `${field.label}: data value too large: ${text} (max length=${field.length.toString()})`;
  return errors.add('STRING_TOO_LONG', message, [field.name]);
}

function textReader(field: Field): Reader {
  return (cell, errors) => trimmed(field, cell, errors);
}

const emailPattern = /^[^\s@<>()[\],;:\\"]+@[^\s@.,;:<>()]+(\.[^\s@.,;:<>()]+)+$/;

function emailReader(field: Field): Reader {
  return (cell, errors) => {
    const text = trimmed(field, cell, errors);
    if (text === null || !checksEmail || emailPattern.test(text)) return text;
    const message = `${field.label}: invalid email address: ${text}`;
    return errors.add('INVALID_EMAIL_ADDRESS', message, [field.name]);
  };
}

function badPicklistValue(field: Field, value: string, errors: RowErrors): null {
  const message = `${field.label}: bad value for restricted picklist field: ${value}`;
  return errors.add('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field.name]);
}

/** Rows with the same value follow each other: comparing costs less than looking it up. */
function remembering(read: Reader): Reader {
  let last: unknown;
  let value: Cell = null;
  return (cell, errors) => {
    if (cell === last && value !== null) return value;
    value = read(cell, errors);
    last = cell;
    return value;
  };
}

/** A restricted value matches without regard to case and is stored as the picklist spells it. */
function picklistReader(field: Field): Reader {
  const values = new Map(
    field.picklistValues.map(({ value }) => [value.toLowerCase(), value] as const),
  );
  const read: Reader = (cell, errors) => {
    const text = trimmed(field, cell, errors);
    if (text === null || !field.restrictedPicklist || !restricts) return text;
    return values.get(text.toLowerCase()) ?? badPicklistValue(field, text, errors);
  };
  return remembering(read);
}

function multipicklistReader(field: Field): Reader {
  const one = picklistReader({ ...field, length: 255 });
  return (cell, errors) => {
    const text = trimmed(field, cell, errors);
    if (text === null) return null;
    const chosen = text.split(';').map((part) => one(part, errors));
    return chosen.filter((part) => part !== null).join(';');
  };
}

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Decimals beyond the scale are kept; digits before the point are limited. */
function numberReader(field: Field, refuse: Refuse): Reader {
  const limit = field.precision === 0 ? Infinity : 10 ** (field.precision - field.scale);
  return (cell, errors) => {
    const quick = typeof cell === 'string' ? quickNumber(cell) : undefined;
    if (quick !== undefined && quick < limit && keepsScale) return quick;
    if (typeof cell === 'string' ? !numberPattern.test(cell) : typeof cell !== 'number') {
      const text = typeof cell === 'string' ? cell.trim() : undefined;
      if (text === '') return null;
      if (text === undefined || !numberPattern.test(text)) return refuse(cell, errors);
    }
    const value = keepsScale ? Number(cell) : Number(Number(cell).toFixed(field.scale));
    if (!limitsNumbers || (Math.abs(value) < limit && Number.isFinite(value))) return value;
    const message = `${field.label}: value outside of valid range on numeric field: ${shown(cell)}`;
    return errors.add('NUMBER_OUTSIDE_VALID_RANGE', message, [field.name]);
  };
}

const booleans = new Map([
  ['true', 1],
  ['1', 1],
  ['false', 0],
  ['0', 0],
  ['', 0],
]);

function booleanReader(refuse: Refuse): Reader {
  return (cell, errors) => {
    if (cell === 'false' || cell === false) return 0;
    if (cell === 'true' || cell === true) return 1;
    const value = typeof cell === 'string' ? booleans.get(cell.trim().toLowerCase()) : undefined;
    return value ?? refuse(cell, errors);
  };
}

/** `Date.parse` takes 30 February for 2 March. */
function isDay(date: string): boolean {
  const time = Date.parse(date);
  if (!checksDays) return isInRange(time);
  return isInRange(time) && new Date(time).getUTCDate() === Number(date.slice(8));
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

function isInRange(time: number): boolean {
  if (!limitsTimes) return !Number.isNaN(time);
  return time >= earliest && time < latest;
}

function dateReader(refuse: Refuse): Reader {
  return (cell, errors) => {
    if (typeof cell === 'string' && isQuickDay(cell)) return cell;
    const text = typeof cell === 'string' ? cell.trim() : shown(cell);
    if (text === '') return null;
    return datePattern.test(text) && isDay(text) ? text : refuse(cell, errors);
  };
}

const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/;

/** ISO text → milliseconds UTC, or undefined; without a zone it is UTC. */
export function parseDateTime(text: string): number | undefined {
  const zone = dateTimePattern.exec(text)?.[2];
  if (!dateTimePattern.test(text) || !isDay(text.slice(0, 10))) return undefined;
  const zoned = zone === undefined ? `${text}Z` : text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  const time = Date.parse(zoned);
  return isInRange(time) ? time : undefined;
}

/** Salesforce keeps whole seconds. */
function dateTimeReader(refuse: Refuse): Reader {
  return (cell, errors) => {
    const text = typeof cell === 'string' ? cut(cell) : shown(cell);
    if (text === '') return null;
    const time = quickTime(text) ?? parseDateTime(text);
    if (time === undefined) return refuse(cell, errors);
    return wholeSeconds ? Math.floor(time / 1000) * 1000 : time;
  };
}

/** For every type but references, which need the org's records. `column` is the cell's place in a CSV file. */
export function readerFor(field: Field, column?: number): Reader {
  const refuse = wrongType(field, column);
  switch (field.type) {
    case 'email':
      return emailReader(field);
    case 'picklist':
      return picklistReader(field);
    case 'multipicklist':
      return multipicklistReader(field);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return numberReader(field, refuse);
    case 'boolean':
      return booleanReader(refuse);
    case 'date':
      return dateReader(refuse);
    case 'datetime':
      return dateTimeReader(refuse);
    default:
      return textReader(field);
  }
}
