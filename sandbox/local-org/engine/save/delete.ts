import { type Key, toId } from '../ids.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectType, Schema } from '../types.ts';
import type { RowErrors } from './row-errors.ts';
import { Undo } from './undo.ts';
import { rule } from '../../rules/rule.ts';

const restricts = rule('delete.restrict');
const cascades = rule('delete.cascade');
const empties = rule('delete.set-null');

export interface Deletion {
  readonly database: Database;
  readonly schema: Schema;
  readonly user: Key;
  readonly now: number;
  /** Past the recycle bin. */
  readonly hard: boolean;
}

export interface Reference {
  readonly child: ObjectType;
  readonly field: string;
  readonly rule: 'SetNull' | 'Restrict' | 'Cascade';
}

export function referencesTo(schema: Schema, object: ObjectType): readonly Reference[] {
  return schema.objects.flatMap((child) =>
    child.fields.flatMap((field) =>
      field.deleteConstraint !== null && field.referenceTo.includes(object.name)
        ? [{ child, field: field.name, rule: field.deleteConstraint }]
        : [],
    ),
  );
}

function where(reference: Reference): string {
  return `${quote(reference.child.name)} WHERE ${quote(reference.field)} = ? AND "IsDeleted" = 0`;
}

/** undefined, or what stands in the way. */
function obstacle(deletion: Deletion, object: ObjectType, key: Key): string | undefined {
  for (const reference of referencesTo(deletion.schema, object)) {
    const children = deletion.database.all(`SELECT "Id" FROM ${where(reference)}`, key);
    if (restricts && reference.rule === 'Restrict' && children.length > 0)
      return reference.child.labelPlural;
    if (reference.rule !== 'Cascade') continue;
    for (const [child] of children) {
      const found = obstacle(deletion, reference.child, child as Key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** `root` is the record that was asked to be deleted. */
function remove(deletion: Deletion, object: ObjectType, key: Key, root: Key): void {
  const { database, hard, now } = deletion;
  const undo = new Undo(database);
  for (const reference of referencesTo(deletion.schema, object)) {
    const { child, field, rule } = reference;
    if (rule === 'Cascade' && cascades) {
      const children = database.all(`SELECT "Id" FROM ${where(reference)}`, key);
      for (const [each] of children) remove(deletion, child, each as Key, root);
    } else if (rule === 'SetNull' && empties) {
      if (!hard) undo.emptied(root, child.name, field, key);
      const sets = `${quote(field)} = NULL, "SystemModstamp" = ?`;
      const sql = `UPDATE ${quote(child.name)} SET ${sets} WHERE ${quote(field)} = ?`;
      database.run(sql, now, key);
    }
  }
  if (hard) database.run(`DELETE FROM ${quote(object.name)} WHERE "Id" = ?`, key);
  else {
    if (key !== root) undo.wentAlong(root, object.name, key);
    bin(deletion, object, key);
  }
}

/** Puts the record itself, and nothing else, into the recycle bin. */
export function bin({ database, now, user }: Deletion, object: ObjectType, key: Key): void {
  const sets = `"IsDeleted" = 1, "LastModifiedDate" = ?, "LastModifiedById" = ?, "SystemModstamp" = ?`;
  const sql = `UPDATE ${quote(object.name)} SET ${sets} WHERE "Id" = ?`;
  database.run(sql, now, user, now, key);
}

/** Details go with their master, look-ups are emptied; one that restricts stops it. */
export function deleteRecord(
  deletion: Deletion,
  object: ObjectType,
  key: Key,
  errors: RowErrors,
): void {
  const held = obstacle(deletion, object, key);
  if (held === undefined) {
    remove(deletion, object, key, key);
    return;
  }
  const message = `Your attempt to delete ${toId(key)} could not be completed because it is associated with the following ${held.toLowerCase()}.`;
  errors.add('DELETE_FAILED', message);
}
