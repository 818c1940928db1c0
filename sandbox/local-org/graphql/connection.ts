import type { GraphQLResolveInfo } from 'graphql';
import type { Condition, SelectedRow } from '../engine/types.ts';
import { toCondition } from './conditions.ts';
import type { RequestContext } from './context.ts';
import type { VisibleObject } from './model.ts';
import { toOrderBy } from './order.ts';
import { pageRequest, printCursor, type PageArguments, type PageRequest } from './page.ts';
import { rowPlan, selectRows, writtenArgument, type ChildPlan, type RowPlan } from './row-plan.ts';

/** A record as resolvers hand it on: a row, and how far along its parents one stands (`Customer__r.`). */
export interface RecordNode {
  readonly row: SelectedRow;
  readonly plan: RowPlan;
  readonly prefix: string;
  /** The page it stands on: child counts are asked for once for all its rows. */
  readonly siblings: readonly SelectedRow[];
}

export interface ConnectionSource {
  readonly edges: readonly { readonly node: unknown; readonly cursor: string }[];
  readonly pageInfo: PageInfo;
  readonly pageResultCount: number;
  totalCount(): number;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface QueryArguments extends PageArguments {
  readonly where?: unknown;
  readonly scope?: 'EVERYTHING' | 'MINE' | null;
}

/** Answers `uiapi { query { Account(…) } }` with one select. */
export function queryConnection(
  object: VisibleObject,
  given: QueryArguments,
  context: RequestContext,
  info: GraphQLResolveInfo,
): ConnectionSource {
  const page = pageRequest(given);
  const plan = rowPlan(info.fieldNodes, object, context, info);
  const where = all([toCondition(given.where, object, context), scopeCondition(given, context)]);
  const written =
    info.fieldNodes[0] && writtenArgument(info.fieldNodes[0], 'orderBy', context, info);
  const orderBy = toOrderBy(written, object, context.schema);
  const select = selectRows(plan, where, orderBy, page);
  const rows = page.size > 0 ? context.org.select(context.session, select) : [];
  return connection(rows, page, plan, () => {
    const count = { kind: 'aggregate', function: 'COUNT' } as const;
    const [row] = context.org.select(context.session, {
      object: object.type.name,
      columns: [count],
      ...(where ? { where } : {}),
    });
    return Number(row?.values[0] ?? 0);
  });
}

/** A record's children, selected along with it. */
export function childConnection(
  node: RecordNode,
  child: ChildPlan,
  context: RequestContext,
): ConnectionSource {
  const rows = node.row.children[child.index] ?? [];
  return connection(rows, child.page, child.rows, () => {
    const id = node.row.values[node.plan.indexOf.get('Id') ?? 0];
    return childCounts(node, child, context).get(id) ?? 0;
  });
}

const countsOf = new WeakMap<readonly SelectedRow[], Map<ChildPlan, Map<unknown, number>>>();

function childCounts(
  { siblings, plan }: RecordNode,
  child: ChildPlan,
  context: RequestContext,
): Map<unknown, number> {
  const known = countsOf.get(siblings) ?? new Map<ChildPlan, Map<unknown, number>>();
  countsOf.set(siblings, known);
  const counted = known.get(child);
  if (counted) return counted;
  const reference = { kind: 'field', path: [child.referenceField] } as const;
  const ids = siblings.map((row) => row.values[plan.indexOf.get('Id') ?? 0]);
  const where = all([
    { kind: 'compare', expression: reference, comparison: 'IN', value: ids },
    child.where,
  ]);
  const rows = context.org.select(context.session, {
    object: child.rows.object.type.name,
    columns: [reference, { kind: 'aggregate', function: 'COUNT' }],
    groupBy: [reference],
    ...(where ? { where } : {}),
  });
  const counts = new Map(rows.map(({ values: [id, count] }) => [id, Number(count)] as const));
  known.set(child, counts);
  return counts;
}

function scopeCondition(given: QueryArguments, context: RequestContext): Condition | undefined {
  if (given.scope !== 'MINE') return undefined;
  const expression = { kind: 'field', path: ['OwnerId'] } as const;
  return { kind: 'compare', expression, comparison: '=', value: context.session.userId };
}

export function all(conditions: readonly (Condition | undefined)[]): Condition | undefined {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length > 1 ? { kind: 'and', conditions: given } : given[0];
}

function connection(
  found: readonly SelectedRow[],
  page: PageRequest,
  plan: RowPlan,
  totalCount: () => number,
): ConnectionSource {
  const siblings = found.slice(0, page.size);
  const nodes = siblings.map((row): RecordNode => ({ row, plan, prefix: '', siblings }));
  return connectionOf(nodes, page, found.length > page.size, totalCount);
}

export function connectionOf(
  nodes: readonly unknown[],
  page: PageRequest,
  hasNextPage: boolean,
  totalCount: () => number,
): ConnectionSource {
  const edges = nodes.map((node, index) => ({ node, cursor: printCursor(page.offset + index) }));
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: page.offset > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    pageResultCount: edges.length,
    totalCount,
  };
}
