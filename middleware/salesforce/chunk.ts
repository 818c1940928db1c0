import { faultOf } from './row-fault.ts';
import { SpoolWriter } from './spool.ts';
import type { SpoolFile } from './spool.ts';
import type { Aggregate, ExternalIdFields, Row, RowFailure } from './record.ts';

/** What is sent together: some aggregates whole, their rows on disk by object. */
export interface Chunk {
  readonly aggregates: readonly { readonly key: string }[];
  /** By aggregate: why it was not even sent. */
  readonly refused: ReadonlyMap<number, RowFailure>;
  /** Parents before children. */
  readonly files: readonly SpoolFile[];
  readonly rows: number;
  /** Aggregate that holds this record, if it is in the chunk. */
  holder(object: string, externalId: string): number | undefined;
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
  readonly #aggregates: { readonly key: string }[] = [];
  readonly #keys = new Set<string>();
  readonly #refused = new Map<number, RowFailure>();
  readonly #holders = new Map<string, Map<string, number>>();
  readonly #files = new Map<string, SpoolWriter[]>();
  #rows = 0;

  constructor(settings: ChunkSettings) {
    this.#settings = settings;
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
    return this.#aggregates.length;
  }

  /** One job must not hold a record twice: Salesforce refuses both. */
  collides(aggregate: Aggregate): boolean {
    return (
      this.#keys.has(aggregate.key) ||
      aggregate.rows.some((row) => this.#holders.get(row.object)?.has(row.externalId))
    );
  }

  add(aggregate: Aggregate): void {
    const position = this.#aggregates.push({ key: aggregate.key }) - 1;
    this.#keys.add(aggregate.key);
    const fault = faultOf(aggregate.rows, this.#settings.externalIdFields);
    if (fault) {
      this.#refused.set(position, fault);
      return;
    }
    for (const row of aggregate.rows) this.#addRow(row, position);
  }

  close(): Chunk {
    this.discard();
    const holders = this.#holders;
    const objects = Object.keys(this.#settings.externalIdFields);
    return {
      aggregates: this.#aggregates,
      refused: this.#refused,
      files: objects.flatMap((object) => this.#files.get(object) ?? []),
      rows: this.#rows,
      holder: (object, externalId) => holders.get(object)?.get(externalId),
    };
  }

  /** Closes the files; whoever owns the directory removes it. */
  discard(): void {
    for (const files of this.#files.values()) for (const file of files) file.close();
  }

  #addRow(row: Row, position: number): void {
    this.#fileFor(row).add(row, position);
    let held = this.#holders.get(row.object);
    if (!held) this.#holders.set(row.object, (held = new Map()));
    held.set(row.externalId, position);
    this.#rows += 1;
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
