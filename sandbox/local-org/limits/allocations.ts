import { ApiError } from '../engine/types.ts';
import { rule } from '../rules/rule.ts';
import { limitsOf, type Limits } from './editions.ts';

const limitsRequests = rule('limits.requests');
const limitsLongRequests = rule('limits.long-requests');
const limitsBatches = rule('limits.bulk-batches');
const limitsRows = rule('limits.bulk-rows');
const limitsQueryJobs = rule('limits.bulk-query-jobs');

const hour = 3_600_000;

/** What was used in the last 24 hours, in 24 hourly counts. */
export class DailyCount {
  readonly max: number;
  readonly #now: () => Date;
  readonly #hours = new Map<number, number>();

  constructor(max: number, now: () => Date) {
    this.max = max;
    this.#now = now;
  }

  #hour(): number {
    return Math.floor(this.#now().getTime() / hour);
  }

  add(count = 1): void {
    const now = this.#hour();
    this.#hours.set(now, (this.#hours.get(now) ?? 0) + count);
    for (const old of this.#hours.keys()) if (old <= now - 24) this.#hours.delete(old);
  }

  get used(): number {
    const now = this.#hour();
    return [...this.#hours].reduce((sum, [at, count]) => (at > now - 24 ? sum + count : sum), 0);
  }

  get remaining(): number {
    return Math.max(0, this.max - this.used);
  }
}

/** Requests under way. */
class Running {
  readonly #now: () => Date;
  readonly #since = new Map<symbol, number>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** To be ended by what it returns. */
  begin(): () => void {
    const request = Symbol('request');
    this.#since.set(request, this.#now().getTime());
    return () => this.#since.delete(request);
  }

  longerThan(ms: number): number {
    const before = this.#now().getTime() - ms;
    return [...this.#since.values()].filter((since) => since <= before).length;
  }
}

/** What the org has used of its limits. */
export class Allocations {
  readonly limits: Limits;
  readonly apiRequests: DailyCount;
  readonly bulkBatches: DailyCount;
  readonly bulkRows: DailyCount;
  readonly bulkQueryJobs: DailyCount;
  /** Events to subscribers, one for each of them. */
  readonly deliveredEvents: DailyCount;
  readonly running: Running;

  constructor(now: () => Date, limits: Limits = limitsOf()) {
    this.limits = limits;
    this.apiRequests = new DailyCount(limits.apiRequestsADay, now);
    this.bulkBatches = new DailyCount(limits.bulkBatchesADay, now);
    this.bulkRows = new DailyCount(limits.bulkRowsADay, now);
    this.bulkQueryJobs = new DailyCount(limits.bulkQueryJobsADay, now);
    this.deliveredEvents = new DailyCount(limits.deliveredEventsADay, now);
    this.running = new Running(now);
  }
}

/**
 * Salesforce lets an org go some way beyond its daily requests; here the limit is where they end.
 * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html
 */
export const refuseMoreRequests = ({ apiRequests }: Allocations): void => {
  if (!limitsRequests || apiRequests.remaining > 0) return;
  throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
};

/** The same page; seen as https://gist.github.com/ndabAP/2ae90f3b871403d822ec2de0bcffb5b0 */
export const refuseLongRequests = ({ limits, running }: Allocations): void => {
  if (!limitsLongRequests || running.longerThan(limits.longRequestMs) < limits.longRequests) return;
  const message = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
  throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', message);
};

/**
 * Seen as "ApiBatchItems Limit exceeded" (https://support.skyvia.com/portal/en/kb/articles/totalrequests-limit-exceeded);
 * the code is Bulk API's exception code `ExceededQuota`, printed as Bulk API 2.0 prints its others.
 */
const exceeded = (what: string): ApiError =>
  new ApiError(400, 'EXCEEDEDQUOTA', `ExceededQuota : ${what} Limit exceeded.`);

export const refuseMoreBatches = ({ bulkBatches }: Allocations): void => {
  if (limitsBatches && bulkBatches.remaining === 0) throw exceeded('ApiBatchItems');
};

/** The text is ours. */
export const refuseMoreRows = ({ bulkRows }: Allocations, rows: number): void => {
  if (limitsRows && bulkRows.remaining < rows) throw exceeded('ApiBatchRecords');
};

/** The text is ours. */
export const refuseMoreQueryJobs = ({ bulkQueryJobs }: Allocations): void => {
  if (limitsQueryJobs && bulkQueryJobs.remaining === 0) throw exceeded('BulkV2QueryJobs');
};
