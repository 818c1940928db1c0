import { Failure } from '../common/errors.ts';
import { ApiFailure } from './api-error.ts';
import type { Budget, Decision, Use } from './budget.ts';
import type { Answer, RequestOptions, SalesforceConnection } from './connection.ts';

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
    if (path.startsWith('jobs/ingest') && !(method === 'POST' && path === 'jobs/ingest')) return;
    const { waitMs, state, reason } = await this.#decide(signal);
    if (state === 'free') return;
    if (state === 'stopped') throw tooMuch(this.#use, reason, waitMs);
    await this.io.sleep(waitMs, signal);
  }

  async #decide(signal?: AbortSignal): Promise<Decision> {
    this.#look();
    const decision = this.#budget.decide(this.#use, this.#now);
    if (decision.state !== 'stopped' || !this.#budget.isStale(this.#now)) return decision;
    // Whatever it answers, its head tells what is used; where even that is refused, the budget knows it now.
    await this.#watch(() => this.#inner.request('GET', 'limits', { signal })).catch(passOver);
    return this.#budget.decide(this.#use, this.#now);
  }

  async #watch<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const exceeded = error instanceof ApiFailure && error.code === 'REQUEST_LIMIT_EXCEEDED';
      this.#look();
      if (exceeded) this.#budget.refused(this.#now);
      throw error;
    } finally {
      this.#look();
    }
  }

  /** Each answer brings a reading of its own. */
  #look(): void {
    const usage = this.#inner.apiUsage;
    if (usage) this.#budget.see(usage, this.#now);
  }

  get #now(): number {
    return this.io.now().getTime();
  }
}

function passOver(error: unknown): void {
  if (!(error instanceof Failure)) throw error;
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
      'The service goes on by itself when requests of the last 24 hours free up; a command is to be run again. API_RESERVE_PERCENT says how much others keep.',
    retryAfterMs,
    heldBack: true,
  });
}
