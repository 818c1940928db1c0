import type { ObjectType, SaveRequest } from '../types.ts';
import type { Columns } from './columns.ts';
import { rule } from '../../rules/rule.ts';

const once = rule('keys.once-a-call');
const chunks = rule('keys.chunk');

/** Salesforce saves in chunks of 200 records, and looks for repeated keys in each. */
export const chunkSize = chunks ? 200 : 1_000_000;

/** The rows that are saved together. */
export type Chunk = readonly (readonly unknown[])[];

interface Repeat {
  readonly message: string;
  readonly fields: readonly string[];
}

/** Comparing with the one before costs less than remembering all. */
function isAscending(
  chunk: Chunk,
  keyOf: (row: readonly unknown[]) => string | undefined,
): boolean {
  let last = '';
  for (const row of chunk) {
    const key = keyOf(row) ?? '';
    if (key <= last) return false;
    last = key;
  }
  return true;
}

function repeatsIn(
  chunk: Chunk,
  keyOf: (row: readonly unknown[]) => string | undefined,
): ReadonlySet<string> | undefined {
  if (isAscending(chunk, keyOf)) return undefined;
  const seen = new Set<string>();
  let repeated: Set<string> | undefined;
  for (const row of chunk) {
    const key = keyOf(row);
    if (key === undefined) continue;
    if (seen.has(key)) (repeated ??= new Set()).add(key);
    else seen.add(key);
  }
  return repeated;
}

/**
 * Tells the row that shares its key with another of its chunk: all that do so fail.
 * https://help.salesforce.com/s/articleView?id=000384876
 */
export function duplicateKeys(
  object: ObjectType,
  request: SaveRequest,
  columns: Columns,
): ((chunk: Chunk, place: number) => Repeat | undefined) | undefined {
  const index = request.operation === 'upsert' ? columns.keyIndex : columns.idIndex;
  if (index < 0 || request.operation === 'insert' || !once) return undefined;
  const field = object.field(request.columns[index] ?? '');
  const kind = field === undefined || field.type === 'id' ? 'id' : 'external id';
  const fold = field?.caseSensitive === false && kind !== 'id';
  const keyOf = (row: readonly unknown[]) => {
    const cell = row[index];
    if (cell === undefined || cell === null || cell === '') return undefined;
    return fold ? String(cell).trim().toLowerCase() : String(cell).trim();
  };
  let known: Chunk | undefined;
  let repeated: ReadonlySet<string> | undefined;
  return (chunk, place) => {
    if (chunk !== known) repeated = repeatsIn(chunk, keyOf);
    known = chunk;
    if (repeated === undefined) return undefined;
    const key = keyOf(chunk[place] ?? []);
    if (key === undefined || !repeated.has(key)) return undefined;
    const fields = [request.columns[index] ?? ''];
    return { message: `Duplicate ${kind} specified: ${key}`, fields };
  };
}
