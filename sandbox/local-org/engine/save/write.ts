import { type Key, toId } from '../ids.ts';
import { type Cell, quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { SaveResult } from '../types.ts';
import type { Column, Columns } from './columns.ts';
import { heldPlaces } from './held.ts';
import { Inserts } from './inserts.ts';
import { inserted, uniqueFields } from './outcome.ts';
import { noErrors, RowErrors } from './row-errors.ts';
import type { Prepare } from '../features/features.ts';
import { type Guard, storedReader } from '../rules/guard.ts';
import { complete, isRequired, type Table } from './table.ts';
import type { Target } from './targets.ts';

const stamps = `"LastModifiedDate" = ?, "LastModifiedById" = ?, "SystemModstamp" = ?`;

function unwritable(names: readonly string[], errors: RowErrors): void {
  const message = `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
  errors.add('INVALID_FIELD_FOR_INSERT_UPDATE', message, names);
}

function missing(names: readonly string[], errors: RowErrors): void {
  const message = `Required fields are missing: [${names.join(', ')}]`;
  errors.add('REQUIRED_FIELD_MISSING', message, names);
}

export interface WriterContext {
  readonly database: Database;
  readonly table: Table;
  readonly columns: Columns;
  readonly user: Key;
  readonly now: number;
  /** Names the record already, so that an update need not write it: the key of an upsert. */
  readonly keyIndex: number;
  /** More than one row: new records can wait for each other. */
  readonly many: boolean;
  /** A new record that was told to be saved could not be. */
  readonly takenBack: () => void;
  /** What an administrator, or a test, asks of the records; undefined: nothing. */
  readonly guard: Guard | undefined;
  /** What completes a new record; undefined: nothing. */
  readonly prepare?: Prepare | undefined;
}

/** A column with its place in the table and, where it is read along with the record, among what it holds. */
interface WrittenColumn extends Column {
  readonly slot: number;
  readonly heldAt: number;
}

function writtenColumns({ columns, table }: WriterContext): readonly WrittenColumn[] {
  const held = heldPlaces(columns);
  return columns.columns.map((column, place) => ({
    ...column,
    slot: table.slots.get(column.field.name) ?? -1,
    heldAt: held[place] ?? -1,
  }));
}

/** Writes the rows of one request; everything that can be worked out once for all of them is. */
export class RowWriter {
  readonly #context: WriterContext;
  readonly #template: readonly Cell[];
  readonly #columns: readonly WrittenColumn[];
  readonly #updates = new Map<string, string>();
  /** 1 for each column that the row at hand writes; rows alike follow each other, and need no other statement. */
  readonly #present: Uint8Array;
  #update: string | undefined;
  readonly #stored: (key: Key) => Cell[];
  readonly #inserts: Inserts | undefined;

  constructor(context: WriterContext) {
    this.#context = context;
    this.#stored = storedReader(context);
    this.#template = context.table.template(context.user, context.now);
    this.#columns = writtenColumns(context);
    this.#present = new Uint8Array(this.#columns.length);
    this.#inserts = this.#mayWait() ? this.#waiting() : undefined;
  }

  /** Nothing of this request looks for a record that it has made itself. */
  #mayWait(): boolean {
    const { guard, many, prepare, table } = this.#context;
    const own = this.#columns.some(({ field }) => field.referenceTo.includes(table.object.name));
    return many && guard === undefined && prepare === undefined && !own;
  }

  #waiting(): Inserts {
    const { database, table, takenBack } = this.#context;
    const given = this.#columns.map(({ slot }) => slot);
    return new Inserts(database, table, this.#template, given, (values) => {
      const result = this.#insertValues(values, new RowErrors());
      if (!result.success) takenBack();
      return result;
    });
  }

  /** To be called after the last row, and before others look for what it wrote. */
  flush(): void {
    this.#inserts?.flush();
  }

  insert(row: readonly unknown[], errors: RowErrors): SaveResult {
    const values = this.#template.slice();
    let refused: string[] | undefined;
    for (const { index, field, slot, read, insertable } of this.#columns) {
      const cell = row[index];
      if (cell === undefined) continue;
      if (!insertable) (refused ??= []).push(field.name);
      else values[slot] = cell === null ? emptyOf(field.type) : read(cell, errors);
    }
    if (refused !== undefined) unwritable(refused, errors);
    if (!errors.any) this.#context.prepare?.(values, errors);
    if (!errors.any) this.#checkRequired(values, errors);
    if (!errors.any) this.#guardNew(values, errors);
    if (errors.any) return errors.result(null);
    const { database, table } = this.#context;
    complete(table, values, database.nextKey(table.object.name));
    return this.#inserts?.add(values) ?? this.#insertValues(values, errors);
  }

  #guardNew(values: Cell[], errors: RowErrors): void {
    const { guard, now } = this.#context;
    guard?.({ isNew: true, key: 0, values, before: undefined, now }, errors);
  }

  /** `values` are those of the columns that are present, in their order. */
  #guardChanged(key: Key, values: readonly Cell[], errors: RowErrors): void {
    const { guard, now } = this.#context;
    if (guard === undefined) return;
    const before = this.#stored(key);
    const after = before.slice();
    const columns = this.#presentColumns();
    columns.forEach(({ slot }, place) => (after[slot] = values[place] ?? null));
    const given = columns.map(({ field }) => field.name);
    guard({ isNew: false, key, values: after, before, given, now }, errors);
  }

  #insertValues(values: readonly Cell[], errors: RowErrors): SaveResult {
    const { database, table } = this.#context;
    const write = (): SaveResult => {
      database.prepare(table.insertSql).run(...values);
      return inserted(values);
    };
    return this.#write(write, values, errors);
  }

  #checkRequired(values: readonly Cell[], errors: RowErrors): void {
    const { fields, required } = this.#context.table;
    let names: string[] | undefined;
    for (const slot of required) {
      if (values[slot] === null) (names ??= []).push(fields[slot]?.name ?? '');
    }
    if (names !== undefined) missing(names, errors);
  }

  update({ held, key }: Target, row: readonly unknown[], errors: RowErrors): SaveResult {
    const { guard, keyIndex, now, user } = this.#context;
    const values: Cell[] = [];
    let place = 0;
    let refused: string[] | undefined;
    let emptied: string[] | undefined;
    for (const column of this.#columns) {
      const cell = column.index === keyIndex ? undefined : row[column.index];
      const written = cell !== undefined;
      const { field, heldAt } = column;
      if (written && !column.updatable) (refused ??= []).push(field.name);
      const value =
        cell === null ? emptyOf(field.type) : written ? column.read(cell, errors) : null;
      if (written && value === null && isRequired(field) && !errors.any) {
        (emptied ??= []).push(field.name);
      }
      const same = guard === undefined && heldAt >= 0 && value === held[heldAt];
      this.#setPresent(place++, written && !same ? 1 : 0);
      if (written && !same) values.push(value);
    }
    if (refused !== undefined) unwritable(refused, errors);
    if (emptied !== undefined && !errors.any) missing(emptied, errors);
    if (!errors.any) this.#guardChanged(key, values, errors);
    if (errors.any) return errors.result(toId(key));
    values.push(now, user, now, key);
    return this.#write(() => this.#updateValues(values, key), values, errors, key);
  }

  #setPresent(place: number, bit: number): void {
    if (this.#present[place] === bit) return;
    this.#present[place] = bit;
    this.#update = undefined;
  }

  #presentColumns(): readonly WrittenColumn[] {
    return this.#columns.filter((_column, place) => this.#present[place] === 1);
  }

  #updateValues(values: readonly Cell[], key: Key): SaveResult {
    this.#update ??= this.#updateSql();
    this.#context.database.prepare(this.#update).run(...values);
    return { id: toId(key), success: true, created: false, errors: noErrors };
  }

  #updateSql(): string {
    const present = this.#present.join('');
    const known = this.#updates.get(present);
    if (known !== undefined) return known;
    const { table } = this.#context;
    const chosen = this.#presentColumns();
    const sets = [...chosen.map(({ field }) => `${quote(field.name)} = ?`), stamps].join(', ');
    const sql = `UPDATE ${quote(table.object.name)} SET ${sets} WHERE "Id" = ?`;
    this.#updates.set(present, sql);
    return sql;
  }

  #write(
    write: () => SaveResult,
    values: readonly Cell[],
    errors: RowErrors,
    key?: Key,
  ): SaveResult {
    try {
      return write();
    } catch (error) {
      const fields = uniqueFields(error);
      if (fields === undefined) throw error;
      this.#duplicate(fields, values, errors, key);
      return errors.result(key === undefined ? null : toId(key));
    }
  }

  /** `values` are an INSERT's where there is no key: the holder is found by them, otherwise by any clash. */
  #duplicate(
    fields: readonly string[],
    values: readonly Cell[],
    errors: RowErrors,
    key?: Key,
  ): void {
    const { database, table } = this.#context;
    const where = fields.map((field) => `${quote(field)} = ?`).join(' AND ');
    const sql = `SELECT "Id" FROM ${quote(table.object.name)} WHERE ${where} AND "IsDeleted" = 0`;
    const given =
      key === undefined
        ? [fields.map((field) => values[table.slots.get(field) ?? -1] ?? null)]
        : values.map((value) => fields.map(() => value));
    const holder = given
      .map((cells) => database.get(sql, ...cells)?.[0])
      .find((found) => found !== undefined && found !== key);
    const id = holder === undefined ? '<unknown>' : toId(holder as Key).slice(0, 15);
    const message = `duplicate value found: ${fields.join(', ')} duplicates value on record with id: ${id}`;
    errors.add('DUPLICATE_VALUE', message);
  }
}

function emptyOf(type: Column['field']['type']): Cell {
  return type === 'boolean' ? 0 : null;
}
