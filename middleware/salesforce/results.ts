import type { Answer, SalesforceConnection } from './connection.ts';
import { readCsv } from './csv.ts';
import type { JobInfo } from './poll.ts';
import type { RowFailure } from './record.ts';
import { parseRowError } from './verdict.ts';
import type { RowResults } from './verdict.ts';

export interface SentJob {
  readonly object: string;
  readonly externalIdField: string;
  readonly rows: number;
}

type Kind = 'successfulResults' | 'failedResults';

/**
 * Downloads as little as the job's counts allow: nothing when all went well, the failed rows when the counts add up.
 * Otherwise both lists, and a row in neither counts as not written.
 */
export async function readResults(
  connection: SalesforceConnection,
  job: JobInfo,
  sent: SentJob,
  signal: AbortSignal | undefined,
): Promise<RowResults> {
  const complete = job.state === 'JobComplete' && job.numberRecordsProcessed === sent.rows;
  const failures = job.numberRecordsFailed ?? 0;
  if (complete && failures === 0) return { written: undefined, failed: new Map() };
  const failed = await readFailed(connection, job, sent, signal);
  if (complete && failed.size === failures) return { written: undefined, failed };
  return { written: await readWritten(connection, job, sent, signal), failed };
}

async function readFailed(
  connection: SalesforceConnection,
  job: JobInfo,
  sent: SentJob,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, RowFailure>> {
  return download(connection, job, 'failedResults', signal, async (rows) => {
    const failed = new Map<string, RowFailure>();
    for await (const row of rows) {
      const externalId = row[sent.externalIdField] ?? '';
      failed.set(externalId, parseRowError(sent.object, externalId, row['sf__Error'] ?? ''));
    }
    return failed;
  });
}

async function readWritten(
  connection: SalesforceConnection,
  job: JobInfo,
  sent: SentJob,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  return download(connection, job, 'successfulResults', signal, async (rows) => {
    const written = new Set<string>();
    for await (const row of rows) written.add(row[sent.externalIdField] ?? '');
    return written;
  });
}

type Rows = AsyncIterable<Record<string, string>>;

/** Read anew from the start where it breaks: the sets filled by a broken reading are thrown away. */
function download<T>(
  connection: SalesforceConnection,
  job: JobInfo,
  kind: Kind,
  signal: AbortSignal | undefined,
  collect: (rows: Rows) => Promise<T>,
): Promise<T> {
  return connection.request('GET', `jobs/ingest/${job.id}/${kind}`, {
    headers: { Accept: 'text/csv' },
    signal,
    read: (answer: Answer) => collect(readCsv(answer.body)),
  });
}
