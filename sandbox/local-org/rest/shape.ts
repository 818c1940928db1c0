import type {
  Expression,
  ObjectType,
  Path,
  Schema,
  SelectedRow,
  SelectPlan,
} from '../engine/types.ts';

export type JsonRecord = Record<string, unknown>;

/** A plan with the ids that records print in their `attributes`, and the way back from a row to JSON. */
export interface Shape {
  readonly plan: SelectPlan;
  idOf(row: SelectedRow): string;
  print(row: SelectedRow): JsonRecord;
}

type NamedPlan = SelectPlan & { readonly columnNames?: readonly string[] };

const field = (path: Path): Expression => ({ kind: 'field', path });

const attributes = (type: string, id: string, base: string) => ({
  type,
  url: `${base}/sobjects/${type}/${id}`,
});

/** A parent's type is told by its id: a lookup may point at several objects. */
const typeOfId = (schema: Schema, id: string, fallback: string): string =>
  schema.objects.find(({ keyPrefix }) => keyPrefix === id.slice(0, 3))?.name ?? fallback;

const parentsOf = (columns: readonly Expression[]): Path[] => {
  const parents = new Map<string, Path>();
  for (const { path = [] } of columns) {
    for (let depth = 1; depth < path.length; depth++) {
      const parent = path.slice(0, depth);
      parents.set(parent.join('.'), parent);
    }
  }
  return [...parents.values()];
};

const isGrouped = (plan: SelectPlan): boolean =>
  plan.groupBy !== undefined || plan.columns.some(({ kind }) => kind === 'aggregate');

const groupedShape = (plan: NamedPlan): Shape => ({
  plan,
  idOf: () => '',
  print: ({ values }) => ({
    attributes: { type: 'AggregateResult' },
    ...Object.fromEntries(values.map((value, at) => [plan.columnNames?.[at] ?? '', value])),
  }),
});

const targetOf = (schema: Schema, object: ObjectType | undefined, path: Path) =>
  path.reduce<ObjectType | undefined>(
    (from, name) => schema.object(from?.parent(name)?.referenceTo[0] ?? ''),
    object,
  );

interface Parent {
  /** Where its id stands in a row. */
  readonly at: number;
  readonly type: string;
}

/** A parent in its record: an object with attributes, or null where there is none. */
const openParent = (
  holder: JsonRecord,
  name: string,
  id: unknown,
  toAttributes: (id: string) => ReturnType<typeof attributes>,
): JsonRecord | null => {
  if (!(name in holder)) {
    holder[name] = typeof id === 'string' && id !== '' ? { attributes: toAttributes(id) } : null;
  }
  return holder[name] as JsonRecord | null;
};

const childRecords = (rows: readonly SelectedRow[], shape: Shape) =>
  rows.length === 0
    ? null
    : { totalSize: rows.length, done: true, records: rows.map((row) => shape.print(row)) };

/** How Salesforce prints the rows of `query`; `base` is `/services/data/v66.0`. */
export const shapeOf = (schema: Schema, query: NamedPlan, base: string): Shape => {
  if (isGrouped(query)) return groupedShape(query);
  const object = schema.object(query.object);
  const own = query.columns.length;
  const paths = parentsOf(query.columns);
  const parents = new Map(
    paths.map((path, at): [string, Parent] => [
      path.join('.'),
      { at: own + 1 + at, type: targetOf(schema, object, path)?.name ?? '' },
    ]),
  );
  const children = (query.children ?? []).map(({ relationship, select }) => ({
    relationship,
    shape: shapeOf(schema, select, base),
  }));
  const plan: SelectPlan = {
    ...query,
    columns: [...query.columns, field(['Id']), ...paths.map((path) => field([...path, 'Id']))],
    ...(children.length > 0 && {
      children: children.map(({ relationship, shape }) => ({ relationship, select: shape.plan })),
    }),
  };
  const idOf = (row: SelectedRow) => String(row.values[own]);
  const holderOf = (record: JsonRecord, row: SelectedRow, path: Path): JsonRecord | null => {
    let holder: JsonRecord | null = record;
    for (let depth = 1; depth < path.length && holder; depth++) {
      const { at = -1, type = '' } = parents.get(path.slice(0, depth).join('.')) ?? {};
      const toAttributes = (id: string) => attributes(typeOfId(schema, id, type), id, base);
      holder = openParent(holder, path[depth - 1] ?? '', row.values[at], toAttributes);
    }
    return holder;
  };
  const print = (row: SelectedRow): JsonRecord => {
    const record: JsonRecord = { attributes: attributes(query.object, idOf(row), base) };
    query.columns.forEach(({ path = [] }, at) => {
      const holder = holderOf(record, row, path);
      if (holder) holder[path.at(-1) ?? ''] = row.values[at];
    });
    children.forEach(({ relationship, shape }, at) => {
      record[relationship] = childRecords(row.children[at] ?? [], shape);
    });
    return record;
  };
  return { plan, idOf, print };
};
