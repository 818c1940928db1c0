import type { Expression, Field, ObjectType, Schema, SelectPlan } from '../engine/types.ts';

interface ColumnMetadata {
  readonly aggregate: boolean;
  readonly apexType: string | null;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  readonly insertable: boolean;
  readonly joinColumns: ColumnMetadata[];
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly updatable: boolean;
}

const apexTypes: Readonly<Record<string, string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Double',
  percent: 'Double',
  date: 'Date',
  datetime: 'Datetime',
};

const column = (name: string, field: Field | undefined, joinColumns: ColumnMetadata[] = []) => {
  const apexType = field ? (apexTypes[field.type] ?? 'String') : null;
  return {
    aggregate: false,
    apexType,
    booleanType: apexType === 'Boolean',
    columnName: name,
    custom: field?.custom ?? name.endsWith('__r'),
    displayName: name,
    foreignKeyName: null,
    insertable: field?.createable ?? false,
    joinColumns,
    numberType: apexType === 'Integer' || apexType === 'Double',
    textType: apexType === 'String',
    updatable: field?.updateable ?? false,
  };
};

const targetOf = (schema: Schema, object: ObjectType | undefined, relationship: string) =>
  schema.object(object?.parent(relationship)?.referenceTo[0] ?? '');

const pathColumn = (
  schema: Schema,
  object: ObjectType | undefined,
  path: readonly string[],
): ColumnMetadata => {
  const [name = '', ...rest] = path;
  if (rest.length === 0) return column(name, object?.field(name));
  return column(name, undefined, [pathColumn(schema, targetOf(schema, object, name), rest)]);
};

const expressionColumn = (
  schema: Schema,
  object: ObjectType | undefined,
  expression: Expression,
  name: string,
): ColumnMetadata => {
  if (expression.kind === 'field') return pathColumn(schema, object, expression.path);
  const displayName = `${expression.function}(${(expression.path ?? []).join('.')})`;
  return { ...column(name, undefined), aggregate: true, displayName };
};

const columnsOf = (
  schema: Schema,
  plan: SelectPlan & { readonly columnNames?: readonly string[] },
): ColumnMetadata[] => {
  const object = schema.object(plan.object);
  return plan.columns.map((expression, at) =>
    expressionColumn(schema, object, expression, plan.columnNames?.[at] ?? ''),
  );
};

/** What `&columns=true` answers: the columns of a query in place of its rows, as `sf data query` needs them. */
export const columnMetadata = (
  schema: Schema,
  query: SelectPlan & { readonly columnNames: readonly string[] },
) => ({
  columnMetadata: [
    ...columnsOf(schema, query),
    ...(query.children ?? []).map(({ relationship, select }) => ({
      ...column(relationship, undefined, columnsOf(schema, select)),
      aggregate: true,
    })),
  ],
  entityName: query.object,
  groupBy: query.groupBy !== undefined,
  idSelected: query.columns.some(({ path }) => path?.length === 1 && path[0] === 'Id'),
  keyPrefix: schema.object(query.object)?.keyPrefix ?? null,
});
