import { foreignKey, type Key, toKey } from '../ids.ts';
import type { LocalSession } from '../access/session.ts';
import type { RecordRight, Sharing } from '../access/sharing.ts';
import { isText, quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import { indexForSearch } from '../storage/tables.ts';
import { ApiError, type Field, type ObjectType, type SaveRequest } from '../types.ts';
import { ChunkFinder } from './chunk-finder.ts';
import type { Columns } from './columns.ts';
import type { Chunk } from './duplicates.ts';
import { heldFields } from './held.ts';
import { readerFor } from './readers.ts';
import type { RowErrors } from './row-errors.ts';
import { rule } from '../../rules/rule.ts';

const needsExternalId = rule('keys.external-id');
const needsAllData = rule('keys.not-unique');
const unambiguous = rule('keys.ambiguous');
const needsKey = rule('keys.given');
const updatesOnly = rule('keys.update-only');
const noIdOnInsert = rule('keys.no-id-on-insert');
const noIdBesideKey = rule('keys.no-id-on-upsert');
const needsPrefix = rule('keys.id-prefix');

export interface Target {
  /** 0: a new record. */
  readonly key: Key;
  /** As `heldFields` has it. */
  readonly held: readonly unknown[];
}

const newRecord: Target = { key: 0, held: [] };

/** The record a row is about, null where an error was added. */
export type Locate = (chunk: Chunk, place: number, errors: RowErrors) => Target | null;

export interface TargetContext {
  readonly database: Database;
  readonly sharing: Sharing;
  readonly session: LocalSession;
  readonly object: ObjectType;
  readonly right: RecordRight;
  /** The request's, where it writes any. */
  readonly columns?: Columns;
}

function selectTarget(context: TargetContext, from: string, where: string, more = ''): string {
  const { columns, object, right, session } = context;
  const condition = context.sharing.condition(session, object, right, 't');
  const allowed = typeof condition === 'string' ? condition : condition ? '1' : '0';
  const held = heldFields(columns).map(({ name }) => `, t.${quote(name)}`);
  const table = quote(object.name);
  return `SELECT t."Id", t."IsDeleted", (${allowed})${held.join('')}${more} FROM ${from}${table} t WHERE ${where}`;
}

function notAllowed(errors: RowErrors): null {
  const message = 'insufficient access rights on object id';
  return errors.add('INSUFFICIENT_ACCESS_OR_READONLY', message);
}

function judge(row: readonly unknown[], errors: RowErrors): Target | null {
  if (row[1] === 1) return errors.add('ENTITY_IS_DELETED', 'entity is deleted');
  return row[2] === 1 ? { key: row[0] as Key, held: row } : notAllowed(errors);
}

export function byId(context: TargetContext, index: number, operation: string): Locate {
  const statement = context.database.prepare(selectTarget(context, '', 't."Id" = ?'));
  return (chunk, place, errors) => {
    const cell = chunk[place]?.[index];
    if (typeof cell !== 'string' || cell.trim() === '') {
      const message = `Id not specified in ${operation === 'delete' ? 'a' : 'an'} ${operation} call`;
      return errors.add('MISSING_ARGUMENT', message, ['Id']);
    }
    const key = toKey(cell.trim());
    if (key === undefined) return errors.add('MALFORMED_ID', `malformed id ${cell}`, ['Id']);
    if (needsPrefix && !cell.trim().startsWith(context.object.keyPrefix)) {
      const message = `${context.object.label} ID: id value of incorrect type: ${cell}`;
      return errors.add('MALFORMED_ID', message, ['Id']);
    }
    const found = key === foreignKey ? undefined : statement.get(key);
    if (found !== undefined) return judge(found as unknown as unknown[], errors);
    return errors.add('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
  };
}

function byIdOrNew(context: TargetContext, index: number): Locate {
  const locate = byId(context, index, 'upsert');
  return (chunk, place, errors) => {
    const cell = chunk[place]?.[index];
    if (cell === undefined || cell === null || cell === '') return newRecord;
    return locate(chunk, place, errors);
  };
}

/** Several rows' records are found at once where a chunk cannot name one of them in two ways. */
function chunkFinder(
  context: TargetContext,
  keyField: Field,
  index: number,
): ChunkFinder | undefined {
  if (!isText(keyField) || keyField.type === 'picklist') return undefined;
  const where = `t.${quote(keyField.name)} = j.value AND t."IsDeleted" = 0`;
  const sql = selectTarget(context, 'json_each(?) j CROSS JOIN ', where, ', j.key');
  return new ChunkFinder(context.database, sql, index, readerFor(keyField));
}

/** A row's record, or several of them. */
type Find = (chunk: Chunk, place: number, value: string | number) => readonly unknown[][];

function finder(context: TargetContext, keyField: Field, index: number): Find {
  indexForSearch(context.database, context.object, keyField);
  const where = `t.${quote(keyField.name)} = ? AND t."IsDeleted" = 0`;
  const sql = selectTarget(context, '', keyField.unique ? where : `${where} LIMIT 2`);
  const inChunk = chunkFinder(context, keyField, index);
  return (chunk, place, value) =>
    (chunk.length > 1 ? inChunk?.find(chunk, place) : undefined) ??
    context.database.all(sql, value);
}

function byExternalId(
  context: TargetContext,
  keyField: Field,
  index: number,
  updateOnly: boolean,
): Locate {
  const find = finder(context, keyField, index);
  const read = readerFor(keyField);
  return (chunk, place, errors) => {
    const cell = chunk[place]?.[index];
    const value = cell === undefined || cell === null ? null : read(cell, errors);
    if (errors.any) return null;
    if (value === null && !needsKey) return newRecord;
    if (value === null) {
      return errors.add('MISSING_ARGUMENT', `${keyField.name} not specified`, [keyField.name]);
    }
    const [found, another] = find(chunk, place, value);
    if (unambiguous && another !== undefined) {
      const message = `${keyField.name}: more than one record found for external id field: ${String(value)}`;
      return errors.add('DUPLICATE_EXTERNAL_ID', message, [keyField.name]);
    }
    if (found !== undefined) return judge(found, errors);
    if (!updateOnly || !updatesOnly) return newRecord;
    return errors.add('NOT_FOUND', 'The requested resource does not exist');
  };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_upsert.htm */
export function upsertKey(
  session: LocalSession,
  object: ObjectType,
  name: string | undefined,
): Field {
  const field = name === undefined ? undefined : object.field(name);
  const visible = field !== undefined && session.mayField(object.name, field.name, 'read');
  const isKey = field !== undefined && (!needsExternalId || field.externalId || field.idLookup);
  if (field === undefined || !visible || !isKey) {
    const message = `Field name provided, ${name ?? ''} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`;
    throw new ApiError(400, 'INVALID_FIELD', message);
  }
  if (needsAllData && field.externalId && !field.unique && !session.allData) {
    const message = `${field.name} is not unique: upserting by it needs View All Data`;
    throw new ApiError(400, 'INSUFFICIENT_ACCESS_OR_READONLY', message);
  }
  return field;
}

function insertsOnly(columns: Columns): Locate {
  return (chunk, place, errors) => {
    const id = noIdOnInsert ? chunk[place]?.[columns.idIndex] : undefined;
    if (id === undefined || id === null || id === '') return newRecord;
    const message = 'cannot specify Id in an insert call';
    return errors.add('INVALID_FIELD_FOR_INSERT_UPDATE', message, ['Id']);
  };
}

export function locator(context: TargetContext, request: SaveRequest, columns: Columns): Locate {
  if (request.operation === 'insert') return insertsOnly(columns);
  if (request.operation !== 'upsert') {
    return byId(context, columns.idIndex, request.operation === 'update' ? 'update' : 'delete');
  }
  const keyField = upsertKey(context.session, context.object, request.externalIdField ?? 'Id');
  if (keyField.type === 'id') return byIdOrNew(context, columns.idIndex);
  const locate = byExternalId(context, keyField, columns.keyIndex, request.updateOnly === true);
  return columns.idIndex < 0 ? locate : withoutId(columns.idIndex, locate);
}

/** Clients send an Id column that is empty; one that is filled contradicts the key. */
function withoutId(index: number, locate: Locate): Locate {
  return (chunk, place, errors) => {
    const id = noIdBesideKey ? chunk[place]?.[index] : undefined;
    if (id === undefined || id === null || id === '') return locate(chunk, place, errors);
    const message = 'The Id field should not be specified in the sobject data.';
    return errors.add('INVALID_FIELD', message, ['Id']);
  };
}
