import { open, truncate, type FileHandle } from 'node:fs/promises';
import type { SaveError, SaveResult } from '../engine/types.ts';
import type { CsvRows } from './csv-rows.ts';
import { csvFormat, type IngestJob } from './job.ts';
import type { JobStore } from './job-store.ts';

export interface ResultFiles {
  /** Adds a batch's results and counts them into the job. */
  write(batch: CsvRows, results: readonly SaveResult[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a job's result files where an interrupted run left them. */
export async function openResults(
  job: IngestJob,
  store: JobStore,
  headerSource: string,
): Promise<ResultFiles> {
  const { delimiter, lineEnding } = csvFormat(job);
  const end = lineEnding === 'CRLF' ? '\r\n' : '\n';
  const start = async (kind: 'success' | 'failed', size: number, second: string) => {
    const header = `"sf__Id"${delimiter}"${second}"${delimiter}${headerSource}${end}`;
    return resume(store.path(job, `${kind}.csv`), size, header);
  };
  const success = await start('success', job.successBytes, 'sf__Created');
  const failed = await start('failed', job.failedBytes, 'sf__Error');
  return {
    async write(batch, results): Promise<void> {
      results.forEach((result, position) => {
        const told = result.success ? String(result.created) : printErrors(result.errors);
        const line = `"${result.id ?? ''}"${delimiter}"${told}"${delimiter}${batch.source(position)}${end}`;
        (result.success ? success : failed).add(line);
        if (!result.success) job.failed++;
      });
      job.successBytes = await success.write();
      job.failedBytes = await failed.write();
      job.processed += results.length;
    },
    async close(): Promise<void> {
      await success.file.close();
      await failed.file.close();
    },
  };
}

/** `CODE:message:fields --`, quotes doubled. */
function printErrors(errors: readonly SaveError[]): string {
  return errors
    .map(({ statusCode, message, fields }) =>
      `${statusCode}:${message}:${fields.length ? `${fields.join(', ')} ` : ''}--`.replaceAll(
        '"',
        '""',
      ),
    )
    .join(';');
}

async function resume(path: string, size: number, header: string): Promise<Appending> {
  const file = await open(path, 'a');
  await truncate(path, size);
  const appending = new Appending(file, size);
  if (size === 0) {
    appending.add(header);
    await appending.write();
  }
  return appending;
}

/** Text gathered by so many characters, so that few strings are alive at a time. */
const gathered = 16_384;

/** A file that grows; what is added waits as bytes. */
class Appending {
  readonly file: FileHandle;
  #size: number;
  #text = '';
  #bytes = Buffer.allocUnsafe(256 * 1024);
  #filled = 0;

  constructor(file: FileHandle, size: number) {
    this.file = file;
    this.#size = size;
  }

  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= gathered) this.#encode();
  }

  #encode(): void {
    // A character of UTF-16 takes three bytes at most.
    const needed = this.#filled + this.#text.length * 3;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(needed * 2);
      this.#bytes.copy(larger, 0, 0, this.#filled);
      this.#bytes = larger;
    }
    this.#filled += this.#bytes.write(this.#text, this.#filled);
    this.#text = '';
  }

  /** Writes what waits; the file's size. */
  async write(): Promise<number> {
    this.#encode();
    for (let start = 0; start < this.#filled;) {
      const { bytesWritten } = await this.file.write(this.#bytes, start, this.#filled - start);
      start += bytesWritten;
    }
    this.#size += this.#filled;
    this.#filled = 0;
    return this.#size;
  }
}
