import type { LocalSession } from '../access/session.ts';
import { ApiError, type Field, type ObjectType, type SaveRequest, type Schema } from '../types.ts';
import type { Parents } from './parents.ts';
import { type Reader, readerFor } from './readers.ts';
import { rule } from '../../rules/rule.ts';

const byExternalId = rule('parents.external-id');
const namesOnce = rule('columns.once');
const hidesFields = rule('access.field');
const guardsFields = rule('access.field-edit');
const guardsSystem = rule('columns.read-only');
const keepsMaster = rule('parents.reparent');

/** A column of the request, ready to read its cells. */
export interface Column {
  readonly index: number;
  readonly field: Field;
  readonly read: Reader;
  readonly insertable: boolean;
  readonly updatable: boolean;
}

export interface Columns {
  /** Where the rows' own ids stand; -1: nowhere. */
  readonly idIndex: number;
  /** Where the key of an upsert stands; -1: nowhere. */
  readonly keyIndex: number;
  readonly columns: readonly Column[];
}

function noSuchColumn(column: string, object: ObjectType): ApiError {
  const message = `No such column '${column}' on sobject of type ${object.name}`;
  return new ApiError(400, 'INVALID_FIELD', message, [column]);
}

interface Context {
  readonly schema: Schema;
  readonly session: LocalSession;
  readonly object: ObjectType;
  readonly parents: Parents;
}

function relationshipColumn(context: Context, name: string): { field: Field; read: Reader } {
  const { object, session, schema } = context;
  const [relationship = '', keyName = ''] = name.split('.');
  const field = object.parent(relationship);
  const parent = field === undefined ? undefined : schema.object(field.referenceTo[0] ?? '');
  const keyField = parent?.field(keyName);
  if (field === undefined || parent === undefined || keyField === undefined) {
    throw noSuchColumn(name, object);
  }
  if (!session.mayField(parent.name, keyField.name, 'read')) throw noSuchColumn(name, object);
  if (keyField.type === 'id') return { field, read: context.parents.byId(field) };
  if (byExternalId && !keyField.externalId && !keyField.idLookup) {
    const message = `Field name provided, ${keyName} does not match an External ID, Salesforce Id, or indexed field for ${parent.name}`;
    throw new ApiError(400, 'INVALID_FIELD', message, [name]);
  }
  const own = parent.name === object.name;
  return { field, read: context.parents.byExternalId(field, parent, keyField, own) };
}

function plainColumn(
  context: Context,
  name: string,
  csvColumn: number | undefined,
): { field: Field; read: Reader } {
  const field = context.object.field(name);
  if (field === undefined) throw noSuchColumn(name, context.object);
  const read =
    field.type === 'reference' ? context.parents.byId(field) : readerFor(field, csvColumn);
  return { field, read };
}

function column(context: Context, name: string, index: number, text: boolean): Column {
  const { object, session } = context;
  const { field, read } = name.includes('.')
    ? relationshipColumn(context, name)
    : plainColumn(context, name, text ? index : undefined);
  const seen = !hidesFields || session.mayField(object.name, field.name, 'read');
  if (!seen) throw noSuchColumn(name, object);
  // A field that follows its object is as writable as the object; that is judged for the row as a whole.
  const editable =
    !guardsFields || !field.permissionable || session.mayField(object.name, field.name, 'edit');
  return {
    index,
    field,
    read,
    insertable: editable && (field.createable || !guardsSystem),
    updatable: editable && isUpdatable(field),
  };
}

/** A master stays, unless the field lets details move. */
function isUpdatable(field: Field): boolean {
  const guarded = field.masterDetail ? keepsMaster : guardsSystem;
  return field.updateable || !guarded;
}

function onlyOneEach(columns: readonly Column[], request: SaveRequest): void {
  const seen = new Set<string>();
  for (const { field, index } of columns) {
    if (namesOnce && seen.has(field.name)) {
      const message = `Duplicate column ${request.columns[index] ?? ''}: ${field.name} is given twice`;
      throw new ApiError(400, 'INVALID_FIELD', message, [field.name]);
    }
    seen.add(field.name);
  }
}

/** Refuses the request for a column that does not exist or that the user may not see. */
export function compileColumns(context: Context, request: SaveRequest): Columns {
  const names = request.columns.map((name) => name.toLowerCase());
  const idIndex = names.indexOf('id');
  const columns = request.columns.flatMap((name, index) =>
    index === idIndex ? [] : [column(context, name, index, request.text === true)],
  );
  onlyOneEach(columns, request);
  const keyIndex = names.indexOf((request.externalIdField ?? 'id').toLowerCase());
  return { idIndex, keyIndex, columns };
}
