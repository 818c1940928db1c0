import { type Key, toId } from '../ids.ts';
import type { LocalSession } from '../access/session.ts';
import type { Sharing } from '../access/sharing.ts';
import { unknownObject } from '../refusals.ts';
import type { OrgRules } from '../rules/org-rules.ts';
import type { StorageMeter } from '../rules/storage.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectType, SaveRequest, SaveResult, Schema } from '../types.ts';
import { type Columns, compileColumns } from './columns.ts';
import { deleteRecord } from './delete.ts';
import { type Chunk, duplicateKeys } from './duplicates.ts';
import { Parents } from './parents.ts';
import { noErrors, type RowErrors } from './row-errors.ts';
import { type Table, tableOf } from './table.ts';
import { type Locate, locator } from './targets.ts';
import { RowWriter } from './write.ts';

export interface SaveContext {
  readonly database: Database;
  readonly schema: Schema;
  readonly sharing: Sharing;
  readonly storage: StorageMeter;
  readonly rules: OrgRules;
  readonly now: () => number;
}

export interface RowSaver {
  save(chunk: Chunk, place: number, errors: RowErrors): SaveResult;
  /** To be called after each chunk: results told before may change. */
  flush(): void;
}

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
  const save: RowSaver['save'] = (chunk, place, errors) => {
    const key = locate(chunk, place, errors)?.key;
    if (key === undefined) return errors.result(null);
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
  return { save, flush: () => undefined };
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
    columns,
    user: session.userKey,
    now: context.now(),
    keyIndex: request.operation === 'upsert' ? columns.keyIndex : -1,
    many: request.rows.length > 1,
    takenBack: () => {
      if (context.storage.isCounted(object)) context.storage.giveBack();
    },
  });
  const mayCreate = session.mayObject(object.name, 'create') && object.createable;
  const mayEdit = session.mayObject(object.name, 'edit') && object.updateable;
  const repeated = duplicateKeys(object, request, columns);
  const save: RowSaver['save'] = (chunk, place, errors) => {
    const repeat = repeated?.(chunk, place);
    if (repeat !== undefined) errors.add('DUPLICATE_VALUE', repeat.message, repeat.fields);
    const target = repeat === undefined ? locate(chunk, place, errors) : null;
    if (target === null) return errors.result(null);
    const row = chunk[place] ?? [];
    if (target.key === 0) {
      if (!mayCreate) return refuse(errors, 'inserted', object, 0);
      return stored(context.storage, object, errors, () => rows.insert(row, errors));
    }
    rows.flush();
    return mayEdit
      ? rows.update(target, row, errors)
      : refuse(errors, 'updated', object, target.key);
  };
  return { save, flush: () => rows.flush() };
}

export function compile(
  context: SaveContext,
  session: LocalSession,
  request: SaveRequest,
): RowSaver {
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
  const target = { database, sharing, session, object, right, columns } as const;
  const locate = locator(target, request, columns);
  return writer(context, session, object, request, columns, locate);
}
