import type { RequestHandler } from 'express';

/** Requests of the last 24 hours, in 24 hourly counts. */
export class ApiUsage {
  readonly max = 100_000;
  readonly #now: () => Date;
  readonly #hours = new Map<number, number>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  #hour(): number {
    return Math.floor(this.#now().getTime() / 3_600_000);
  }

  count(): void {
    const hour = this.#hour();
    this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + 1);
    for (const old of this.#hours.keys()) if (old <= hour - 24) this.#hours.delete(old);
  }

  get used(): number {
    const hour = this.#hour();
    return [...this.#hours].reduce((sum, [at, calls]) => (at > hour - 24 ? sum + calls : sum), 0);
  }

  get remaining(): number {
    return Math.max(0, this.max - this.used);
  }
}

/**
 * Counts the call and says so on the answer.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
 */
export const reportUsage =
  (usage: ApiUsage): RequestHandler =>
  (_request, response, next) => {
    usage.count();
    response.set('Sforce-Limit-Info', `api-usage=${usage.used}/${usage.max}`);
    next();
  };
