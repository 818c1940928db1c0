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
    this.#size = sizes.find((size) => size * this.#slots.length <= mostValues) ?? 1;
    const names = [...this.#slots, ...constant].map((slot) =>
      quote(table.fields[slot]?.name ?? ''),
    );
    const marks = [
      ...this.#slots.map(() => '?'),
      ...constant.map((slot) => this.#mark(template[slot] ?? null)),
    ];
    const rows = Array.from({ length: this.#size }, () => `(${marks.join(', ')})`);
    // What is to be undone with a statement is copied before it; FAIL keeps what was written.
    this.#sql = `INSERT OR FAIL INTO ${quote(table.object.name)} (${names.join(', ')}) VALUES ${rows.join(', ')}`;
  }

  /** One name for one value: each further one slows down finding the place of every other value. */
  #mark(value: Cell): string {
    if (value === 0 || value === 1) return value.toString();
    const known = Object.entries(this.#constants).find(([, same]) => same === value)?.[0];
    const name = known ?? `c${Object.keys(this.#constants).length.toString()}`;
    this.#constants[name] = value;
    return `$${name}`;
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
      const written = some.length < this.#size ? 0 : this.#together(some);
      this.#oneByOne(some.slice(written));
    }
  }

  /** How many were written: all, or those before the first that cannot be. */
  #together(some: readonly Waiting[]): number {
    const cells: Cell[] = [];
    for (const { values } of some) {
      for (const slot of this.#slots) cells.push(values[slot] ?? null);
    }
    try {
      this.#database.prepare(this.#sql).run(this.#constants, ...cells);
      return some.length;
    } catch (error) {
      if (uniqueFields(error) === undefined) throw error;
      return Number(this.#database.get('SELECT changes()')?.[0]);
    }
  }

  #oneByOne(some: readonly Waiting[]): void {
    for (const { result, values } of some) Object.assign(result, this.#insert(values));
  }
}
