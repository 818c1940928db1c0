import {
  getArgumentValues,
  isObjectType,
  valueFromASTUntyped,
  type FieldNode,
  type GraphQLResolveInfo,
} from 'graphql';
import type { Condition, Expression, Path, SelectPlan } from '../engine/types.ts';
import { toCondition } from './conditions.ts';
import type { RequestContext } from './context.ts';
import type { VisibleObject } from './model.ts';
import { toOrderBy } from './order.ts';
import { pageRequest, type PageArguments, type PageRequest } from './page.ts';
import { below, fieldsOf, responseKey } from './selection.ts';

/** Which columns and child queries the selection under `edges { node }` needs, so that one select answers it. */
export interface RowPlan {
  readonly object: VisibleObject;
  readonly columns: Expression[];
  /** `Customer__r.Name` → its column. */
  readonly indexOf: Map<string, number>;
  /** By response key: the same relationship may be asked for twice under aliases. */
  readonly children: Map<string, ChildPlan>;
}

export interface ChildPlan {
  /** Among the select's children. */
  readonly index: number;
  readonly relationship: string;
  readonly referenceField: string;
  readonly where: Condition | undefined;
  readonly page: PageRequest;
  readonly select: SelectPlan;
  readonly rows: RowPlan;
}

/** `nodes`: the connection's own field nodes. */
export function rowPlan(
  nodes: readonly FieldNode[],
  object: VisibleObject,
  context: RequestContext,
  info: GraphQLResolveInfo,
): RowPlan {
  const plan: RowPlan = { object, columns: [], indexOf: new Map(), children: new Map() };
  addColumn(plan, ['Id']);
  const selected = below(below(nodes, 'edges', info), 'node', info);
  collect(plan, selected, object, [], context, info);
  return plan;
}

function addColumn(plan: RowPlan, path: Path): void {
  const key = path.join('.');
  if (plan.indexOf.has(key)) return;
  plan.indexOf.set(key, plan.columns.push({ kind: 'field', path }) - 1);
}

function collect(
  plan: RowPlan,
  nodes: readonly FieldNode[],
  object: VisibleObject,
  prefix: Path,
  context: RequestContext,
  info: GraphQLResolveInfo,
): void {
  for (const node of fieldsOf(nodes, info)) {
    const name = node.name.value;
    const parent = object.parents.get(name);
    const target = parent && context.schema.object(parent.object);
    if (target) {
      addColumn(plan, [...prefix, name, 'Id']);
      collect(plan, [node], target, [...prefix, name], context, info);
    } else if (object.field(name)) {
      addColumn(plan, [...prefix, name]);
    } else if (object.children.has(name)) {
      addChild(plan, node, object, context, info);
    }
  }
}

function addChild(
  plan: RowPlan,
  node: FieldNode,
  object: VisibleObject,
  context: RequestContext,
  info: GraphQLResolveInfo,
): void {
  const relationship = node.name.value;
  const link = object.children.get(relationship);
  const child = link && context.schema.object(link.object);
  const type = info.schema.getType(object.type.name);
  const definition = isObjectType(type) ? type.getFields()[relationship] : undefined;
  if (!link || !child || !definition) return;
  const given = getArgumentValues(definition, node, info.variableValues);
  const rows = rowPlan([node], child, context, info);
  const page = pageRequest(given as PageArguments);
  const where = toCondition(given['where'], child, context);
  plan.children.set(responseKey(node), {
    index: plan.children.size,
    relationship,
    referenceField: link.field,
    where,
    page,
    rows,
    select: selectRows(
      rows,
      where,
      toOrderBy(writtenArgument(node, 'orderBy', context, info), child, context.schema),
      page,
    ),
  });
}

/** One row more than the page shows tells whether another page follows. */
export function selectRows(
  rows: RowPlan,
  where: Condition | undefined,
  orderBy: SelectPlan['orderBy'],
  page: PageRequest,
): SelectPlan {
  const children = [...rows.children.values()].map(({ relationship, select }) => ({
    relationship,
    select,
  }));
  return {
    object: rows.object.type.name,
    columns: rows.columns,
    ...(where ? { where } : {}),
    ...(orderBy?.length ? { orderBy } : {}),
    limit: page.size + (page.mayContinue ? 1 : 0),
    ...(page.offset ? { offset: page.offset } : {}),
    ...(children.length ? { children } : {}),
  };
}

/** An argument as written, its keys in their order. */
export function writtenArgument(
  node: FieldNode,
  name: string,
  context: RequestContext,
  info: GraphQLResolveInfo,
): unknown {
  const argument = node.arguments?.find((one) => one.name.value === name);
  if (!argument) return undefined;
  return valueFromASTUntyped(argument.value, { ...info.variableValues, ...context.rawVariables });
}
