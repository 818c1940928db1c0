import type { Database } from '../storage/database.ts';
import type { Chunk } from './duplicates.ts';
import type { Reader } from './readers.ts';
import { RowErrors } from './row-errors.ts';

/** Finds the records that a chunk's rows name by a key that is text, in one statement for all. */
export class ChunkFinder {
  readonly #database: Database;
  /** Takes the keys as a JSON array; each row that it finds ends with the place of its key. */
  readonly #sql: string;
  readonly #index: number;
  readonly #read: Reader;
  #chunk: Chunk | undefined;
  #found: (unknown[][] | undefined)[] | undefined;

  constructor(database: Database, sql: string, index: number, read: Reader) {
    this.#database = database;
    this.#sql = sql;
    this.#index = index;
    this.#read = read;
  }

  /** undefined: it cannot tell. */
  find(chunk: Chunk, place: number): readonly unknown[][] | undefined {
    if (chunk !== this.#chunk) this.#found = this.#findAll(chunk);
    this.#chunk = chunk;
    return this.#found === undefined ? undefined : (this.#found[place] ?? []);
  }

  #findAll(chunk: Chunk): (unknown[][] | undefined)[] | undefined {
    const found: (unknown[][] | undefined)[] = [];
    const keys = JSON.stringify(chunk.map((row) => this.#key(row[this.#index])));
    // SQLite reads escaped characters from JSON otherwise than from a parameter.
    if (keys.includes('\\u')) return undefined;
    for (const row of this.#database.all(this.#sql, keys)) {
      const place = row.at(-1) as number;
      (found[place] ??= []).push(row);
    }
    return found;
  }

  #key(cell: unknown): unknown {
    return cell === undefined || cell === null ? null : this.#read(cell, new RowErrors());
  }
}
