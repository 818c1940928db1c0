import { type Key, toId } from '../ids.ts';
import type { Cell } from '../storage/column.ts';
import type { SaveResult } from '../types.ts';
import { noErrors } from './row-errors.ts';

/** The key is the first value. */
export function inserted(values: readonly Cell[]): SaveResult {
  return { id: toId(values[0] as Key), success: true, created: true, errors: noErrors };
}

/** The fields of the unique index that a statement ran into. */
export function uniqueFields(error: unknown): readonly string[] | undefined {
  const text = error instanceof Error ? error.message : '';
  const found = /^UNIQUE constraint failed: (.+)$/.exec(text)?.[1];
  return found?.split(', ').map((column) => column.slice(column.indexOf('.') + 1));
}
