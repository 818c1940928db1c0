import { FlowFault, type Flows } from '../flows/flows.ts';
import { type Key, toId, toKey } from '../ids.ts';
import type { LocalSession } from '../access/session.ts';
import type { Sharing } from '../access/sharing.ts';
import { unknownObject } from '../refusals.ts';
import type { OrgRules } from '../rules/org-rules.ts';
import type { StorageMeter } from '../rules/storage.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectType, SaveRequest, SaveResult, Schema } from '../types.ts';
import { allOrNone } from './all-or-none.ts';
import { type Columns, compileColumns } from './columns.ts';
import { deleteRecord } from './delete.ts';
import { duplicateKeys } from './duplicates.ts';
import { Parents } from './parents.ts';
import { noErrors, RowErrors } from './row-errors.ts';
import { type Table, tableOf } from './table.ts';
import { type Locate, locator } from './targets.ts';
import { RowWriter } from './write.ts';

export interface SaveContext {
  readonly database: Database;
  readonly schema: Schema;
  readonly sharing: Sharing;
  readonly flows: Flows;
  readonly storage: StorageMeter;
  readonly rules: OrgRules;
  readonly now: () => number;
}

type RowSaver = (row: readonly unknown[], errors: RowErrors, position: number) => SaveResult;

const tables = new WeakMap<ObjectType, Table>();

export function table(object: ObjectType): Table {
  const known = tables.get(object);
  if (known !== undefined) return known;
  const made = tableOf(object);
  tables.set(object, made);
  return made;
}

function readableObject(context: SaveContext, session: LocalSession, name: string): ObjectType {
  const object = context.schema.object(name);
  if (object === undefined || !session.mayObject(object.name, 'read')) throw unknownObject(name);
  return object;
}

