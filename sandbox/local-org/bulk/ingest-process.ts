import { setImmediate } from 'node:timers/promises';
import { ApiError, type Org, type Rows, type SaveResult } from '../engine/types.ts';
import { type Allocations, refuseMoreBatches, refuseMoreRows } from '../limits/allocations.ts';
import { openCsv } from './csv-file.ts';
import { CsvError } from './csv-scanner.ts';
import type { BulkCounters } from './counters.ts';
import { Fated, type Fates } from './fates.ts';
import { checkColumns } from './ingest-columns.ts';
import { csvFormat, type IngestJob } from './job.ts';
import type { JobStore } from './job-store.ts';
import { openResults } from './result-files.ts';
import { chunksRowByRow, saveWithRetries } from './retries.ts';
import { saveBatch } from './save-batch.ts';

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-0-limits.html */
export const batchSize = 10_000;

export interface Processing {
  readonly org: Org;
  readonly allocations: Allocations;
  readonly store: JobStore;
  readonly fates: Fates;
  readonly counters: BulkCounters;
  /** Runs the job on from where it was left. */
  goOn(): void;
  now(): Date;
  /** The server is about to close: leave the rest to the next run. */
  stopping(): boolean;
}

/**
 * Works a job off, batch by batch, each saved in one go. It begins where an interrupted run left off; the one batch
 * that was saved but not yet noted is saved again, which for an upsert changes nothing.
 */
export async function processIngest(job: IngestJob, on: Processing): Promise<void> {
  const started = performance.now();
  const before = job.processingTime;
  const touch = (): void => {
    job.processingTime = before + Math.round(performance.now() - started);
    job.systemModstamp = on.now().toISOString();
    on.store.save(job);
  };
  job.state = 'InProgress';
  touch();
  try {
    const all = await saveAll(job, on, touch);
    if (all && !isAborted(job)) job.state = 'JobComplete';
  } catch (error) {
    if (!isAborted(job)) fail(job, error);
  }
  touch();
}

/** A request may have aborted it between two batches. */
function isAborted(job: IngestJob): boolean {
  return job.state === 'Aborted';
}

function fail(job: IngestJob, error: unknown): void {
  job.state = error instanceof Fated ? error.state : 'Failed';
  if (job.state === 'Aborted') return;
  if (error instanceof CsvError || error instanceof Fated) job.errorMessage = error.message;
  else if (error instanceof ApiError && error.errorCode === 'EXCEEDEDQUOTA') {
    job.errorMessage = error.message;
  } else if (error instanceof ApiError) job.errorMessage = `InvalidBatch : ${error.message}`;
  else job.errorMessage = `InternalServerError : ${String(error)}`;
}

/** Whether it came to the end of the rows. */
async function saveAll(job: IngestJob, on: Processing, touch: () => void): Promise<boolean> {
  const session = on.org.sessionFor(job.username);
  if (!session) throw new ApiError(403, 'INVALID_USER', `The user ${job.username} is not active`);
  const csv = await openCsv(on.store.path(job, 'data.csv'), csvFormat(job));
  const results = await openResults(job, on.store, csv.headerSource);
  try {
    checkColumns(job, csv.columns, on.org.schema, session);
    const save = (rows: Rows) => saveBatch(job, csv.columns, rows, on.org, session);
    let position = 0;
    for await (const batch of csv.batches(batchSize)) {
      position += batch.length;
      if (position <= job.processed) continue;
      if (isAborted(job) || on.stopping()) return false;
      if (on.fates.meets(job, job.processed, () => on.goOn())) return false;
      takeBatch(on.allocations, batch.length);
      const saved = saveWithRetries(batch, save, () => job.retries++);
      countBatch(on.counters, saved);
      await results.write(batch, saved);
      touch();
      await setImmediate();
    }
    return true;
  } finally {
    await csv.close();
    await results.close();
  }
}

/**
 * Beyond the daily limits the rest of the job's rows is not processed; what was saved stays.
 * https://developer.salesforce.com/docs/atlas.en-us.224.0.api_bulk_v2.meta/api_bulk_v2/how_requests_are_processed.htm
 */
function takeBatch(allocations: Allocations, rows: number): void {
  refuseMoreBatches(allocations);
  refuseMoreRows(allocations, rows);
  allocations.bulkBatches.add();
  allocations.bulkRows.add(rows);
}

function countBatch(counters: BulkCounters, saved: readonly SaveResult[]): void {
  counters.batches++;
  counters.rows += saved.length;
  counters.chunksRowByRow += chunksRowByRow(saved);
}
