import type {
  GroupByClause,
  OrderByClause,
  Query,
  QueryBase,
  Subquery,
} from '@jetstreamapp/soql-parser-js';
import {
  ApiError,
  type Expression,
  type ObjectType,
  type OrderBy,
  type Schema,
  type SelectPlan,
  type Session,
} from '../engine/types.ts';
import type { SoqlQuery } from '../http/deps.ts';
import { namesOf, readColumns, sameExpression, type Column } from './columns.ts';
import { readCondition } from './conditions.ts';
import { fieldExpression, functionExpression } from './expressions.ts';
import { malformed, objectNamed, unexpected, type Scope } from './scope.ts';
import { rule } from '../rules/rule.ts';

const grouped = rule('soql.grouped');
const noAggregateLimit = rule('soql.aggregate-limit');
const fewAliases = rule('soql.alias');
const limitsOffset = rule('soql.offset');
const oneLevel = rule('soql.children');
const nullsFirst = rule('soql.nulls-first');

interface Context {
  readonly schema: Schema;
  readonly session: Session;
  readonly now: Date;
}

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

const groupExpression = (scope: Scope, clause: GroupByClause, columns: readonly Column[]) => {
  if ('fn' in clause) {
    const name = clause.fn.functionName?.toUpperCase() ?? '';
    if (name === 'ROLLUP' || name === 'CUBE') throw malformed(`GROUP BY ${name} is not emulated`);
    return functionExpression(scope, clause.fn).expression;
  }
  const aliased = columns.find(({ alias }) => alias?.toLowerCase() === clause.field.toLowerCase());
  return aliased?.expression ?? fieldExpression(scope, clause.field).expression;
};

const orderBy = (scope: Scope, clause: OrderByClause, columns: readonly Column[]): OrderBy => {
  const aliased =
    'field' in clause
      ? columns.find(({ alias }) => alias?.toLowerCase() === clause.field.toLowerCase())
      : undefined;
  const expression =
    aliased?.expression ??
    ('fn' in clause
      ? functionExpression(scope, clause.fn).expression
      : fieldExpression(scope, clause.field).expression);
  return {
    expression,
    descending: clause.order === 'DESC',
    nulls: clause.nulls ?? (nullsFirst ? 'FIRST' : 'LAST'),
  };
};

const checkGrouping = (columns: readonly Column[], groups: readonly Expression[]): void => {
  for (const { expression } of columns) {
    if (expression.kind === 'aggregate') {
      if (!expression.path && columns.length > 1) throw unexpected('COUNT()');
      continue;
    }
    if (!grouped || groups.some((group) => sameExpression(group, expression))) continue;
    throw malformed(`Field must be grouped or aggregated: ${expression.path.join('.')}`);
  }
};

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_limit.htm */
const checkLimit = (
  { limit }: QueryBase,
  columns: readonly Column[],
  groups: readonly Expression[],
): void => {
  const isCount = columns.every(({ expression }) => expression.path === undefined);
  if (limit === undefined || groups.length > 0 || isCount || !noAggregateLimit) return;
  throw malformed('Non-grouped query that uses overall aggregate functions cannot also use LIMIT');
};

const checkPlain = (columns: readonly Column[]): void => {
  if (fewAliases && columns.some(({ alias }) => alias)) {
    throw malformed('only aggregate expressions use field aliasing');
  }
};

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_offset.htm */
const checkRange = (query: QueryBase): void => {
  if (limitsOffset && (query.offset ?? 0) > 2000) {
    throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000');
  }
};

const planQuery = (
  context: Context,
  query: QueryBase,
  object: ObjectType,
): SelectPlan & { readonly columnNames: readonly string[] } => {
  const { schema, session, now } = context;
  if (query.usingScope && query.usingScope.toLowerCase() !== 'everything') {
    throw malformed(`USING SCOPE ${query.usingScope} is not emulated`);
  }
  if (query.withDataCategory) throw malformed('WITH DATA CATEGORY is not emulated');
  checkRange(query);
  const scope: Scope = { schema, object, alias: query.sObjectAlias, now, session };
  const columns = readColumns(scope, session, query.fields ?? [], query.limit);
  const groups = listOf(query.groupBy).map((clause) => groupExpression(scope, clause, columns));
  const aggregate =
    groups.length > 0 || columns.some(({ expression }) => expression.kind === 'aggregate');
  if (aggregate) {
    checkGrouping(columns, groups);
    checkLimit(query, columns, groups);
  } else checkPlain(columns);
  const subplan = (inner: Query): SelectPlan =>
    planQuery(context, inner, objectNamed(schema, inner.sObject ?? ''));
  const orders = listOf(query.orderBy).map((clause) => orderBy(scope, clause, columns));
  const children = childPlans(context, query, object);
  return {
    object: object.name,
    columns: columns.map(({ expression }) => expression),
    columnNames: namesOf(columns, aggregate),
    ...(query.where && { where: readCondition(scope, query.where, subplan) }),
    ...(groups.length > 0 && { groupBy: groups }),
    ...(query.having && { having: readCondition(scope, query.having, subplan) }),
    ...(orders.length > 0 && { orderBy: orders }),
    ...(query.limit !== undefined && { limit: query.limit }),
    ...(query.offset !== undefined && { offset: query.offset }),
    ...(children.length > 0 && { children }),
  };
};

const childPlan = (context: Context, parent: ObjectType, subquery: Subquery) => {
  const name = subquery.relationshipName;
  const relationship = parent.childRelationships.find(
    (one) => one.name.toLowerCase() === name.toLowerCase(),
  );
  if (!relationship) {
    throw malformedRelationship(name);
  }
  const child = objectNamed(context.schema, relationship.childObject);
  const select = planQuery(context, subquery, child);
  if (select.children && oneLevel)
    throw malformed('Nesting of semi join sub-selects is not supported');
  return { relationship: relationship.name, select };
};

const malformedRelationship = (name: string) =>
  Object.assign(
    malformed(
      `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a ` +
        `custom relationship, be sure to append the '__r' after the custom relationship name. Please reference ` +
        `your WSDL or the describe call for the appropriate names.`,
    ),
    { errorCode: 'INVALID_TYPE' },
  );

const childPlans = (context: Context, query: QueryBase, object: ObjectType) =>
  (query.fields ?? []).flatMap((item) =>
    item.type === 'FieldSubquery' ? [childPlan(context, object, item.subquery)] : [],
  );

/** From the parser's tree to the engine's plan. */
export const planSoql = (context: Context, query: Query): SoqlQuery =>
  planQuery(context, query, objectNamed(context.schema, query.sObject ?? ''));
