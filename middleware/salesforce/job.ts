import { currentCorrelation } from '../common/correlation.ts';
import { Failure } from '../common/errors.ts';
import { ApiFailure } from './api-error.ts';
import type { SalesforceConnection } from './connection.ts';
import { pollJob } from './poll.ts';
import type { JobInfo, PollOptions } from './poll.ts';
import type { JobLedger, LedgerJob } from './record.ts';
import { readResults } from './results.ts';
import type { SentJob } from './results.ts';
import type { RowResults } from './verdict.ts';

export interface JobDeps {
  readonly connection: SalesforceConnection;
  readonly ledger: JobLedger;
  readonly poll: Omit<PollOptions, 'signal'>;
  readonly signal: AbortSignal | undefined;
  /** Takes the id of each job that is left while Salesforce may still be working on it. */
  readonly lost?: Set<string> | undefined;
}

export interface JobEnd {
  readonly info: JobInfo;
  readonly results: RowResults;
}

/** So slow a line is taken for a broken one. */
const leastBytesPerMs = 50;
const attempts = 3;
const json = { 'Content-Type': 'application/json' };

/**
 * One Bulk API 2.0 upsert job from its creation to its results. It stands in the ledger from before its data is sent
 * until its results are read. Throws Failure where the job could not be brought to its end.
 */
export async function runUpsertJob(
  deps: JobDeps,
  sent: SentJob,
  csv: () => Promise<Blob>,
): Promise<JobEnd> {
  const id = await upload(deps, sent, csv);
  const { connection, ledger, signal } = deps;
  const path = `jobs/ingest/${id}`;
  try {
    const info = await pollJob(connection, path, { ...deps.poll, signal });
    const results = await readResults(connection, info, sent, signal);
    await ledger.closed(id);
    return { info, results };
  } catch (error) {
    deps.lost?.add(id);
    throw error;
  }
}

/** An upload that was refused half-way leaves a job in an unclear state: it is dropped and another one opened. */
async function upload(deps: JobDeps, sent: SentJob, csv: () => Promise<Blob>): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const id = await createJob(deps, sent);
    await deps.ledger.opened({ id, object: sent.object, correlation: currentCorrelation() });
    try {
      await putRows(deps, id, csv);
      await declareComplete(deps, id);
      return id;
    } catch (error) {
      await dropJob(deps, id);
      const unclear = error instanceof ApiFailure && (error.status === 400 || error.status === 409);
      if (!unclear || attempt === attempts) throw named(error, sent);
    }
  }
}

async function createJob(deps: JobDeps, sent: SentJob): Promise<string> {
  const order = {
    object: sent.object,
    operation: 'upsert',
    externalIdFieldName: sent.externalIdField,
    contentType: 'CSV',
    columnDelimiter: 'COMMA',
    lineEnding: 'LF',
  };
  try {
    const job = await deps.connection.request<{ id: string }>('POST', 'jobs/ingest', {
      headers: json,
      body: () => JSON.stringify(order),
      signal: deps.signal,
    });
    return job.id;
  } catch (error) {
    throw named(error, sent);
  }
}

async function putRows(deps: JobDeps, id: string, csv: () => Promise<Blob>): Promise<void> {
  const { size } = await csv();
  await deps.connection.request('PUT', `jobs/ingest/${id}/batches`, {
    headers: { 'Content-Type': 'text/csv; charset=UTF-8' },
    body: csv,
    signal: deps.signal,
    timeoutMs: deps.connection.timeoutMs + size / leastBytesPerMs,
  });
}

/** When the answer was lost and the call repeated, Salesforce refuses the second: then the job has moved on already. */
async function declareComplete(deps: JobDeps, id: string): Promise<void> {
  const path = `jobs/ingest/${id}`;
  try {
    await setState(deps, id, 'UploadComplete', deps.signal);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.retryable || error.kind === 'auth') throw error;
    const job = await deps.connection.request<JobInfo>('GET', path, { signal: deps.signal });
    if (job.state === 'Open' || job.state === 'Aborted') throw error;
  }
}

function setState(
  { connection }: Pick<JobDeps, 'connection'>,
  id: string,
  state: 'UploadComplete' | 'Aborted',
  signal?: AbortSignal,
): Promise<unknown> {
  return connection.request('PATCH', `jobs/ingest/${id}`, {
    headers: json,
    body: () => JSON.stringify({ state }),
    signal,
  });
}

/** Best effort, and without the caller's signal: what cannot be aborted stays in the ledger. */
async function dropJob(deps: JobDeps, id: string): Promise<void> {
  try {
    await setState(deps, id, 'Aborted', AbortSignal.timeout(5000));
    await deps.ledger.closed(id);
  } catch {
    // The first error is the one to tell.
    deps.lost?.add(id);
  }
}

function named(error: unknown, sent: SentJob): unknown {
  if (!(error instanceof ApiFailure)) return error;
  const { action, kind, retryAfterMs } = error;
  return new Failure(`${sent.rows} rows of ${sent.object} could not be sent. ${error.message}`, {
    action,
    // Salesforce answers a job it cannot accept with plain 400s: no record is at fault.
    kind: kind === 'bad-data' ? 'config' : kind,
    cause: error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** `unknown`: Salesforce has forgotten it. */
export type JobFate = 'aborted' | 'finished' | 'unknown';

type AdoptDeps = Pick<JobDeps, 'connection' | 'ledger'> &
  Partial<JobDeps> & {
    /** Hears of each that was adopted. */
    readonly onAdopted?: ((job: LedgerJob, fate: JobFate) => void) | undefined;
  };

/**
 * Jobs that a crash left in the ledger: those without data are aborted, the others are waited for, so that nothing
 * newer can be overtaken by them. To be called before anything is sent.
 */
export async function adoptOpenJobs(deps: AdoptDeps): Promise<Readonly<Record<JobFate, number>>> {
  const tally = { aborted: 0, finished: 0, unknown: 0 };
  for (const job of await deps.ledger.open()) tally[await adoptOne(deps, job)] += 1;
  return tally;
}

async function adoptOne(deps: AdoptDeps, job: LedgerJob): Promise<JobFate> {
  const fate = await adopt(deps, job.id);
  await deps.ledger.closed(job.id);
  deps.onAdopted?.(job, fate);
  return fate;
}

/**
 * The same for the jobs that this process has lost: a run that failed is followed by another one, or by a few records,
 * and neither may be overtaken by what the first one left in Salesforce's queue. To be called before anything is sent.
 */
export async function adoptLostJobs(deps: AdoptDeps, lost: Set<string>): Promise<void> {
  if (lost.size === 0) return;
  const known = new Map((await deps.ledger.open()).map((job) => [job.id, job]));
  for (const id of [...lost]) {
    await adoptOne(deps, known.get(id) ?? { id, object: 'an object that is not known' });
    lost.delete(id);
  }
}

async function adopt(
  { connection, poll, signal }: Pick<JobDeps, 'connection'> & Partial<JobDeps>,
  id: string,
): Promise<JobFate> {
  const path = `jobs/ingest/${id}`;
  try {
    const job = await connection.request<JobInfo>('GET', path, { signal });
    if (job.state === 'Open') {
      await setState({ connection }, id, 'Aborted', signal);
      return 'aborted';
    }
    await pollJob(connection, path, { ...poll, signal });
    return 'finished';
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return 'unknown';
    throw error;
  }
}
