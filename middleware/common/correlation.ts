import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/**
 * Names one cause of writes (a run, a delivery, a request) wherever its traces are: log, database, Salesforce. 96 random
 * bits in 16 characters: it stands on every row that is uploaded.
 */
export function newCorrelation(): string {
  return randomBytes(12).toString('base64url');
}

/** Whatever is logged within the work carries the id. */
export function correlated<T>(correlation: string, work: () => T): T {
  return storage.run(correlation, work);
}

export function currentCorrelation(): string | undefined {
  return storage.getStore();
}

/** That of the work in which it is asked for, or a new one. */
export function ownCorrelation(): string {
  return currentCorrelation() ?? newCorrelation();
}
