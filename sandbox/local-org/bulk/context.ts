import type { ApiDeps } from '../http/deps.ts';
import type { BulkCounters } from './counters.ts';
import type { Fates } from './fates.ts';
import type { JobStore } from './job-store.ts';
import type { Queue } from './queue.ts';

/** What the routes of ingest and query jobs share. */
export interface BulkContext {
  readonly deps: ApiDeps;
  readonly store: JobStore;
  readonly queue: Queue;
  readonly fates: Fates;
  readonly counters: BulkCounters;
}
