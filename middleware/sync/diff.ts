import { hash } from 'node:crypto';
import type { Aggregate, Version } from '../salesforce/record.ts';
import type { KnownOutcome } from '../store/outcomes.ts';

/** Stands for what the shop no longer has; no hash of rows looks like it. */
export const goneHash = 'gone';

/** Hex of what would be sent. Half of SHA-256: enough to tell two versions of one record apart. */
export function hashOf(aggregate: Aggregate): string {
  return hashOfText(JSON.stringify(aggregate.rows));
}

export function hashOfText(text: string): string {
  return hash('sha256', text).slice(0, 32);
}

/**
 * - `send`: new, changed, or never confirmed.
 * - `unchanged`: what Salesforce has.
 * - `older`: than what Salesforce has.
 * - `refused-before`: what Salesforce refused; the same again would be refused again.
 * - `unclear`: something else than what Salesforce has, and nothing tells which of the two is older.
 */
export type Verdict = 'send' | 'unchanged' | 'older' | 'refused-before' | 'unclear';

/**
 * A version is the source's time of change, and among the same the time at which the read began: not everything that
 * changes in a shop changes that time.
 */
export function judge(
  known: KnownOutcome | undefined,
  rowsHash: string,
  version: Version,
): Verdict {
  if (!known) return 'send';
  const isGone = known.hash === goneHash || rowsHash === goneHash;
  const age = isGone ? ageOfSight(known, version) : ageOf(known, version);
  if (age < 0) return 'older';
  const verdict = judgeContent(known, rowsHash);
  return verdict === 'send' && age === 0 ? 'unclear' : verdict;
}

/** Below 0: the version is older than what is known. */
function ageOf({ sourceTime, readAt }: KnownOutcome, version: Version): number {
  return compare(version.sourceTime, sourceTime) || compare(version.readAt, readAt ?? '');
}

/** Being gone has no time of change but that at which it was seen: what was read before says nothing against it. */
function ageOfSight({ sourceTime, readAt }: KnownOutcome, version: Version): number {
  return compare(version.readAt, readAt ?? sourceTime);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** For what has no time of its own, because it is always worked out from the newest. */
export function judgeContent(
  known: KnownOutcome | undefined,
  rowsHash: string,
): 'send' | 'unchanged' | 'refused-before' {
  if (known?.hash !== rowsHash) return 'send';
  return known.state === 'written' ? 'unchanged' : 'refused-before';
}
