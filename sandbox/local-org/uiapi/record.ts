import { createHash } from 'node:crypto';
import {
  ApiError,
  type Expression,
  type Org,
  type SelectedRow,
  type Session,
} from '../engine/types.ts';
import { displayValue, plainValue } from '../graphql/display.ts';
import type { FieldTree } from './fields.ts';

/** What each record tells about itself, where the object has it. */
const systemFields = ['Id', 'LastModifiedById', 'LastModifiedDate', 'SystemModstamp'];

/** Selects one record and prints it as the UI API does. Throws ApiError 404 where there is none to see. */
export function readRecord(id: string, tree: FieldTree, org: Org, session: Session): unknown {
  const columns = new Columns();
  addColumns(columns, tree, []);
  const expression = { kind: 'field', path: ['Id'] } as const;
  const [row] = org.select(session, {
    object: tree.object.name,
    columns: columns.expressions,
    where: { kind: 'compare', expression, comparison: '=', value: id },
    limit: 1,
  });
  if (!row) throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');
  return print(tree, [], row, columns, session);
}

class Columns {
  readonly expressions: Expression[] = [];
  private readonly index = new Map<string, number>();

  add(path: readonly string[]): void {
    const key = path.join('.');
    if (!this.index.has(key))
      this.index.set(key, this.expressions.push({ kind: 'field', path }) - 1);
  }

  value(row: SelectedRow, path: readonly string[]): unknown {
    const index = this.index.get(path.join('.'));
    return index === undefined ? null : row.values[index];
  }
}

function addColumns(columns: Columns, tree: FieldTree, prefix: readonly string[]): void {
  for (const name of systemFields) if (tree.object.field(name)) columns.add([...prefix, name]);
  for (const name of tree.fields.keys()) columns.add([...prefix, name]);
  for (const [name, { tree: parent }] of tree.parents) {
    addColumns(columns, parent, [...prefix, name]);
    const nameField = parent.object.fields.find((field) => field.nameField);
    if (nameField) columns.add([...prefix, name, nameField.name]);
  }
}

function print(
  tree: FieldTree,
  prefix: readonly string[],
  row: SelectedRow,
  columns: Columns,
  session: Session,
): Record<string, unknown> {
  const read = (name: string): unknown => {
    const field = tree.object.field(name);
    return field ? plainValue(columns.value(row, [...prefix, name]), field) : null;
  };
  const fields: Record<string, unknown> = {};
  for (const [name, field] of tree.fields) {
    const value = read(name);
    fields[name] = { displayValue: displayValue(value, field, session), value };
  }
  for (const [name, { tree: parent }] of tree.parents)
    fields[name] = printParent(parent, [...prefix, name], row, columns, session);
  const modified = read('SystemModstamp');
  return {
    apiName: tree.object.name,
    childRelationships: {},
    eTag: createHash('md5')
      .update(JSON.stringify([read('Id'), modified, fields]))
      .digest('hex'),
    fields,
    id: read('Id'),
    lastModifiedById: read('LastModifiedById'),
    lastModifiedDate: read('LastModifiedDate'),
    recordTypeId: null,
    recordTypeInfo: null,
    systemModstamp: modified,
    weakEtag: typeof modified === 'string' ? Date.parse(modified) : 0,
  };
}

function printParent(
  tree: FieldTree,
  prefix: readonly string[],
  row: SelectedRow,
  columns: Columns,
  session: Session,
): unknown {
  if (!columns.value(row, [...prefix, 'Id'])) return { displayValue: null, value: null };
  const nameField = tree.object.fields.find((field) => field.nameField);
  const name = nameField && columns.value(row, [...prefix, nameField.name]);
  return { displayValue: name ?? null, value: print(tree, prefix, row, columns, session) };
}