function refuse(errors: RowErrors, verb: string, object: ObjectType, key: Key): SaveResult {
  const message = `entity type cannot be ${verb}: ${object.label}`;
  errors.add('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message);
  return errors.result(key === 0 ? null : toId(key));
}

function deleter(
  context: SaveContext,
  session: LocalSession,
  object: ObjectType,
  hard: boolean,
  locate: Locate,
): RowSaver {
  const { database, schema } = context;
  const deletion = { database, schema, user: session.userKey, now: context.now(), hard };
  const allowed = session.mayObject(object.name, 'delete') && object.deletable;
  return (row, errors) => {
    const key = locate(row, errors);
    if (key === null) return errors.result(null);
    if (!allowed) {
      errors.add('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
      return errors.result(toId(key));
    }
    if (context.rules.features.keeps(database, object, key, errors)) {
      return errors.result(toId(key));
    }
    deleteRecord(deletion, object, key, errors);
    if (errors.any) return errors.result(toId(key));
    return { id: toId(key), success: true, created: false, errors: noErrors };
  };
}

/** A new record needs room. */
function stored(
  storage: StorageMeter,
  object: ObjectType,
  errors: RowErrors,
  insert: () => SaveResult,
): SaveResult {
  if (!storage.isCounted(object)) return insert();
  if (!storage.take()) {
    errors.add('STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded');
    return errors.result(null);
  }
  const result = insert();
  if (!result.success) storage.giveBack();
  return result;
}

function writer(
  context: SaveContext,
  session: LocalSession,
  object: ObjectType,
  request: SaveRequest,
  columns: Columns,
  locate: Locate,
): RowSaver {
  const { database, rules, schema, sharing } = context;
  const allowDuplicates = request.allowDuplicates === true;
  const guarded = { database, schema, sharing, session, table: table(object), allowDuplicates };
  const rows = new RowWriter({
    database,
    table: guarded.table,
    guard: rules.guard(guarded),
    prepare: rules.prepare(guarded),
    columns: columns.columns,
    user: session.userKey,
    now: context.now(),
    keyIndex: request.operation === 'upsert' ? columns.keyIndex : -1,
  });
  const mayCreate = session.mayObject(object.name, 'create') && object.createable;
  const mayEdit = session.mayObject(object.name, 'edit') && object.updateable;
  const repeated = duplicateKeys(object, request, columns);
  return (row, errors, position) => {
    const repeat = repeated?.(position);
    if (repeat !== undefined) errors.add('DUPLICATE_VALUE', repeat.message, repeat.fields);
    const key = repeat === undefined ? locate(row, errors) : null;
    if (key === null) return errors.result(null);
    if (key === 0) {
      if (!mayCreate) return refuse(errors, 'inserted', object, key);
      return stored(context.storage, object, errors, () => rows.insert(row, errors));
    }
    return mayEdit ? rows.update(key, row, errors) : refuse(errors, 'updated', object, key);
  };
}

function compile(context: SaveContext, session: LocalSession, request: SaveRequest): RowSaver {
  const object = readableObject(context, session, request.object);
  const { database, schema, sharing } = context;
  const hard = request.operation === 'hardDelete';
  if (hard || request.operation === 'delete') {
    const idIndex = request.columns.findIndex((name) => name.toLowerCase() === 'id');
    const columns = { idIndex, keyIndex: -1, columns: [] };
    const right = 'delete';
    const locate = locator({ database, sharing, session, object, right }, request, columns);
    return deleter(context, session, object, hard, locate);
  }
  const parents = new Parents(database, schema, sharing, session);
  const columns = compileColumns({ schema, session, object, parents }, request);
  const right = 'edit';
  const locate = locator({ database, sharing, session, object, right }, request, columns);
  return writer(context, session, object, request, columns, locate);
}

/** What starts when records are saved runs in their transaction, for Bulk as for one record. */
function startFlows(
  context: SaveContext,
  session: LocalSession,
  request: SaveRequest,
  results: readonly SaveResult[],
): void {
  const object = context.schema.object(request.object);
  if (object === undefined || !context.flows.startOn(object)) return;
  const keys = results.flatMap(({ created, id }) =>
    created && id !== null ? [toKey(id) ?? 0] : [],
  );
  context.flows.saved(object, keys, session.userKey, context.now());
}

/** A flow that fails takes the whole request with it. */
function faulted(request: SaveRequest, { message }: FlowFault): SaveResult[] {
  const errors = [{ statusCode: 'CANNOT_EXECUTE_FLOW_TRIGGER', message, fields: [] }];
  const { length } = request.rows;
  return Array.from({ length }, () => ({ id: null, success: false, created: false, errors }));
}

/** Judges row by row; all in one transaction. */
export function save(
  context: SaveContext,
  session: LocalSession,
  request: SaveRequest,
): SaveResult[] {
  const { allOrNone: together, operation } = request;
  const removes = operation === 'delete' || operation === 'hardDelete';
  let kept = false;
  try {
    const results = saveRows(context, session, request);
    kept = !removes && (together !== true || results.every(({ success }) => success));
    return results;
  } finally {
    // Records went, or were rolled back after they had taken their room.
    if (!kept || context.rules.features.addsRecords(request.object)) context.storage.forget();
  }
}

function saveRows(context: SaveContext, session: LocalSession, request: SaveRequest): SaveResult[] {
  const errors = new RowErrors();
  const transaction = (work: () => SaveResult[]) => context.database.transaction(work);
  const work = () => {
    const saver = compile(context, session, request);
    context.flows.begin();
    const { rows } = request;
    const results: SaveResult[] = [];
    for (let position = 0; position < rows.length; position++) {
      results.push(saver(rows.at(position) ?? [], errors, position));
    }
    startFlows(context, session, request, results);
    return results;
  };
  try {
    return request.allOrNone === true ? allOrNone(transaction, work) : transaction(work);
  } catch (error) {
    if (!(error instanceof FlowFault)) throw error;
    context.storage.forget();
    return faulted(request, error);
  }
}
