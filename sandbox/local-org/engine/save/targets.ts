import { foreignKey, type Key, toKey } from '../ids.ts';
import type { LocalSession } from '../access/session.ts';
import type { RecordRight, Sharing } from '../access/sharing.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import { ApiError, type Field, type ObjectType, type SaveRequest } from '../types.ts';
import type { Columns } from './columns.ts';
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

/** The record a row is about: its key, 0 for a new one, null where an error was added. */
export type Locate = (row: readonly unknown[], errors: RowErrors) => Key | null;

export interface TargetContext {
  readonly database: Database;
  readonly sharing: Sharing;
  readonly session: LocalSession;
  readonly object: ObjectType;
  readonly right: RecordRight;
}

function selectTarget(context: TargetContext, where: string): string {
  const { object, right, session } = context;
  const condition = context.sharing.condition(session, object, right, 't');
  const allowed = typeof condition === 'string' ? condition : condition ? '1' : '0';
  const table = quote(context.object.name);
  return `SELECT t."Id", t."IsDeleted", (${allowed}) FROM ${table} t WHERE ${where}`;
}

function notAllowed(errors: RowErrors): null {
  const message = 'insufficient access rights on object id';
  return errors.add('INSUFFICIENT_ACCESS_OR_READONLY', message);
}

function judge(row: readonly unknown[], errors: RowErrors): Key | null {
  if (row[1] === 1) return errors.add('ENTITY_IS_DELETED', 'entity is deleted');
  return row[2] === 1 ? (row[0] as Key) : notAllowed(errors);
}

export function byId(context: TargetContext, index: number, operation: string): Locate {
  const statement = context.database.prepare(selectTarget(context, 't."Id" = ?'));
  return (row, errors) => {
    const cell = row[index];
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
  return (row, errors) => {
    const cell = row[index];
    return cell === undefined || cell === null || cell === '' ? 0 : locate(row, errors);
  };
}

function byExternalId(
  context: TargetContext,
  keyField: Field,
  index: number,
  updateOnly: boolean,
): Locate {
  const where = `t.${quote(keyField.name)} = ? AND t."IsDeleted" = 0`;
  const sql = selectTarget(context, keyField.unique ? where : `${where} LIMIT 2`);
  const statement = context.database.prepare(sql);
  const read = readerFor(keyField);
  return (row, errors) => {
    const cell = row[index];
    const value = cell === undefined || cell === null ? null : read(cell, errors);
    if (errors.any) return null;
    if (value === null && !needsKey) return 0;
    if (value === null) {
      return errors.add('MISSING_ARGUMENT', `${keyField.name} not specified`, [keyField.name]);
    }
    if (unambiguous && !keyField.unique && statement.all(value).length > 1) {
      const message = `${keyField.name}: more than one record found for external id field: ${String(value)}`;
      return errors.add('DUPLICATE_EXTERNAL_ID', message, [keyField.name]);
    }
    const found = statement.get(value) as unknown as unknown[] | undefined;
    if (found !== undefined) return judge(found, errors);
    if (!updateOnly || !updatesOnly) return 0;
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
  return (row, errors) => {
    const id = noIdOnInsert ? row[columns.idIndex] : undefined;
    if (id === undefined || id === null || id === '') return 0;
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
  return (row, errors) => {
    const id = noIdBesideKey ? row[index] : undefined;
    if (id === undefined || id === null || id === '') return locate(row, errors);
    const message = 'The Id field should not be specified in the sobject data.';
    return errors.add('INVALID_FIELD', message, ['Id']);
  };
}
