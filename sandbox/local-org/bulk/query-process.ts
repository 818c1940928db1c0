import { open, type FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { ApiError } from '../engine/types.ts';
import type { ApiDeps, SoqlQuery } from '../http/deps.ts';
import { delimiters, type QueryJob } from './job.ts';
import type { JobStore } from './job-store.ts';
import { columnField, printValue } from './query-columns.ts';

/** Rows written before others get their turn. */
const pieceRows = 2_000;
const mostRetries = 3;

/** Writes a query's result to disk. A run cut short starts again from nothing. */
export async function processQuery(
  job: QueryJob,
  store: JobStore,
  deps: ApiDeps,
  stopping: () => boolean,
): Promise<void> {
  const started = performance.now();
  job.state = 'InProgress';
  store.save(job);
  for (;;) {
    try {
      const all = await writeResult(job, store, deps, stopping);
      if (all && !isAborted(job)) job.state = 'JobComplete';
    } catch (error) {
      // Whoever rolls back while rows are being read ends the reading: that is worth another try.
      if (!(error instanceof ApiError) && job.retries++ < mostRetries) continue;
      job.state = 'Failed';
      job.errorMessage = `InvalidBatch : Failed to process query: ${printError(error)}`;
    }
    break;
  }
  job.processingTime = Math.round(performance.now() - started);
  job.systemModstamp = deps.now().toISOString();
  store.save(job);
}

function printError(error: unknown): string {
  return error instanceof ApiError ? `${error.errorCode}: ${error.message}` : String(error);
}

function isAborted(job: QueryJob): boolean {
  return job.state === 'Aborted';
}

/** Whether it came to the end. */
async function writeResult(
  job: QueryJob,
  store: JobStore,
  deps: ApiDeps,
  stopping: () => boolean,
): Promise<boolean> {
  const session = deps.org.sessionFor(job.username);
  if (!session) throw new ApiError(403, 'INVALID_USER', `The user ${job.username} is not active`);
  const plan = { ...deps.soql(job.query, session), allRows: job.operation === 'queryAll' };
  const file = await open(store.path(job, 'result.csv'), 'w');
  try {
    job.processed = 0;
    job.headerBytes = await writeHeader(file, plan, job);
    const print = rowPrinter(plan, job, deps);
    let lines: string[] = [];
    const flush = async (): Promise<void> => {
      await file.write(lines.join(''));
      job.processed += lines.length;
      lines = [];
      await setImmediate();
    };
    for (const row of deps.org.stream(session, plan)) {
      if (lines.push(print(row.values)) >= pieceRows) await flush();
      if (isAborted(job) || stopping()) return false;
    }
    await flush();
    return true;
  } finally {
    await file.close();
  }
}

function lineEnd(job: QueryJob): string {
  return job.lineEnding === 'CRLF' ? '\r\n' : '\n';
}

async function writeHeader(file: FileHandle, plan: SoqlQuery, job: QueryJob): Promise<number> {
  const names = plan.columnNames.map((name) => `"${name}"`).join(delimiters[job.columnDelimiter]);
  const { bytesWritten } = await file.write(names + lineEnd(job));
  return bytesWritten;
}

function rowPrinter(
  plan: SoqlQuery,
  job: QueryJob,
  deps: ApiDeps,
): (values: readonly unknown[]) => string {
  const { schema } = deps.org;
  const object = schema.object(plan.object);
  const times = plan.columns.map(
    (column) => object !== undefined && columnField(column, object, schema)?.type === 'datetime',
  );
  const delimiter = delimiters[job.columnDelimiter];
  const end = lineEnd(job);
  return (values) =>
    values.map((value, index) => printValue(value, times[index] ?? false)).join(delimiter) + end;
}
