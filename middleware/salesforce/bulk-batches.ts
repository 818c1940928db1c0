import type { Usage } from './budget.ts';
import type { Allowance } from './limits.ts';
import { RollingUse } from './rolling-use.ts';

/**
 * A batch holds 10,000 rows at most, so 15,000 batches are the 150 million rows of a day as well. Query jobs, which have a
 * limit of their own, are not used.
 * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html
 */
const batchesADay = 15_000;
const rowsPerBatch = 10_000;
/** What Salesforce tells of limits is right within so long, and it wants not to be asked more often. */
const askEveryMs = 5 * 60_000;

/** The org's Bulk batches of the last 24 hours: as it tells them, and what was sent since; or what was sent from here. */
export class BulkBatches {
  readonly #ours = new RollingUse();
  readonly #rows = new RollingUse();
  #told: Usage | undefined;
  #since = 0;
  #askedAt = -Infinity;

  /** Whether the org is to be asked; once it is said, nobody else asks. */
  isDue(now: number): boolean {
    if (now - this.#askedAt < askEveryMs) return false;
    this.#askedAt = now;
    return true;
  }

  /** Null: it does not show them. */
  tell(allowance: Allowance | null): void {
    if (!allowance) return;
    const { max, remaining } = allowance;
    this.#told = { used: max - remaining, limit: max };
    this.#since = 0;
  }

  /** Salesforce cuts each job for itself. */
  sent(rows: number, now: number): void {
    const batches = Math.ceil(rows / rowsPerBatch);
    this.#since += batches;
    this.#ours.add(batches, now);
    this.#rows.add(rows, now);
  }

  /** Whether the org tells them; else only what was sent from here is known. */
  get isTold(): boolean {
    return this.#told !== undefined;
  }

  usage(now: number): Usage {
    const told = this.#told;
    if (!told) return { used: Math.round(this.#ours.sum(now)), limit: batchesADay };
    return { used: told.used + this.#since, limit: told.limit };
  }

  /** Sent from here. */
  rows(now: number): number {
    return Math.round(this.#rows.sum(now));
  }
}
