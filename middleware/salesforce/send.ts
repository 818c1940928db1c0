import { Failure } from '../common/errors.ts';
import type { Chunk } from './chunk.ts';
import { backoffMs } from './io.ts';
import { runUpsertJob } from './job.ts';
import type { JobDeps, JobEnd } from './job.ts';
import { lockedPieces } from './locked.ts';
import type { JobInfo } from './poll.ts';
import type { ExternalIdFields, Outcome, RowFailure } from './record.ts';
import { refuseMissingRights, setupFailure } from './setup-failure.ts';
import { rowsAsCsv } from './spool.ts';
import type { SpoolFile } from './spool.ts';
import { curedByWaiting, isLocked, wouldBeNew } from './verdict.ts';

/** One bulk job that is over. */
export interface JobReport {
  readonly id: string;
  readonly object: string;
  readonly rows: number;
  readonly written: number;
  readonly elapsedMs: number;
}

export interface SendDeps extends JobDeps {
  readonly externalIdFields: ExternalIdFields;
  /** How often rows with a passing fault are sent again before they are given back as `retry`. */
  readonly rowRetries: number;
  readonly onJob: ((report: JobReport) => void) | undefined;
}

type Failures = Map<number, RowFailure[]>;

/** All that can be written at once, and then what was locked, by itself. */
export async function sendChunk(deps: SendDeps, chunk: Chunk): Promise<Outcome[]> {
  const failures: Failures = new Map();
  for (const [aggregate, failure] of chunk.members.refused) failures.set(aggregate, [failure]);
  await sendFiles(deps, chunk, failures, () => true);
  await sendLocked(deps, chunk, failures);
  return chunk.members.outcomes(failures);
}

/** One file after the other, parents first. What hangs on a record that failed is not sent: it would fail as well. */
async function sendFiles(
  deps: SendDeps,
  { files }: Chunk,
  failures: Failures,
  isMeant: (aggregate: number) => boolean,
): Promise<void> {
  for (const file of files) {
    const rows: number[] = [];
    file.aggregates.forEach((aggregate, row) => {
      if (isMeant(aggregate) && !failures.has(aggregate)) rows.push(row);
    });
    for (const [row, failure] of await sendRows(deps, file, rows)) {
      if (file.onlyIfThere.has(row) && wouldBeNew(failure)) continue;
      const aggregate = file.aggregates[row]!;
      failures.set(aggregate, [...(failures.get(aggregate) ?? []), failure]);
    }
  }
}

/** In small pieces, one after another, a few times: nothing else of the chunk waits for them any more. */
async function sendLocked(deps: SendDeps, chunk: Chunk, failures: Failures): Promise<void> {
  for (let attempt = 1; attempt <= deps.rowRetries; attempt += 1) {
    const pieces = lockedPieces(failures);
    if (pieces.length === 0) return;
    await deps.connection.io.sleep(backoffMs(attempt, 1000), deps.signal);
    for (const piece of pieces) {
      const meant = new Set(piece);
      for (const aggregate of piece) failures.delete(aggregate);
      await sendFiles(deps, chunk, failures, (aggregate) => meant.has(aggregate));
    }
  }
}

/** Sends rows of one file until each is written, is locked, or has a fault that waiting does not cure. */
async function sendRows(
  deps: SendDeps,
  file: SpoolFile,
  rows: readonly number[],
): Promise<ReadonlyMap<number, RowFailure>> {
  const final = new Map<number, RowFailure>();
  let pending = rows;
  for (let attempt = 0; pending.length > 0; attempt += 1) {
    if (attempt > 0) await deps.connection.io.sleep(backoffMs(attempt, 1000), deps.signal);
    const failed = await sendOnce(deps, file, pending);
    const again: number[] = [];
    for (const [row, failure] of failed) {
      const isWorthAnother = curedByWaiting(failure) && !isLocked(failure);
      if (attempt < deps.rowRetries && isWorthAnother) again.push(row);
      else final.set(row, failure);
    }
    pending = again;
  }
  return final;
}

async function sendOnce(
  deps: SendDeps,
  file: SpoolFile,
  rows: readonly number[],
): Promise<ReadonlyMap<number, RowFailure>> {
  const started = deps.connection.io.now().getTime();
  const { object } = file;
  const externalIdField = deps.externalIdFields[object]!;
  const sent = { object, externalIdField, rows: rows.length };
  const end = await runUpsertJob(deps, sent, () => rowsAsCsv(file, rows));
  refuseBrokenSetup(deps, end.info, object);
  const failed = failuresOf(file, rows, end);
  refuseMissingRights(deps.connection, failed, sent);
  deps.onJob?.({
    id: end.info.id,
    object,
    rows: rows.length,
    written: rows.length - failed.size,
    elapsedMs: deps.connection.io.now().getTime() - started,
  });
  return failed;
}

function failuresOf(
  file: SpoolFile,
  rows: readonly number[],
  { info, results }: JobEnd,
): ReadonlyMap<number, RowFailure> {
  const failed = new Map<number, RowFailure>();
  if (results.written === undefined && results.failed.size === 0) return failed;
  for (const row of rows) {
    const externalId = file.externalIds[row]!;
    const failure = results.failed.get(externalId);
    if (failure) failed.set(row, failure);
    else if (results.written && !results.written.has(externalId)) {
      failed.set(row, unwritten(info, file.object, externalId));
    }
  }
  if (!results.written && failed.size < results.failed.size) throw foreignResults(info);
  return failed;
}

/** Without this a failed row that cannot be told by its key would count as written. */
function foreignResults(info: JobInfo): Failure {
  return new Failure(
    `The results of bulk job ${info.id} on ${info.object} name records that were not sent`,
    { kind: 'unavailable', action: 'Run again. If it stays so, report it with the job id.' },
  );
}

function unwritten(info: JobInfo, object: string, externalId: string): RowFailure {
  const complete = info.state === 'JobComplete';
  const broken = info.state === 'Aborted' ? 'JOB_ABORTED' : 'JOB_FAILED';
  return {
    object,
    externalId,
    code: complete ? 'NO_RESULT' : broken,
    message: complete
      ? `Salesforce gave no result for this row in job ${info.id}; it is sent again.`
      : `Job ${info.id} ended as ${info.state} before this row: ${info.errorMessage ?? 'no reason given'}`,
    fields: [],
  };
}

/** The part before the colon of a failed job's reason, where it is the header or the object that Salesforce refuses. */
const setupFaults =
  /^(InvalidBatch|InvalidJob|InvalidEntity|InvalidField|FeatureNotEnabled|INVALID_\w+)\b/i;

function refuseBrokenSetup(deps: SendDeps, info: JobInfo, object: string): void {
  const reason = info.errorMessage ?? '';
  if (info.state !== 'Failed' || !setupFaults.test(reason)) return;
  throw setupFailure(deps.connection, object, `bulk job ${info.id} failed: ${reason}`);
}
