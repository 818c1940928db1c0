import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';

/** Bare calls to an org, with nothing of the middleware's between: what both sides are compared by. */
export interface OrgLogin {
  readonly url: string;
  readonly accessToken: string;
}

const version = '/services/data/v66.0';
const longestMs = 600_000;

async function call(
  { url, accessToken }: OrgLogin,
  method: string,
  path: string,
  init: { body?: string | Blob; type?: string } = {},
): Promise<Response> {
  const answer = await fetch(`${url}${version}/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': init.type ?? 'application/json',
    },
    body: init.body ?? null,
    signal: AbortSignal.timeout(longestMs),
  });
  if (answer.ok) return answer;
  throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

interface Job {
  id: string;
  state: string;
  numberRecordsFailed?: number;
  numberRecordsProcessed?: number;
  errorMessage?: string;
}

/** Short: a job of some 10 MB takes a fifth of a second, and a pause that outlasts it would be measured as the org's. */
const pollMs = 25;

async function finished(login: OrgLogin, path: string): Promise<Job> {
  for (;;) {
    const job = (await (await call(login, 'GET', path)).json()) as Job;
    if (job.state === 'JobComplete') return job;
    if (job.state === 'Failed' || job.state === 'Aborted') {
      throw new Error(`${path} ${job.state}: ${job.errorMessage}`);
    }
    await setTimeout(pollMs);
  }
}

/** One upsert job with a ready-made CSV file, streamed. */
export async function uploadBare(
  login: OrgLogin,
  file: string,
  object: string,
  externalIdFieldName: string,
): Promise<void> {
  const wanted = { object, operation: 'upsert', externalIdFieldName, lineEnding: 'LF' };
  const created = await call(login, 'POST', 'jobs/ingest', { body: JSON.stringify(wanted) });
  const { id } = (await created.json()) as Job;
  const body = await fs.openAsBlob(file);
  await call(login, 'PUT', `jobs/ingest/${id}/batches`, { body, type: 'text/csv' });
  const complete = JSON.stringify({ state: 'UploadComplete' });
  await call(login, 'PATCH', `jobs/ingest/${id}`, { body: complete });
  const job = await finished(login, `jobs/ingest/${id}`);
  if (job.numberRecordsFailed) {
    throw new Error(`${object}: ${job.numberRecordsFailed} rows of a bare upload failed`);
  }
}

/** A Bulk query's rows as one CSV file; gives the number of rows that the org says it has sent. */
export async function queryToFile(login: OrgLogin, query: string, file: string): Promise<number> {
  const wanted = JSON.stringify({ operation: 'query', query });
  const created = await call(login, 'POST', 'jobs/query', { body: wanted });
  const { id } = (await created.json()) as Job;
  await finished(login, `jobs/query/${id}`);
  let [locator, rows] = ['', 0];
  for (let first = true; first || locator !== 'null'; first = false) {
    const page = first ? '' : `?locator=${encodeURIComponent(locator)}`;
    const answer = await call(login, 'GET', `jobs/query/${id}/results${page}`);
    locator = answer.headers.get('sforce-locator') ?? 'null';
    rows += Number(answer.headers.get('sforce-numberofrecords'));
    await append(answer, file, first);
  }
  return rows;
}

/** Each page repeats the header. */
async function append(answer: Response, file: string, first: boolean): Promise<void> {
  let header = !first;
  await pipeline(
    answer.body!,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        if (!header) {
          yield chunk;
          continue;
        }
        const end = chunk.indexOf(10);
        header = end < 0;
        if (end >= 0) yield chunk.subarray(end + 1);
      }
    },
    fs.createWriteStream(file, { flags: first ? 'w' : 'a' }),
  );
}
