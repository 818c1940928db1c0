import { GraphQLError, type FieldNode, type GraphQLResolveInfo } from 'graphql';
import type {
  AggregateFunction,
  DateFunction,
  Expression,
  Field,
  OrderBy,
  SelectPlan,
  SelectedRow,
} from '../engine/types.ts';
import { toCondition } from './conditions.ts';
import { connectionOf, type ConnectionSource, type QueryArguments } from './connection.ts';
import type { RequestContext } from './context.ts';
import { dateFunctions } from './filter-types.ts';
import type { VisibleObject } from './model.ts';
import { toOrderBy } from './order.ts';
import { pageRequest } from './page.ts';
import { writtenArgument } from './row-plan.ts';
import { below, fieldsOf } from './selection.ts';
import { plainValue } from './display.ts';
import { rule } from '../rules/rule.ts';

const byFunction = rule('graphql.group-datetime');
const grouped = rule('graphql.group-value');
const orderedByGroup = rule('graphql.order-groups');

export interface AggregateArguments extends QueryArguments {
  readonly groupBy?: Readonly<Record<string, unknown>> | null;
}

/** What an aggregate's resolvers read: `Total__c`, `Total__c.sum`, `Placed_At__c.calendarYear`. */
export type AggregateNode = ReadonlyMap<string, unknown>;

export const functions: Readonly<Record<string, AggregateFunction>> = {
  avg: 'AVG',
  count: 'COUNT',
  countDistinct: 'COUNT_DISTINCT',
  max: 'MAX',
  min: 'MIN',
  sum: 'SUM',
};

interface Column {
  readonly key: string;
  readonly expression: Expression;
  readonly field: Field;
}

/**
 * Answers `uiapi { aggregate { Account(groupBy: …) { edges { node { aggregate { … } } } } } }`.
 * https://developer.salesforce.com/docs/platform/graphql/guide/aggregate-schema.html
 */
export function aggregateConnection(
  object: VisibleObject,
  given: AggregateArguments,
  context: RequestContext,
  info: GraphQLResolveInfo,
): ConnectionSource {
  const page = pageRequest(given);
  const groups = groupColumns(given.groupBy ?? {}, object);
  const measures = measureColumns(info, object, groups);
  const where = toCondition(given.where, object, context);
  const columns = [...groups, ...measures];
  const select: SelectPlan = {
    object: object.type.name,
    columns: columns.map(({ expression }) => expression),
    ...(where ? { where } : {}),
    ...(groups.length ? { groupBy: groups.map(({ expression }) => expression) } : {}),
  };
  const orderBy = orderGroups(groups, object, context, info);
  const run = (more: Partial<SelectPlan>): SelectedRow[] =>
    context.org.select(context.session, { ...select, ...more });
  const found = columns.length
    ? run(groups.length ? { ...orderBy, limit: page.size + 1, offset: page.offset } : {})
    : [];
  const shown = found.slice(0, page.size);
  const nodes = shown.map((row) => ({ aggregate: readRow(row, columns) }));
  return connectionOf(nodes, page, found.length > page.size, () =>
    groups.length
      ? run({ columns: groups.map(({ expression }) => expression) }).length
      : Number(run({ columns: [{ kind: 'aggregate', function: 'COUNT' }] })[0]?.values[0] ?? 0),
  );
}

function readRow(row: SelectedRow, columns: readonly Column[]): AggregateNode {
  return new Map(
    columns.map(({ key, field }, index) => [key, plainValue(row.values[index], field)]),
  );
}

function groupColumns(groupBy: Readonly<Record<string, unknown>>, object: VisibleObject): Column[] {
  if (groupBy['type'] && groupBy['type'] !== 'GROUP_BY')
    throw new GraphQLError('ROLLUP and CUBE are not covered by this org');
  return Object.entries(groupBy).flatMap(([name, clause]): Column[] => {
    const field = object.field(name);
    if (name === 'type' || !clause) return [];
    if (!field)
      throw new GraphQLError(`Grouping by ${name}, a parent's field, is not covered by this org`);
    const { group, function: by } = clause as { group?: boolean; function?: DateFunction };
    if (by)
      return [
        {
          key: `${name}.${dateFunctions[by]}`,
          expression: { kind: 'date', function: by, path: [name] },
          field,
        },
      ];
    if (!group) return [];
    if (byFunction && field.type === 'datetime')
      throw new GraphQLError(
        `${name} can only be grouped by a function: {${name}: {function: CALENDAR_MONTH}}`,
      );
    return [{ key: name, expression: { kind: 'field', path: [name] }, field }];
  });
}

/** The functions asked for; a plain `value` needs its field among the groups. */
function measureColumns(
  info: GraphQLResolveInfo,
  object: VisibleObject,
  groups: readonly Column[],
): Column[] {
  const nodes = below(below(info.fieldNodes, 'edges', info), 'node', info);
  const columns = new Map<string, Column>();
  for (const node of fieldsOf(below(nodes, 'aggregate', info), info)) {
    const field = object.field(node.name.value);
    if (!field) continue;
    for (const measure of fieldsOf([node], info)) addMeasure(columns, field, measure, groups);
  }
  return [...columns.values()];
}

function addMeasure(
  columns: Map<string, Column>,
  field: Field,
  measure: FieldNode,
  groups: readonly Column[],
): void {
  const name = measure.name.value;
  const key = `${field.name}.${name}`;
  const path = [field.name];
  const called = functions[name];
  if (called) {
    columns.set(key, { key, expression: { kind: 'aggregate', function: called, path }, field });
    return;
  }
  const needed = name === 'value' || name === 'displayValue' ? field.name : key;
  if (!grouped || name === '__typename' || groups.some((group) => group.key === needed)) return;
  throw new GraphQLError(`${field.name} { ${name} } needs ${field.name} in groupBy`);
}

/** Groups can be ordered by what they are grouped by. */
function orderGroups(
  groups: readonly Column[],
  object: VisibleObject,
  context: RequestContext,
  info: GraphQLResolveInfo,
): { orderBy?: OrderBy[] } {
  const [node] = info.fieldNodes;
  const asked =
    node && toOrderBy(writtenArgument(node, 'orderBy', context, info), object, context.schema);
  const orderBy = (asked ?? []).map((one): OrderBy => {
    const name = one.expression.path?.join('.') ?? '';
    const group = groups.find(({ field }) => field.name === name);
    if (!group && !orderedByGroup) return one;
    if (!group) throw new GraphQLError(`orderBy ${name} needs ${name} in groupBy`);
    return { ...one, expression: group.expression };
  });
  return orderBy.length ? { orderBy } : {};
}
