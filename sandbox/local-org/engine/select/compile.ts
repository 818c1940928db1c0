import type { Cell } from '../storage/column.ts';
import { ApiError, type SelectPlan } from '../types.ts';
import { compileCondition, type ConditionContext } from './condition.ts';
import { type Compiled, compileExpression, type Decode } from './expression.ts';
import { readableObject, Scope, type SelectContext } from './scope.ts';
import { rule } from '../../rules/rule.ts';

const groups = rule('soql.grouped');
const groupable = rule('soql.groupable');

export interface Statement {
  readonly sql: string;
  readonly values: readonly Cell[];
  readonly decoders: readonly Decode[];
}

export interface CompileOptions {
  /** Appends the record's key as the last column: for its children. */
  readonly withKey?: boolean;
  /** Limits to the children of one parent by this reference; its key is the statement's last value but limit and offset. */
  readonly childrenBy?: string;
}

interface Query {
  readonly context: SelectContext;
  readonly plan: SelectPlan;
  readonly scope: Scope;
  readonly values: Cell[];
}

let aliases = 0;

const ungroupable = new Set(['datetime', 'double', 'currency', 'percent', 'multipicklist']);

function isAggregate(plan: SelectPlan): boolean {
  return plan.groupBy !== undefined || plan.columns.some(({ kind }) => kind === 'aggregate');
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_group_by_considerations.htm */
function isGroupable({ field }: Compiled): boolean {
  if (field === undefined) return true;
  return !ungroupable.has(field.type) && !(field.type === 'textarea' && field.length > 255);
}

function groupClause(query: Query, columns: readonly Compiled[]): string {
  const clauses = (query.plan.groupBy ?? []).map((expression) => {
    const compiled = compileExpression(query.scope, expression);
    if (groupable && !isGroupable(compiled)) {
      const message = `field '${compiled.name}' can not be grouped in a query call`;
      throw new ApiError(400, 'MALFORMED_QUERY', message);
    }
    return compiled.sql;
  });
  const alone = columns.find(({ aggregate, sql }) => !aggregate && !clauses.includes(sql));
  if (groups && alone !== undefined) {
    const message = `Field must be grouped or aggregated: ${alone.name}`;
    throw new ApiError(400, 'MALFORMED_QUERY', message);
  }
  return clauses.length === 0 ? '' : ` GROUP BY ${clauses.join(', ')}`;
}

function orderClause(query: Query, aggregate: boolean): string {
  const orders = (query.plan.orderBy ?? []).map(({ descending, expression, nulls }) => {
    const { sql } = compileExpression(query.scope, expression);
    return `${sql} ${descending ? 'DESC' : 'ASC'} NULLS ${nulls}`;
  });
  // Salesforce promises no order among equals; the same each time is kinder to those who page.
  const last = aggregate ? (query.plan.groupBy ?? []) : [];
  const ties = aggregate
    ? last.map((expression) => compileExpression(query.scope, expression).sql)
    : [`${query.scope.alias}."Id"`];
  const all = [...orders, ...ties];
  return all.length === 0 ? '' : ` ORDER BY ${all.join(', ')}`;
}

function limitClause(query: Query): string {
  const { limit, offset } = query.plan;
  if (limit === undefined && offset === undefined) return '';
  query.values.push(limit ?? -1, offset ?? 0);
  return ' LIMIT ? OFFSET ?';
}

function conditionContext(query: Query, having: boolean): ConditionContext {
  const { context, scope, values } = query;
  const inner = (plan: SelectPlan) => {
    const statement = compileSelect(context, plan);
    values.push(...statement.values);
    return statement.sql;
  };
  return { scope, values, having, inner };
}

function whereClause(query: Query, options: CompileOptions): string {
  const { plan, scope, values } = query;
  const conditions = [...scope.visible(plan.allRows === true)];
  if (plan.where !== undefined) {
    conditions.push(compileCondition(conditionContext(query, false), plan.where));
  }
  if (options.childrenBy !== undefined) {
    conditions.push(`${scope.alias}."${options.childrenBy}" = ?`);
    values.push(null);
  }
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

/** SQL is compiled in the order of its text, because values are bound by position. */
export function compileSelect(
  context: SelectContext,
  plan: SelectPlan,
  options: CompileOptions = {},
): Statement {
  const object = readableObject(context, plan.object);
  aliases = (aliases + 1) % 1_000;
  const scope = new Scope(context, object, `t${aliases.toString()}`);
  const query: Query = { context, plan, scope, values: [] };
  const aggregate = isAggregate(plan);
  const columns = plan.columns.map((expression) => compileExpression(scope, expression));
  const where = whereClause(query, options);
  const group = aggregate ? groupClause(query, columns) : '';
  const having =
    plan.having === undefined
      ? ''
      : ` HAVING ${compileCondition(conditionContext(query, true), plan.having)}`;
  const order = orderClause(query, aggregate);
  const limit = limitClause(query);
  const selected = columns.map(({ sql }) => sql);
  if (options.withKey === true) selected.push(`${scope.alias}."Id"`);
  return {
    sql: `SELECT ${selected.join(', ') || '1'} FROM ${scope.from}${where}${group}${having}${order}${limit}`,
    values: query.values,
    decoders: columns.map(({ decode }) => decode),
  };
}
