import type { Cell } from '../storage/column.ts';
import { ApiError, type Comparison, type Condition, type SelectPlan } from '../types.ts';
import { type Compiled, compileExpression } from './expression.ts';
import { readLiteral } from './literal.ts';
import type { Scope } from './scope.ts';
import { rule } from '../../rules/rule.ts';

const likeText = rule('soql.like');
const shortText = rule('soql.long-text');
const twoValues = rule('soql.two-values');
const noAggregate = rule('soql.where-aggregate');

export interface ConditionContext {
  readonly scope: Scope;
  /** Values of the statement's `?`, in order. */
  readonly values: Cell[];
  /** Compiles a semi-join's inner SELECT, with its values added. */
  readonly inner: (plan: SelectPlan) => string;
  readonly having: boolean;
}

/** Above it a list travels as one JSON value. */
const mostMarks = 50;

/** SOQL has two truth values: a comparison with nothing is false, and its negation true. */
function isTrue(sql: string): string {
  return `((${sql}) IS TRUE)`;
}

function isNotTrue(sql: string): string {
  return twoValues ? `((${sql}) IS NOT TRUE)` : `(NOT (${sql}))`;
}

function list(context: ConditionContext, compared: Compiled, value: unknown): string {
  const given = (Array.isArray(value) ? value : [value]).map((each) => readLiteral(compared, each));
  const cells = given.filter((cell) => cell !== null);
  const orNull = cells.length < given.length ? ` OR ${compared.sql} IS NULL` : '';
  if (cells.length > mostMarks) {
    context.values.push(JSON.stringify(cells));
    return `${compared.sql} IN (SELECT value FROM json_each(?))${orNull}`;
  }
  context.values.push(...cells);
  return `${compared.sql} IN (${cells.map(() => '?').join(', ')})${orNull}`;
}

function single(
  context: ConditionContext,
  compared: Compiled,
  comparison: Comparison,
  value: unknown,
): string {
  const cell = readLiteral(compared, value);
  if (cell === null && (comparison === '=' || comparison === '!=')) {
    return `${compared.sql} IS ${comparison === '=' ? '' : 'NOT '}NULL`;
  }
  context.values.push(cell);
  if (comparison === '!=') return `${compared.sql} IS NOT ?`;
  if (comparison === 'LIKE') return `${compared.sql} LIKE ? ESCAPE '\\'`;
  return `${compared.sql} ${comparison} ?`;
}

function filterable(compared: Compiled): void {
  const { field, kind, name } = compared;
  if (shortText && kind === 'text' && field?.type === 'textarea' && field.length > 255) {
    const message = `field '${name}' can not be filtered in a query call`;
    throw new ApiError(400, 'INVALID_FIELD', message);
  }
}

function compileComparison(
  context: ConditionContext,
  condition: Extract<Condition, { kind: 'compare' }>,
): string {
  const { expression } = condition;
  const compared = compileExpression(context.scope, expression);
  if (expression.kind === 'field') context.scope.searchBy(expression.path);
  filterable(compared);
  if (noAggregate && compared.aggregate && !context.having) {
    const message = 'Aggregate functions are not allowed in the WHERE clause';
    throw new ApiError(400, 'MALFORMED_QUERY', message);
  }
  const { comparison, value } = condition;
  if (likeText && comparison === 'LIKE' && compared.kind !== 'text') {
    const message = `invalid operator on ${compared.kind} field`;
    throw new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', message);
  }
  if (comparison === 'IN') return `(${list(context, compared, value)})`;
  if (comparison === 'NOT IN') return isNotTrue(list(context, compared, value));
  return `(${single(context, compared, comparison, value)})`;
}

export function compileCondition(context: ConditionContext, condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.conditions.map((part) => compileCondition(context, part));
      const none = condition.kind === 'and' ? '1' : '0';
      return parts.length === 0
        ? none
        : `(${parts.join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return isNotTrue(compileCondition(context, condition.condition));
    case 'compare':
      return compileComparison(context, condition);
    case 'in-select': {
      const { sql } = context.scope.searchBy(condition.path);
      const found = `${sql} IN (${context.inner(condition.select)})`;
      return condition.negated ? isNotTrue(found) : isTrue(found);
    }
  }
}
