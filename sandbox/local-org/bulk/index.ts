import { Router } from 'express';
import type { ApiDeps } from '../http/deps.ts';
import { type BulkCounters, startCounters } from './counters.ts';
import { Fates } from './fates.ts';
import type { BulkContext } from './context.ts';
import { ingestRoutes, runIngest } from './ingest-routes.ts';
import { isFinal } from './job.ts';
import { JobStore } from './job-store.ts';
import { queryRoutes, runQuery } from './query-routes.ts';
import { Queue } from './queue.ts';

export interface BulkRouter extends Router {
  readonly counters: BulkCounters;
  /** Waits for the batch being saved and starts no other; the jobs go on after a restart. To be called before the org is closed. */
  stop(): Promise<void>;
}

/**
 * Bulk API 2.0: `jobs/ingest` and `jobs/query`, to be mounted at `/services/data/vXX.0`. Jobs, uploads and results
 * are kept in `deps.dataDir`; unfinished jobs found there go on.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-0.html
 */
export function bulkRoutes(deps: ApiDeps, fates = new Fates()): BulkRouter {
  const store = new JobStore(deps.dataDir, () => deps.now());
  const counters = startCounters();
  const context: BulkContext = { deps, store, queue: new Queue(), fates, counters };
  for (const job of context.store.all()) {
    if (isFinal(job) || job.state === 'Open') continue;
    if (job.kind === 'ingest') runIngest(context, job);
    else runQuery(context, job);
  }
  const router = Router();
  router.use(ingestRoutes(context), queryRoutes(context));
  return Object.assign(router, { counters, stop: () => context.queue.stop() });
}
