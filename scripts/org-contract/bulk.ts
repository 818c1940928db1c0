import { setTimeout as wait } from 'node:timers/promises';
import type { SalesforceConnection } from '../../middleware/salesforce/connection.ts';

const json = { 'content-type': 'application/json' };
const patienceMs = 180_000;

export interface Job {
  readonly id: string;
  readonly state: string;
  readonly errorMessage?: string;
  readonly numberRecordsProcessed: number;
  readonly numberRecordsFailed: number;
}

const send = <T>(connection: SalesforceConnection, method: string, path: string, body: unknown) =>
  connection.request<T>(method, path, { body: () => JSON.stringify(body), headers: json });

async function finish(connection: SalesforceConnection, path: string): Promise<Job> {
  const until = Date.now() + patienceMs;
  for (let pause = 20; Date.now() < until; pause = Math.min(2_000, pause * 2)) {
    const job = await connection.request<Job>('GET', path);
    if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) return job;
    await wait(pause);
  }
  throw new Error(`${path} was not finished within ${patienceMs / 1000} s`);
}

/** One upsert by `External_Id__c`, from its creation to its end. */
export async function bulkUpsert(
  connection: SalesforceConnection,
  object: string,
  csv: string,
): Promise<Job> {
  const request = {
    object,
    operation: 'upsert',
    externalIdFieldName: 'External_Id__c',
    contentType: 'CSV',
    lineEnding: 'LF',
  };
  const { id } = await send<Job>(connection, 'POST', 'jobs/ingest', request);
  await connection.request('PUT', `jobs/ingest/${id}/batches`, {
    body: () => csv,
    headers: { 'content-type': 'text/csv' },
  });
  await send(connection, 'PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  return finish(connection, `jobs/ingest/${id}`);
}

/** Lines of a result file; their quotes are left out, which differ. */
export async function resultLines(
  connection: SalesforceConnection,
  { id }: Job,
  which: 'successfulResults' | 'failedResults' | 'unprocessedrecords',
): Promise<string[]> {
  return textLines(connection, `jobs/ingest/${id}/${which}`);
}

async function textLines(connection: SalesforceConnection, path: string): Promise<string[]> {
  const { body } = await connection.open('GET', path);
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  const text = Buffer.concat(pieces).toString('utf8').replaceAll('"', '').trimEnd();
  return text === '' ? [] : text.split('\n');
}

/** A query job's result, page by page; each page begins with the header. */
export async function bulkQuery(
  connection: SalesforceConnection,
  query: string,
  maxRecords: number,
): Promise<string[][]> {
  const request = { operation: 'query', query };
  const { id } = await send<Job>(connection, 'POST', 'jobs/query', request);
  const { state, errorMessage } = await finish(connection, `jobs/query/${id}`);
  if (state !== 'JobComplete') throw new Error(`The query job is ${state}: ${errorMessage ?? ''}`);
  const pages: string[][] = [];
  for (let locator: string | null = ''; locator !== null;) {
    const from: string = locator === '' ? '' : `&locator=${locator}`;
    const path = `jobs/query/${id}/results?maxRecords=${maxRecords}${from}`;
    const { body, headers } = await connection.open('GET', path);
    const pieces: Uint8Array[] = [];
    for await (const piece of body) pieces.push(piece);
    pages.push(Buffer.concat(pieces).toString('utf8').trimEnd().split('\n'));
    const next = headers.get('sforce-locator');
    locator = next === 'null' ? null : next;
  }
  return pages;
}
