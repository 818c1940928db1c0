import type { Key } from '../ids.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';

/** What a delete changed beside the record itself, so that undelete can put it back. */
export class Undo {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** `child` went along with `root`. */
  wentAlong(root: Key, object: string, child: Key): void {
    this.#database.run(
      'INSERT INTO _undo (root, object, child) VALUES (?, ?, ?)',
      root,
      object,
      child,
    );
  }

  /** The look-ups of `object.field` at `parent` are about to be emptied because `root` goes. */
  emptied(root: Key, object: string, field: string, parent: Key): void {
    const rows = `SELECT ?, ?, "Id", ?, ? FROM ${quote(object)} WHERE ${quote(field)} = ?`;
    const sql = `INSERT INTO _undo (root, object, child, field, parent) ${rows}`;
    this.#database.run(sql, root, object, field, parent, parent);
  }

  /** Whether a deleted record is in the recycle bin only as part of another. */
  isPart(key: Key): boolean {
    const sql = 'SELECT 1 FROM _undo WHERE child = ? AND field IS NULL LIMIT 1';
    return this.#database.get(sql, key) !== undefined;
  }

  records(root: Key): readonly { readonly object: string; readonly key: Key }[] {
    const sql = 'SELECT object, child FROM _undo WHERE root = ? AND field IS NULL';
    return this.#database
      .all(sql, root)
      .map(([object, key]) => ({ object: object as string, key: key as Key }));
  }

  lookups(
    root: Key,
  ): readonly { readonly object: string; readonly key: Key; field: string; parent: Key }[] {
    const sql =
      'SELECT object, child, field, parent FROM _undo WHERE root = ? AND field IS NOT NULL';
    return this.#database.all(sql, root).map(([object, key, field, parent]) => ({
      object: object as string,
      key: key as Key,
      field: field as string,
      parent: parent as Key,
    }));
  }

  forget(root: Key): void {
    this.#database.run('DELETE FROM _undo WHERE root = ?', root);
  }
}
