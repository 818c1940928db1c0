import { isIndexed } from '../storage/tables.ts';
import type { Field } from '../types.ts';
import type { Columns } from './columns.ts';

/** A found record's Id, whether it is deleted and whether the caller may have it stand before what it holds. */
const before = 3;

const isHeld = (columns: Columns, index: number, field: Field): boolean =>
  index !== columns.keyIndex && isIndexed(field);

/**
 * The request's fields that have an index: they are read along with the record, because writing to them what they hold
 * already costs more than all other columns of the row.
 */
export function heldFields(columns: Columns | undefined): readonly Field[] {
  if (columns === undefined) return [];
  const held = columns.columns.filter(({ field, index }) => isHeld(columns, index, field));
  return held.map(({ field }) => field);
}

/** Where a record that was found tells what it holds, by the request's columns; -1: it does not. */
export function heldPlaces(columns: Columns): readonly number[] {
  let place = before;
  return columns.columns.map(({ field, index }) => (isHeld(columns, index, field) ? place++ : -1));
}
