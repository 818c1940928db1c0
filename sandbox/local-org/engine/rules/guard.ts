import type { LocalSession } from '../access/session.ts';
import type { Sharing } from '../access/sharing.ts';
import type { RowErrors } from '../save/row-errors.ts';
import type { Table } from '../save/table.ts';
import { quote, type Cell } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { Schema } from '../types.ts';
import type { Draft } from './formula/types.ts';

/** A record about to be saved; what is written into `values` is saved too. */
export interface OpenDraft extends Draft {
  readonly values: Cell[];
  /** The fields that an update names. */
  readonly given?: readonly string[];
}

/** Judges a record that its fields' types have nothing against. */
export type Guard = (draft: OpenDraft, errors: RowErrors) => void;

/** What guards are made for: the records of one request. */
export interface GuardContext {
  readonly database: Database;
  readonly schema: Schema;
  readonly sharing: Sharing;
  readonly session: LocalSession;
  readonly table: Table;
  /** The caller knows of duplicates and wants to save all the same. */
  readonly allowDuplicates: boolean;
}

/** Reads a record as it is stored, in the order of its table's fields. */
export function storedReader({ database, table }: Pick<GuardContext, 'database' | 'table'>) {
  const names = table.fields.map(({ name }) => quote(name)).join(', ');
  const sql = `SELECT ${names} FROM ${quote(table.object.name)} WHERE "Id" = ?`;
  return (key: number): Cell[] => (database.get(sql, key) ?? []) as Cell[];
}
