import { Members } from './members.ts';
import { SpoolWriter } from './spool.ts';
import type { SpoolFile } from './spool.ts';
import type { Aggregate, ExternalIdFields, Row } from './record.ts';

/** What is sent together: some aggregates whole, their rows on disk by object. */
export interface Chunk {
  readonly members: Members;
  /** Parents before children. */
  readonly files: readonly SpoolFile[];
  readonly rows: number;
}

export interface ChunkSettings {
  readonly directory: string;
  readonly externalIdFields: ExternalIdFields;
  readonly bytesPerFile: number;
  /** Columns by object as the last chunk knew them, so that not every chunk begins with a narrow file. */
  readonly columns: Map<string, readonly string[]>;
}

let serial = 0;

export class ChunkBuilder {
  readonly #settings: ChunkSettings;
  readonly #members: Members;
  readonly #files = new Map<string, SpoolWriter[]>();
  #rows = 0;

  constructor(settings: ChunkSettings) {
    this.#settings = settings;
    this.#members = new Members(settings.externalIdFields);
  }

  get rows(): number {
    return this.#rows;
  }

  /** On disk. */
  get bytes(): number {
    let sum = 0;
    for (const files of this.#files.values()) for (const file of files) sum += file.bytes;
    return sum;
  }

  get size(): number {
    return this.#members.aggregates.length;
  }

  collides(aggregate: Aggregate): boolean {
    return this.#members.collides(aggregate);
  }

  add(aggregate: Aggregate): void {
    const position = this.#members.admit(aggregate);
    if (position === null) return;
    for (const row of aggregate.rows) this.#fileFor(row).add(row, position);
    this.#rows += aggregate.rows.length;
  }

  close(): Chunk {
    this.discard();
    const objects = Object.keys(this.#settings.externalIdFields);
    return {
      members: this.#members,
      files: objects.flatMap((object) => this.#files.get(object) ?? []),
      rows: this.#rows,
    };
  }

  /** Closes the files; whoever owns the directory removes it. */
  discard(): void {
    for (const files of this.#files.values()) for (const file of files) file.close();
  }

  #fileFor(row: Row): SpoolWriter {
    let files = this.#files.get(row.object);
    if (!files) this.#files.set(row.object, (files = []));
    const last = files.at(-1);
    if (last && last.bytes < this.#settings.bytesPerFile && last.covers(row)) return last;
    last?.close();
    const { directory, columns } = this.#settings;
    const known = columns.get(row.object) ?? [];
    const wanted = [...new Set([...known, ...Object.keys(row.fields)])];
    columns.set(row.object, wanted);
    const file = new SpoolWriter(
      directory,
      `${row.object}-${(serial += 1)}.csv`,
      row.object,
      wanted,
    );
    files.push(file);
    return file;
  }
}
