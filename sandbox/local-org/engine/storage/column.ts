import type { Field, ObjectType } from '../types.ts';
import { rule } from '../../rules/rule.ts';

const ignoresCase = rule('soql.text-case');
const keepsCase = rule('keys.case');

/** What node:sqlite takes and gives. */
export type Cell = string | number | null;

const numeric = new Set<Field['type']>(['int', 'double', 'currency', 'percent']);
const wholeNumber = new Set<Field['type']>(['id', 'reference', 'boolean', 'datetime']);

export function isNumeric(field: Field): boolean {
  return numeric.has(field.type);
}

/** Stored as text, where SOQL compares without regard to case unless the field is a case-sensitive key. */
export function isText(field: Field): boolean {
  return !isNumeric(field) && !wholeNumber.has(field.type) && field.type !== 'date';
}

export function quote(name: string): string {
  return `"${name}"`;
}

/** The full name of a person is made of its parts, as on Contact, Lead and User. */
export function isComputedName(object: ObjectType, field: Field): boolean {
  return field.nameField && !field.createable && object.field('LastName') !== undefined;
}

const personName = `trim(coalesce("FirstName", '') || ' ' || coalesce("LastName", ''))`;

/**
 * Booleans 0 or 1; ids as keys; date-times as milliseconds UTC; dates as `YYYY-MM-DD`. Numbers are doubles, because
 * the API's are (xsd:double): what was written comes back digit for digit, up to 15 of them.
 */
function sqlType(object: ObjectType, field: Field): string {
  if (field.type === 'id') return 'INTEGER PRIMARY KEY';
  if (isNumeric(field)) return 'REAL';
  if (field.type === 'boolean') return 'INTEGER NOT NULL DEFAULT 0';
  if (wholeNumber.has(field.type)) return 'INTEGER';
  if (field.type === 'date') return 'TEXT';
  const exact = (field.caseSensitive && keepsCase) || !ignoresCase;
  const collation = exact ? '' : ' COLLATE NOCASE';
  const computed = isComputedName(object, field) ? ` GENERATED ALWAYS AS (${personName})` : '';
  return `TEXT${collation}${computed}`;
}

export function columnDefinition(object: ObjectType, field: Field): string {
  return `${quote(field.name)} ${sqlType(object, field)}`;
}
