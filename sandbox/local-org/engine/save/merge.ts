import { type Key, toId, toKey } from '../ids.ts';
import type { LocalSession } from '../access/session.ts';
import { quote } from '../storage/column.ts';
import { ApiError, type MergeRequest, type MergeResult, type ObjectType } from '../types.ts';
import { bin, referencesTo } from './delete.ts';
import { RowErrors } from './row-errors.ts';
import { save, type SaveContext } from './save.ts';
import { byId } from './targets.ts';
import { rule } from '../../rules/rule.ts';

const someKinds = rule('merge.objects');
const oneOrTwo = rule('merge.count');
const others = rule('merge.itself');
const once = rule('merge.once');
const needsRight = rule('merge.rights');
const moves = rule('merge.lookups');
const notItself = rule('merge.own-lookup');

const mergeable = new Set(['Account', 'Contact', 'Lead']);
const mostMerged = 2;

/** Carries a refusal out of the transaction that it undoes. */
class Refused extends Error {
  readonly result: MergeResult;

  constructor(result: MergeResult) {
    super('refused');
    this.result = result;
  }
}

function refusal(errors: MergeResult['errors']): Refused {
  const nothing = { mergedRecordIds: [], updatedRelatedIds: [] };
  return new Refused({ id: null, success: false, created: false, errors, ...nothing });
}

function invalid(message: string): Refused {
  return refusal([{ statusCode: 'INVALID_MERGE_RECORD', message, fields: [] }]);
}

/** The keys of the records that go; the user must be allowed to delete them. */
function losers(
  context: SaveContext,
  session: LocalSession,
  object: ObjectType,
  { masterId, mergedIds }: MergeRequest,
): Key[] {
  if (oneOrTwo && (mergedIds.length === 0 || mergedIds.length > mostMerged)) {
    throw invalid('Specify one or two records to merge into the master record');
  }
  const locate = byId({ ...context, session, object, right: 'delete' }, 0, 'merge');
  const errors = new RowErrors();
  const rows = mergedIds.map((id) => [id]);
  const keys = rows.map((_row, place) => locate(rows, place, errors)?.key ?? 0);
  if (others && keys.includes(toKey(masterId) ?? -1))
    throw invalid('A record cannot be merged into itself');
  if (once && new Set(keys).size < keys.length) throw invalid('A record can be merged only once');
  if (needsRight && !session.mayObject(object.name, 'delete')) {
    errors.add('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
  if (errors.any) throw refusal(errors.result(null).errors);
  if (context.rules.features.isPerson(context.database, object, [toKey(masterId) ?? 0, ...keys])) {
    throw invalid('Merging person accounts is not emulated');
  }
  return keys;
}

/** What pointed at a record that goes points at the master instead. One that would point at itself is emptied. */
function reparent(context: SaveContext, object: ObjectType, from: Key, master: Key): Key[] {
  const { database, schema } = context;
  if (!moves) return [];
  return referencesTo(schema, object).flatMap(({ child, field }) => {
    const table = quote(child.name);
    const where = `${quote(field)} = ? AND "IsDeleted" = 0`;
    const found = database.all(`SELECT "Id" FROM ${table} WHERE ${where}`, from);
    const value = `CASE "Id" WHEN ? THEN ${notItself ? 'NULL' : '"Id"'} ELSE ? END`;
    const sets = `${quote(field)} = ${value}, "SystemModstamp" = ?`;
    database.run(`UPDATE ${table} SET ${sets} WHERE ${where}`, master, master, context.now(), from);
    return found.map(([key]) => key as Key);
  });
}

function update(context: SaveContext, session: LocalSession, request: MergeRequest): void {
  const { fields, masterId, object } = request;
  const columns = ['Id', ...Object.keys(fields)];
  const rows = [[masterId, ...Object.values(fields)]];
  const [result] = save(context, session, { object, operation: 'update', columns, rows });
  if (result?.success !== true) throw refusal(result?.errors ?? []);
}

function merge(
  context: SaveContext,
  session: LocalSession,
  object: ObjectType,
  request: MergeRequest,
): MergeResult {
  const keys = losers(context, session, object, request);
  const master = toKey(request.masterId) ?? 0;
  const { database, schema } = context;
  const deletion = { database, schema, user: session.userKey, now: context.now(), hard: false };
  const related = keys.flatMap((key) => {
    const moved = reparent(context, object, key, master);
    bin(deletion, object, key);
    const sql = `UPDATE ${quote(object.name)} SET "MasterRecordId" = ? WHERE "Id" = ?`;
    database.run(sql, master, key);
    return moved;
  });
  // After the others are gone, so that a unique value of theirs is free by now:
  // https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_merge_statements.htm
  update(context, session, request);
  const mergedRecordIds = keys.map(toId);
  const updatedRelatedIds = [...new Set(related)].filter((key) => !keys.includes(key)).map(toId);
  const done = { id: toId(master), success: true, created: false, errors: [] };
  return { ...done, mergedRecordIds, updatedRelatedIds };
}

/**
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm
 * @throws ApiError INVALID_TYPE for an object that cannot be merged.
 */
export function mergeRecords(
  context: SaveContext,
  session: LocalSession,
  request: MergeRequest,
): MergeResult {
  const object = context.schema.object(request.object);
  if (object === undefined || (someKinds && !mergeable.has(object.name))) {
    const message = `entity type cannot be merged: ${request.object}`;
    throw new ApiError(400, 'INVALID_TYPE', message);
  }
  try {
    return context.database.transaction(() => merge(context, session, object, request));
  } catch (error) {
    if (error instanceof Refused) return error.result;
    throw error;
  }
}
