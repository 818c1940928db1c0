import { Failure } from '../common/errors.ts';
import type { SalesforceConnection } from './connection.ts';

export type JobState =
  'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm */
export interface JobInfo {
  readonly id: string;
  readonly object: string;
  readonly state: JobState;
  readonly errorMessage?: string;
  /** Failed ones included. */
  readonly numberRecordsProcessed?: number;
  readonly numberRecordsFailed?: number;
}

export interface PollOptions {
  readonly signal?: AbortSignal | undefined;
  readonly firstMs?: number;
  readonly mostMs?: number;
  /** Gives up waiting; the job itself goes on. Default two hours. */
  readonly patienceMs?: number;
}

export function isOver(state: JobState): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted';
}

/** Asks often at first, for small jobs end at once, then less and less: each question costs an API request. */
export async function pollJob(
  connection: SalesforceConnection,
  path: string,
  { signal, firstMs = 50, mostMs = 5000, patienceMs = 7_200_000 }: PollOptions,
): Promise<JobInfo> {
  const until = connection.io.now().getTime() + patienceMs;
  for (let waitMs = firstMs; ; waitMs = Math.min(mostMs, waitMs * 1.5)) {
    const job = await connection.request<JobInfo>('GET', path, { signal });
    if (isOver(job.state)) return job;
    if (connection.io.now().getTime() > until) throw stuck(connection, job, patienceMs);
    await connection.io.sleep(waitMs, signal);
  }
}

function stuck(connection: SalesforceConnection, job: JobInfo, patienceMs: number): Failure {
  const minutes = Math.round(patienceMs / 60_000);
  return new Failure(
    `Bulk job ${job.id} on ${job.object} at ${connection.instanceUrl} is still ${job.state} after ${minutes} minutes`,
    {
      kind: 'unavailable',
      action:
        'Look at it under Setup > Bulk Data Load Jobs. The next run waits for it before sending anything newer.',
    },
  );
}
