import { quote, type Cell } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { SaveResult } from '../types.ts';
import type { Table } from './table.ts';
import { inserted, uniqueFields } from './outcome.ts';

interface Waiting {
  readonly values: readonly Cell[];
  /** What was told of it. */
  readonly result: SaveResult;
}

/** How many values a statement takes: with more, preparing it costs what it saves. */
const mostValues = 1_000;
/** All of them go into a chunk of 200 without a rest. */
const sizes = [50, 40, 25, 20, 10, 8, 5, 4, 2, 1];

/**
 * New records on their way into the table, written many at a time: a statement costs as much as a row. Each was told to
 * have succeeded; where a unique index has something against one, it takes that back.
 */
export class Inserts {
  readonly #database: Database;
  readonly #size: number;
  readonly #sql: string;
  /** What differs from record to record; the rest is the template's. */
  readonly #slots: readonly number[];
  readonly #constants: Record<string, Cell> = {};
  readonly #insert: (values: readonly Cell[]) => SaveResult;
  #waiting: Waiting[] = [];

  /** `given`: slots that the request fills. `insert` writes one record, and tells what is against it. */
  constructor(
    database: Database,
    table: Table,
    template: readonly Cell[],
    given: readonly number[],
    insert: (values: readonly Cell[]) => SaveResult,
  ) {
    this.#database = database;
    this.#insert = insert;
    const own = [0, ...given, table.nameSlot, ...table.numbered.map(({ slot }) => slot)];
    this.#slots = [...new Set(own)].filter((slot) => slot >= 0);
    const constant = template.flatMap((value, slot) =>
      value === null || this.#slots.includes(slot) ? [] : [slot],
    );
    for (const slot of constant) this.#constants[`c${slot.toString()}`] = template[slot] ?? null;
    this.#size = sizes.find((size) => size * this.#slots.length <= mostValues) ?? 1;
    const names = [...this.#slots, ...constant].map((slot) =>
      quote(table.fields[slot]?.name ?? ''),
    );
    const marks = [
      ...this.#slots.map(() => '?'),
      ...Object.keys(this.#constants).map((c) => `$${c}`),
    ];
    const rows = Array.from({ length: this.#size }, () => `(${marks.join(', ')})`);
    this.#sql = `INSERT INTO ${quote(table.object.name)} (${names.join(', ')}) VALUES ${rows.join(', ')}`;
  }

  add(values: readonly Cell[]): SaveResult {
    const result = inserted(values);
    this.#waiting.push({ values, result });
    return result;
  }

  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (let start = 0; start < waiting.length; start += this.#size) {
      const some = waiting.slice(start, start + this.#size);
      if (some.length < this.#size || !this.#together(some)) this.#oneByOne(some);
    }
  }

  /** false: nothing was written, because of one of them. */
  #together(some: readonly Waiting[]): boolean {
    const cells: Cell[] = [];
    for (const { values } of some) {
      for (const slot of this.#slots) cells.push(values[slot] ?? null);
    }
    try {
      this.#database.prepare(this.#sql).run(this.#constants, ...cells);
      return true;
    } catch (error) {
      if (uniqueFields(error) === undefined) throw error;
      return false;
    }
  }

  #oneByOne(some: readonly Waiting[]): void {
    for (const { result, values } of some) Object.assign(result, this.#insert(values));
  }
}
