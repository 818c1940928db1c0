import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { openCsv, type CsvFile } from './csv-file.ts';
import { CsvError } from './csv-scanner.ts';
import { csvFormat, type IngestJob } from './job.ts';
import type { JobStore } from './job-store.ts';

/** Streams what is known so far of a job's successful or failed rows. */
export async function sendRows(
  job: IngestJob,
  kind: 'success' | 'failed',
  store: JobStore,
  response: Response,
): Promise<void> {
  const path = store.path(job, `${kind}.csv`);
  const size = kind === 'success' ? job.successBytes : job.failedBytes;
  if (!size || !existsSync(path)) return sendCsv(response, Readable.from([emptyResult(job, kind)]));
  return sendCsv(response, createReadStream(path, { end: size - 1 }));
}

/** Jobs without a processed row have results too: a header only. */
function emptyResult(job: IngestJob, kind: string): string {
  const end = job.lineEnding === 'CRLF' ? '\r\n' : '\n';
  return `"sf__Id"${csvFormat(job).delimiter}"${kind === 'success' ? 'sf__Created' : 'sf__Error'}"${end}`;
}

/** Streams the rows that a failed or aborted job did not come to, as uploaded. */
export function sendUnprocessed(
  job: IngestJob,
  store: JobStore,
  response: Response,
): Promise<void> {
  return sendCsv(response, Readable.from(unprocessed(job, store.path(job, 'data.csv'))));
}

async function* unprocessed(job: IngestJob, path: string): AsyncGenerator<string> {
  const end = job.lineEnding === 'CRLF' ? '\r\n' : '\n';
  if (!existsSync(path)) return;
  let csv: CsvFile | undefined;
  try {
    csv = await openCsv(path, csvFormat(job));
    yield csv.headerSource + end;
    if (job.state === 'JobComplete') return;
    let position = 0;
    for await (const batch of csv.batches(1_000)) {
      const first = Math.max(0, job.processed - position);
      position += batch.length;
      let rest = '';
      for (let row = first; row < batch.length; row++) rest += batch.source(row) + end;
      if (rest) yield rest;
    }
  } catch (error) {
    // What cannot be read as CSV cannot be told by rows.
    if (!(error instanceof CsvError)) throw error;
  } finally {
    await csv?.close();
  }
}

export async function sendCsv(response: Response, from: Readable): Promise<void> {
  response.status(200).type('text/csv');
  try {
    await pipeline(from, response);
  } catch (error) {
    // A client that hung up is no failure of ours.
    if (!response.destroyed) throw error;
  }
}
