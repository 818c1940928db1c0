import type { RowFailure } from './record.ts';
import { isLocked } from './verdict.ts';

/** Each is a bulk job an object, and they go one after the other. */
const mostPieces = 5;

/**
 * Positions of aggregates that nothing but a lock kept from being written, in pieces: those that ran into the same record
 * together, so that they do not wait for each other in batches side by side, and one that stays locked is alone with what
 * hangs on it, while there are pieces enough.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_concepts_limits.htm
 */
export function lockedPieces(failures: ReadonlyMap<number, readonly RowFailure[]>): number[][] {
  const locked = [...failures].filter(([, all]) => all.every(isLocked));
  const groups = Map.groupBy(locked, ([position, [first]]) => heldRecord(first) ?? position);
  const pieces: number[][] = [];
  for (const [index, group] of [...groups.values()].entries()) {
    (pieces[index % mostPieces] ??= []).push(...group.map(([position]) => position));
  }
  return pieces;
}

/** `unable to obtain exclusive access to this record or 1 records: a0B000000000001` */
function heldRecord(failure: RowFailure | undefined): string | undefined {
  return /records?: (\w{15}(?:\w{3})?)\b/.exec(failure?.message ?? '')?.[1];
}
