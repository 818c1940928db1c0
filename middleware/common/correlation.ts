import { randomUUID } from 'node:crypto';

/** Names one cause of writes (a run, a delivery, a request) wherever its traces are: log, database, Salesforce. */
export function newCorrelation(): string {
  return randomUUID();
}
