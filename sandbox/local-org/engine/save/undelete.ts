import { type Key, toId, toKey } from '../ids.ts';
import type { LocalSession } from '../access/session.ts';
import { quote } from '../storage/column.ts';
import type { ObjectType, SaveResult } from '../types.ts';
import { noErrors, RowErrors } from './row-errors.ts';
import type { SaveContext } from './save.ts';
import { Undo } from './undo.ts';
import { uniqueFields } from './outcome.ts';
import { rule } from '../../rules/rule.ts';

const needsMaster = rule('undelete.master');
const needsRight = rule('undelete.rights');
const partsToo = rule('undelete.parts');
const lookupsToo = rule('undelete.lookups');

function refused(errors: RowErrors, id: string, statusCode: string, message: string): SaveResult {
  errors.add(statusCode, message);
  return errors.result(id);
}

/** Whether a deleted record may come back by itself: not as a detail without its master. */
function isInBin(context: SaveContext, object: ObjectType, key: Key): boolean {
  if (!needsMaster) return true;
  if (new Undo(context.database).isPart(key)) return false;
  return object.fields
    .filter((field) => field.masterDetail)
    .every((field) => {
      const parent = quote(field.referenceTo[0] ?? '');
      const link = `SELECT ${quote(field.name)} FROM ${quote(object.name)} WHERE "Id" = ?`;
      const sql = `SELECT 1 FROM ${parent} WHERE "IsDeleted" = 0 AND "Id" = (${link})`;
      return context.database.get(sql, key) !== undefined;
    });
}

function restore(context: SaveContext, object: ObjectType, key: Key, user: Key): void {
  const merged = object.field('MasterRecordId') === undefined ? '' : `, "MasterRecordId" = NULL`;
  const stamps = `"LastModifiedDate" = ?, "LastModifiedById" = ?, "SystemModstamp" = ?`;
  const sql = `UPDATE ${quote(object.name)} SET "IsDeleted" = 0${merged}, ${stamps} WHERE "Id" = ?`;
  const now = context.now();
  context.database.run(sql, now, user, now, key);
}

/** The record, what went along with it, and those look-ups that nothing has been put into since. */
function restoreAll(context: SaveContext, object: ObjectType, key: Key, user: Key): void {
  const { database, schema } = context;
  const undo = new Undo(database);
  restore(context, object, key, user);
  for (const part of partsToo ? undo.records(key) : []) {
    const partObject = schema.object(part.object);
    if (partObject !== undefined) restore(context, partObject, part.key, user);
  }
  const lookups = lookupsToo ? undo.lookups(key) : [];
  for (const { field, key: child, object: name, parent } of lookups) {
    const sets = `${quote(field)} = ?, "SystemModstamp" = ?`;
    const sql = `UPDATE ${quote(name)} SET ${sets} WHERE "Id" = ? AND ${quote(field)} IS NULL`;
    database.run(sql, parent, context.now(), child);
  }
  undo.forget(key);
}

function find(context: SaveContext, session: LocalSession, id: string) {
  const key = toKey(id.trim());
  const object = context.schema.objects.find(({ keyPrefix }) => id.startsWith(keyPrefix));
  if (key === undefined || object === undefined) return undefined;
  const condition = context.sharing.condition(session, object, 'delete', 't');
  const allowed = typeof condition === 'string' ? condition : condition ? '1' : '0';
  const sql = `SELECT t."IsDeleted", (${allowed}) FROM ${quote(object.name)} t WHERE t."Id" = ?`;
  const row = context.database.get(sql, key);
  if (row === undefined) return undefined;
  const allowedHere = row[1] === 1 && session.mayObject(object.name, 'delete');
  return { key, object, deleted: row[0] === 1, allowed: allowedHere };
}

function undeleteRecord(
  context: SaveContext,
  session: LocalSession,
  id: string,
  errors: RowErrors,
): SaveResult {
  const found = find(context, session, id);
  if (found === undefined) return refused(errors, id, 'MALFORMED_ID', `malformed id ${id}`);
  const { allowed, deleted, key, object } = found;
  if (!allowed && needsRight) {
    const message = 'insufficient access rights on object id';
    return refused(errors, id, 'INSUFFICIENT_ACCESS_OR_READONLY', message);
  }
  if (!deleted || !isInBin(context, object, key)) {
    return refused(errors, id, 'UNDELETE_FAILED', 'Entity is not in the recycle bin');
  }
  try {
    context.database.transaction(() => restoreAll(context, object, key, session.userKey));
  } catch (error) {
    const fields = uniqueFields(error);
    if (fields === undefined) throw error;
    const message = `duplicate value found: ${fields.join(', ')} duplicates value on another record`;
    return refused(errors, id, 'DUPLICATE_VALUE', message);
  }
  return { id: toId(key), success: true, created: false, errors: noErrors };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm */
export function undeleteRecords(
  context: SaveContext,
  session: LocalSession,
  ids: readonly string[],
): SaveResult[] {
  const errors = new RowErrors();
  return context.database.transaction(() =>
    ids.map((id) => undeleteRecord(context, session, id, errors)),
  );
}
