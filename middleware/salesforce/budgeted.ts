import { Failure } from '../common/errors.ts';
import { ApiFailure } from './api-error.ts';
import { stoppedMs, type Budget, type Decision, type Use } from './budget.ts';
import type { Answer, RequestOptions, SalesforceConnection } from './connection.ts';
import { readLimits } from './limits.ts';

/**
 * A connection whose calls keep to the budget: it waits where that is slow, and throws Failure `rate-limit` where it is
 * stopped, for whoever plans the runs to come back. A bulk job that has begun is brought to its end: only its creation asks.
 */
export function budgeted(
  connection: SalesforceConnection,
  budget: Budget,
  use: Use,
): SalesforceConnection {
  return new Budgeted(connection, budget, use);
}

class Budgeted implements SalesforceConnection {
  readonly #inner: SalesforceConnection;
  readonly #budget: Budget;
  readonly #use: Use;

  constructor(inner: SalesforceConnection, budget: Budget, use: Use) {
    this.#inner = inner;
    this.#budget = budget;
    this.#use = use;
  }

  get instanceUrl() {
    return this.#inner.instanceUrl;
  }

  get apiVersion() {
    return this.#inner.apiVersion;
  }

  get apiCalls() {
    return this.#inner.apiCalls;
  }

  get apiUsage() {
    return this.#inner.apiUsage;
  }

  get io() {
    return this.#inner.io;
  }

  get timeoutMs() {
    return this.#inner.timeoutMs;
  }

  session(...asked: Parameters<SalesforceConnection['session']>) {
    return this.#inner.session(...asked);
  }

  identity(signal?: AbortSignal) {
    return this.#inner.identity(signal);
  }

  async request<T>(method: string, path: string, options: RequestOptions<T> = {}): Promise<T> {
    await this.#mayBegin(method, path, options.signal);
    return this.#watch(() => this.#inner.request(method, path, options));
  }

  async open(method: string, path: string, options: RequestOptions<never> = {}): Promise<Answer> {
    await this.#mayBegin(method, path, options.signal);
    return this.#watch(() => this.#inner.open(method, path, options));
  }

  async #mayBegin(method: string, path: string, signal?: AbortSignal): Promise<void> {
    const job = method === 'POST' && path === 'jobs/ingest';
    if (path.startsWith('jobs/ingest') && !job) return;
    const { waitMs, state, reason } = await this.#decide(job, signal);
    if (state === 'free') return;
    this.#budget.waited(this.#use, waitMs);
    if (state === 'stopped') throw tooMuch(this.#use, reason, waitMs);
    await this.io.sleep(waitMs, signal);
  }

  async #decide(job: boolean, signal?: AbortSignal): Promise<Decision> {
    this.#look();
    if (job && this.#budget.bulk.isDue(this.#now)) await this.#askForLimits(signal);
    const decision = this.#budget.decide(this.#use, this.#now, job);
    if (decision.state !== 'stopped' || !this.#budget.isStale(this.#now)) return decision;
    await this.#askForLimits(signal);
    return this.#budget.decide(this.#use, this.#now, job);
  }

  /** Whatever it answers, its head tells what is used; where even that is refused, the budget knows it now. */
  async #askForLimits(signal?: AbortSignal): Promise<void> {
    try {
      const { bulkBatches } = await this.#watch(() => readLimits(this.#inner, signal));
      this.#budget.seeBulk(bulkBatches, this.#now);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }

  async #watch<T>(call: () => Promise<T>): Promise<T> {
    this.#budget.spend(this.#use, this.#now);
    try {
      return await call();
    } catch (error) {
      this.#look();
      const code = error instanceof ApiFailure ? error.code : '';
      if (code === 'REQUEST_LIMIT_EXCEEDED') this.#budget.refused(this.#now);
      if (code !== 'EXCEEDEDQUOTA') throw error;
      this.#budget.bulkRefused(this.#now);
      throw tooMuch(this.#use, (error as ApiFailure).message, stoppedMs);
    } finally {
      this.#look();
    }
  }

  /** Each answer brings a reading of its own. */
  #look(): void {
    this.#budget.see(this.#inner.apiUsage, this.#now);
  }

  get #now(): number {
    return this.io.now().getTime();
  }
}

const names: Readonly<Record<Use, string>> = {
  live: 'Live changes are',
  check: 'Looking for changes is',
  backfill: 'The backfill is',
};

function tooMuch(use: Use, reason: string, retryAfterMs: number): Failure {
  return new Failure(`${names[use]} held back: ${reason}`, {
    kind: 'rate-limit',
    action:
      'The service goes on by itself when what was used in the last 24 hours frees up; a command is to be run again. API_RESERVE_PERCENT says how much others keep.',
    retryAfterMs,
    heldBack: true,
  });
}
