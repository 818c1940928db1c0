import { rmSync } from 'node:fs';
import type { Chunk } from './chunk.ts';
import type { Columns } from './column-families.ts';
import type { SalesforceConnection } from './connection.ts';
import type { PollOptions } from './poll.ts';
import type { Aggregate, ExternalIdFields, JobLedger, Outcome, RecordWriter } from './record.ts';
import { sendChunk } from './send.ts';
import type { JobReport, SendDeps } from './send.ts';
import { keepFile, makeSpoolDirectory, removeSpoolDirectory } from './spool-directory.ts';
import { Spooler } from './spooler.ts';

export type { JobReport } from './send.ts';

export interface WriterLimits {
  /** A chunk is closed when it holds this many rows, over all objects. */
  readonly rowsPerChunk: number;
  readonly aggregatesPerChunk: number;
  readonly bytesPerChunk: number;
  /** Below Salesforce's 100 MB of CSV (150 MB once encoded) a job. */
  readonly bytesPerFile: number;
  readonly rowRetries: number;
}

export const writerLimits: WriterLimits = {
  rowsPerChunk: 30_000,
  aggregatesPerChunk: 30_000,
  bytesPerChunk: 270_000_000,
  bytesPerFile: 90_000_000,
  rowRetries: 3,
};

/**
 * Limits under which a writer has no more than so many bytes on disk, but for its last records: one chunk is being sent
 * while the next one is spooled, and then the source waits.
 */
export function limitsFor(spoolBytes: number): Partial<WriterLimits> {
  const bytesPerChunk = Math.min(writerLimits.bytesPerChunk, Math.floor(spoolBytes / 2));
  return { bytesPerChunk, bytesPerFile: Math.min(writerLimits.bytesPerFile, bytesPerChunk) };
}

export interface BulkWriterOptions {
  readonly connection: SalesforceConnection;
  readonly externalIdFields: ExternalIdFields;
  readonly ledger: JobLedger;
  /** Made if missing. Holds customers' data while a chunk is on its way. */
  readonly spoolDir: string;
  readonly limits?: Partial<WriterLimits>;
  readonly poll?: Omit<PollOptions, 'signal'>;
  readonly signal?: AbortSignal | undefined;
  /** Takes the jobs whose end was not seen: `adoptLostJobs` before anything newer is sent. */
  readonly lost?: Set<string>;
  /** After each bulk job. */
  readonly onJob?: (report: JobReport) => void;
  /** Moves the CSV files here instead of deleting them, named in the order of sending: `000001-Account.csv`. */
  readonly keepSpool?: string;
}

/**
 * Writes aggregates through Bulk API 2.0 upserts. While one chunk is being sent the next one is spooled, and no more
 * than that: a slow org slows the source down. Throws Failure where the org cannot be reached, lets nobody in, has used
 * up its requests or lacks our fields; then everything without an outcome is simply to be sent again.
 */
export function createBulkWriter(options: BulkWriterOptions): RecordWriter {
  return { write: (aggregates) => write(options, aggregates) };
}

async function* write(
  options: BulkWriterOptions,
  aggregates: AsyncIterable<Aggregate>,
): AsyncGenerator<Outcome> {
  const limits = { ...writerLimits, ...options.limits };
  const stop = new AbortController();
  const directory = makeSpoolDirectory(options.spoolDir);
  const spooler = new Spooler(aggregates, chunkSettings(options, directory, limits), {
    rows: limits.rowsPerChunk,
    aggregates: limits.aggregatesPerChunk,
    bytes: limits.bytesPerChunk,
  });
  const deps = sendDeps(options, limits, stop.signal);
  let sending: Promise<unknown> = Promise.resolve();
  const send = async (chunk: Chunk) => {
    const outcomes = await sendChunk(deps, chunk);
    dispose(chunk, options.keepSpool);
    return outcomes;
  };
  try {
    yield* pipeline(spooler, (chunk) => {
      const work = send(chunk);
      sending = work;
      return work;
    });
  } finally {
    stop.abort(new DOMException('The writer was stopped', 'AbortError'));
    spooler.stop();
    await sending.catch(() => undefined);
    removeSpoolDirectory(directory);
  }
}

/** Outcomes are handed on as soon as they are known, but where the next chunk is ready it is sent meanwhile. */
async function* pipeline(
  spooler: Spooler,
  send: (chunk: Chunk) => Promise<Outcome[]>,
): AsyncGenerator<Outcome> {
  let spooled = track(spooler.next());
  let known: Outcome[] = [];
  for (;;) {
    if (!spooled.settled) {
      yield* known;
      known = [];
    }
    const chunk = await spooled.promise;
    if (!chunk) break;
    const sending = track(send(chunk));
    spooled = track(spooler.next());
    yield* known;
    known = await sending.promise;
  }
  yield* known;
}

interface Tracked<T> {
  readonly promise: Promise<T>;
  settled: boolean;
}

/** A failure is looked at when its turn comes; until then it must not end the process as unhandled. */
function track<T>(promise: Promise<T>): Tracked<T> {
  const tracked = { promise, settled: false };
  const settle = () => (tracked.settled = true);
  promise.then(settle, () => undefined);
  return tracked;
}

function chunkSettings(options: BulkWriterOptions, directory: string, limits: WriterLimits) {
  const { externalIdFields } = options;
  const { bytesPerFile } = limits;
  return { directory, externalIdFields, bytesPerFile, columns: new Map<string, Columns[]>() };
}

function sendDeps(options: BulkWriterOptions, limits: WriterLimits, stop: AbortSignal): SendDeps {
  const { connection, ledger, externalIdFields, onJob, poll = {}, signal, lost } = options;
  return {
    connection,
    ledger,
    externalIdFields,
    onJob,
    poll,
    lost,
    rowRetries: limits.rowRetries,
    signal: signal ? AbortSignal.any([signal, stop]) : stop,
  };
}

function dispose(chunk: Chunk, keepSpool: string | undefined): void {
  for (const { path, object } of chunk.files) {
    if (keepSpool === undefined) rmSync(path, { force: true });
    else keepFile(path, keepSpool, object);
  }
}
