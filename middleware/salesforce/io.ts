/** What this module needs of the outside world; handed in, so that tests need no clock and no network. */
export interface SalesforceIo {
  readonly fetch: typeof fetch;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  now(): Date;
}

/** Doubles from `firstMs` up to `mostMs`, then takes a random part of it, so that many waiters do not return at once. */
export function backoffMs(attempt: number, firstMs = 500, mostMs = 30_000): number {
  const full = Math.min(mostMs, firstMs * 2 ** attempt);
  return full / 2 + Math.random() * (full / 2);
}
