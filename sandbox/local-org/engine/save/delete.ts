import { type Key, toId } from '../ids.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectType, Schema } from '../types.ts';
import type { RowErrors } from './row-errors.ts';

export interface Deletion {
  readonly database: Database;
  readonly schema: Schema;
  readonly user: Key;
  readonly now: number;
  /** Past the recycle bin. */
  readonly hard: boolean;
}

interface Reference {
  readonly child: ObjectType;
  readonly field: string;
  readonly rule: 'SetNull' | 'Restrict' | 'Cascade';
}

function referencesTo(schema: Schema, object: ObjectType): readonly Reference[] {
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
    if (reference.rule === 'Restrict' && children.length > 0) return reference.child.labelPlural;
    if (reference.rule !== 'Cascade') continue;
    for (const [child] of children) {
      const found = obstacle(deletion, reference.child, child as Key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function remove(deletion: Deletion, object: ObjectType, key: Key): void {
  const { database, hard, now, user } = deletion;
  for (const reference of referencesTo(deletion.schema, object)) {
    if (reference.rule === 'Cascade') {
      const children = database.all(`SELECT "Id" FROM ${where(reference)}`, key);
      for (const [child] of children) remove(deletion, reference.child, child as Key);
    } else if (reference.rule === 'SetNull') {
      const sets = `${quote(reference.field)} = NULL, "SystemModstamp" = ?`;
      const table = quote(reference.child.name);
      database.run(`UPDATE ${table} SET ${sets} WHERE ${quote(reference.field)} = ?`, now, key);
    }
  }
  const table = quote(object.name);
  if (hard) database.run(`DELETE FROM ${table} WHERE "Id" = ?`, key);
  else {
    const sets = `"IsDeleted" = 1, "LastModifiedDate" = ?, "LastModifiedById" = ?, "SystemModstamp" = ?`;
    database.run(`UPDATE ${table} SET ${sets} WHERE "Id" = ?`, now, user, now, key);
  }
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
    remove(deletion, object, key);
    return;
  }
  const message = `Your attempt to delete ${toId(key)} could not be completed because it is associated with the following ${held.toLowerCase()}.`;
  errors.add('DELETE_FAILED', message);
}
