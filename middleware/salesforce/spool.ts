import { closeSync, openAsBlob, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { encodeHeader, encodeRow } from './csv.ts';
import type { Row } from './record.ts';
import { spoolFailure } from './spool-directory.ts';

/** A CSV file on disk: rows of one object with one set of columns. Knows where each row ends, so any part can be sent. */
export interface SpoolFile {
  readonly object: string;
  readonly columns: readonly string[];
  readonly path: string;
  readonly headerBytes: number;
  /** Position of the row's aggregate in the chunk. */
  readonly aggregates: number[];
  readonly externalIds: string[];
  /** Byte where the row ends. */
  readonly ends: number[];
  /** Rows that the org need not have. */
  readonly onlyIfThere: ReadonlySet<number>;
}

const block = 1 << 20;

/** Writes are synchronous: a block goes to the page cache in less time than a trip through the thread pool takes. */
export class SpoolWriter implements SpoolFile {
  readonly object: string;
  readonly columns: readonly string[];
  readonly path: string;
  readonly headerBytes: number;
  readonly aggregates: number[] = [];
  readonly externalIds: string[] = [];
  readonly ends: number[] = [];
  readonly onlyIfThere = new Set<number>();
  readonly #known: ReadonlySet<string>;
  #buffer = Buffer.allocUnsafe(block);
  #filled = 0;
  #written = 0;
  #file: number;

  constructor(directory: string, name: string, object: string, columns: readonly string[]) {
    this.object = object;
    this.columns = columns;
    this.path = join(directory, name);
    this.#known = new Set(columns);
    this.#file = openSync(this.path, 'wx', 0o600);
    this.#filled = this.#buffer.write(encodeHeader(columns));
    this.headerBytes = this.#filled;
  }

  get bytes(): number {
    return this.#written + this.#filled;
  }

  /** A column that the row lacks is an empty cell, and Salesforce leaves that field alone. */
  covers(row: Row): boolean {
    for (const name in row.fields) if (!this.#known.has(name)) return false;
    return true;
  }

  add(row: Row, aggregate: number): void {
    const line = encodeRow(this.columns, row.fields);
    // UTF-8 takes at most three bytes for each unit of a JavaScript string.
    if (line.length * 3 > this.#buffer.length - this.#filled) this.#makeRoom(line.length * 3);
    this.#filled += this.#buffer.write(line, this.#filled);
    if (row.onlyIfThere) this.onlyIfThere.add(this.aggregates.length);
    this.aggregates.push(aggregate);
    this.externalIds.push(row.externalId);
    this.ends.push(this.bytes);
  }

  #makeRoom(bytes: number): void {
    this.#flush();
    if (bytes > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(bytes);
  }

  #flush(): void {
    try {
      for (let at = 0; at < this.#filled;) {
        at += writeSync(this.#file, this.#buffer, at, this.#filled - at);
      }
    } catch (error) {
      throw spoolFailure(this.path, error);
    }
    this.#written += this.#filled;
    this.#filled = 0;
  }

  close(): void {
    if (this.#file < 0) return;
    try {
      this.#flush();
    } finally {
      closeSync(this.#file);
      this.#file = -1;
      this.#buffer = Buffer.alloc(0);
    }
  }
}

/** The header and the chosen rows (ascending); read from disk only as they are sent. */
export async function rowsAsCsv(file: SpoolFile, rows: readonly number[]): Promise<Blob> {
  const whole = await openAsBlob(file.path);
  if (rows.length === file.ends.length) return whole;
  const parts = [whole.slice(0, file.headerBytes)];
  for (let from = 0; from < rows.length;) {
    let to = from;
    while (to + 1 < rows.length && rows[to + 1] === rows[to]! + 1) to += 1;
    const start = rows[from] === 0 ? file.headerBytes : file.ends[rows[from]! - 1]!;
    parts.push(whole.slice(start, file.ends[rows[to]!]));
    from = to + 1;
  }
  return new Blob(parts);
}
