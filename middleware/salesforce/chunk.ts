import { familyFor, type Columns } from './column-families.ts';
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
  /** By object, of each family of files as the last chunk knew it, so that not every chunk begins with a narrow file. */
  readonly columns: Map<string, Columns[]>;
}

let serial = 0;

export class ChunkBuilder {
  readonly #settings: ChunkSettings;
  readonly #members: Members;
  readonly #files = new Map<string, SpoolWriter[]>();
  /** By object: the file that each family goes on with. */
  readonly #open = new Map<string, SpoolWriter[]>();
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
    const { bytesPerFile } = this.#settings;
    const open = this.#openFor(row.object);
    for (const file of open) {
      // A family that has no file yet leaves a gap.
      if (file && file.bytes < bytesPerFile && file.covers(row)) return file;
    }
    return this.#newFile(row, open);
  }

  #openFor(object: string): SpoolWriter[] {
    let open = this.#open.get(object);
    if (!open) {
      this.#open.set(object, (open = []));
      this.#files.set(object, []);
    }
    return open;
  }

  #newFile({ object, fields }: Row, open: SpoolWriter[]): SpoolWriter {
    const { directory, columns } = this.#settings;
    let families = columns.get(object);
    if (!families) columns.set(object, (families = []));
    const family = familyFor(families, Object.keys(fields));
    open[family]?.close();
    const name = `${object}-${(serial += 1)}.csv`;
    const file = new SpoolWriter(directory, name, object, families[family]!);
    open[family] = file;
    this.#files.get(object)!.push(file);
    return file;
  }
}
