import { hash } from 'node:crypto';
import type { Aggregate, Version } from '../salesforce/record.ts';
import type { KnownOutcome } from '../store/outcomes.ts';

/** Stands for what the shop no longer has; no hash of rows looks like it. */
export const goneHash = 'gone';

/** Hex of what would be sent. Half of SHA-256: enough to tell two versions of one record apart. */
export function hashOf(aggregate: Aggregate): string {
  return hash('sha256', JSON.stringify(aggregate.rows)).slice(0, 32);
}

/**
 * - `send`: new, changed, or never confirmed.
 * - `unchanged`: what Salesforce has, or older than that.
 * - `refused-before`: what Salesforce refused; the same again would be refused again.
 */
export type Verdict = 'send' | 'unchanged' | 'refused-before';

export function judge(
  known: KnownOutcome | undefined,
  rowsHash: string,
  { sourceTime, readAt }: Version,
): Verdict {
  if (!known) return 'send';
  // Being gone has no time of change but that at which it was seen: what was read before says nothing against it.
  const time = known.hash === goneHash ? readAt : sourceTime;
  if (known.sourceTime > time) return 'unchanged';
  return judgeContent(known, rowsHash);
}

/** For what has no time of its own, because it is always worked out from the newest. */
export function judgeContent(known: KnownOutcome | undefined, rowsHash: string): Verdict {
  if (known?.hash !== rowsHash) return 'send';
  return known.state === 'written' ? 'unchanged' : 'refused-before';
}
