import type { HavingClause, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import {
  ApiError,
  type Comparison,
  type Condition,
  type Expression,
  type Field,
  type SelectPlan,
} from '../engine/types.ts';
import type { DateRange } from './dates.ts';
import { fieldExpression, functionExpression, type ResolvedExpression } from './expressions.ts';
import { readLiteral, type Literal, type Value } from './literals.ts';
import { malformed, unexpected, type Scope } from './scope.ts';
import { rule } from '../rules/rule.ts';

const mixesNothing = rule('soql.and-or');
const notAlone = rule('soql.not');
const noJoinInOr = rule('soql.semi-join-or');
const joinsIds = rule('soql.semi-join-ids');
const joinsOthers = rule('soql.semi-join-other-object');
const likeText = rule('soql.like');
const shortText = rule('soql.long-text');

/** Plans the query inside a semi-join. */
export type PlanQuery = (query: Query) => SelectPlan;

interface Leaf {
  field?: string;
  fn?: Parameters<typeof functionExpression>[1];
  operator: string;
  value?: string | string[];
  literalType?: string | string[];
  valueQuery?: Query;
}
type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Leaf;

/** The parser chains conditions to the right and counts brackets on them; written out again, they can be read. */
const tokensOf = (clause: WhereClause | HavingClause): Token[] => {
  const tokens: Token[] = [];
  let node: WhereClause | HavingClause | undefined = clause;
  while (node) {
    const left = node.left as (Leaf & { openParen?: number; closeParen?: number }) | null;
    tokens.push(...Array<Token>(left?.openParen ?? 0).fill('('));
    if (left?.operator) tokens.push(left, ...Array<Token>(left.closeParen ?? 0).fill(')'));
    const operator: Token | undefined = 'operator' in node ? node.operator : undefined;
    if (operator) tokens.push(operator);
    node = 'right' in node ? node.right : undefined;
  }
  return tokens;
};

const compare = (expression: Expression, comparison: Comparison, value: unknown): Condition => ({
  kind: 'compare',
  expression,
  comparison,
  value,
});

/** How a comparison reads against a span of days: after it, before it, inside it. */
const compareRange = (expression: Expression, operator: string, range: DateRange): Condition => {
  const { from, until } = range;
  switch (operator) {
    case '<':
      return compare(expression, '<', from);
    case '<=':
      return compare(expression, '<', until);
    case '>':
      return compare(expression, '>=', until);
    case '>=':
      return compare(expression, '>=', from);
    case '=':
      return {
        kind: 'and',
        conditions: [compare(expression, '>=', from), compare(expression, '<', until)],
      };
    case '!=':
      return {
        kind: 'or',
        conditions: [
          compare(expression, '<', from),
          compare(expression, '>=', until),
          compare(expression, '=', null),
        ],
      };
    default:
      throw unexpected(operator);
  }
};

const literals = (leaf: Leaf): Literal[] => {
  const texts = Array.isArray(leaf.value) ? leaf.value : [leaf.value ?? ''];
  return texts.map((text, at) => ({
    text,
    kind: (Array.isArray(leaf.literalType) ? leaf.literalType[at] : leaf.literalType) ?? 'UNKNOWN',
  }));
};

const anyOf = (expression: Expression, operator: string, values: readonly Value[]): Condition => {
  const plain = values.flatMap((value) => ('range' in value ? [] : [value.value]));
  const ranges = values.flatMap((value) => ('range' in value ? [value.range] : []));
  if (ranges.length === 0) return compare(expression, operator as Comparison, plain);
  const parts = ranges.map((range) => compareRange(expression, '=', range));
  const inside: Condition = {
    kind: 'or',
    conditions: [...parts, ...plain.map((value) => compare(expression, '=', value))],
  };
  return operator === 'IN' ? inside : { kind: 'not', condition: inside };
};

const checkOperator = ({ field }: ResolvedExpression, operator: string): void => {
  const text = field && !['boolean', 'int', 'double', 'date', 'datetime'].includes(field.type);
  if (
    likeText &&
    field &&
    operator === 'LIKE' &&
    (!text || field.type === 'id' || field.type === 'reference')
  ) {
    throw new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on id field');
  }
  if (shortText && field?.type === 'textarea' && field.length > 255) {
    throw malformed(`field '${field.name}' can not be filtered in a query call`);
  }
};

const isId = (field: Field | undefined): boolean =>
  field === undefined || field.type === 'id' || field.type === 'reference';

/** Both sides of a semi-join are ids, of different objects. */
const checkSemiJoin = (scope: Scope, field: Field | undefined, select: SelectPlan): void => {
  if (joinsIds && !isId(field)) {
    throw malformed(
      `The left operand field in the where expression for outer query should be an id field, cannot use: '${field?.name}'`,
    );
  }
  const [column, ...more] = select.columns;
  const inner = scope.schema.object(select.object);
  const name = column?.kind === 'field' && column.path.length === 1 ? column.path[0] : undefined;
  if (joinsIds && (more.length > 0 || name === undefined || !isId(inner?.field(name)))) {
    const used = column?.path?.join('.') ?? 'COUNT()';
    throw malformed(`semi join sub-selects can only query id fields, cannot use: '${used}'`);
  }
  if (joinsOthers && inner?.name === scope.object.name) {
    throw malformed('The inner and outer selects should not be on the same object type');
  }
};

const semiJoin = (
  scope: Scope,
  leaf: Leaf,
  { expression, field }: ResolvedExpression,
  plan: PlanQuery,
  inOr: boolean,
): Condition => {
  // https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_comparisonoperators.htm
  if (inOr && noJoinInOr)
    throw malformed("Semi join sub-selects are not allowed with the 'OR' operator");
  if (expression.kind !== 'field' || !leaf.valueQuery) throw unexpected('SELECT');
  const select = plan(leaf.valueQuery);
  checkSemiJoin(scope, field, select);
  const negated = leaf.operator.toUpperCase() === 'NOT IN';
  return { kind: 'in-select', path: expression.path, negated, select };
};

const leafCondition = (scope: Scope, leaf: Leaf, plan: PlanQuery, inOr: boolean): Condition => {
  const resolved = leaf.fn
    ? functionExpression(scope, leaf.fn)
    : fieldExpression(scope, leaf.field ?? '');
  const { expression, field } = resolved;
  const operator = leaf.operator.toUpperCase() === '<>' ? '!=' : leaf.operator.toUpperCase();
  if (leaf.valueQuery) return semiJoin(scope, leaf, resolved, plan, inOr);
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') {
    throw malformed(`operator ${operator} is not emulated`);
  }
  checkOperator(resolved, operator);
  const values = literals(leaf).map((one) => readLiteral(one, field, scope, operator === 'LIKE'));
  if (operator === 'IN' || operator === 'NOT IN') return anyOf(expression, operator, values);
  const [value] = values;
  if (!value) throw unexpected(operator);
  if ('range' in value) return compareRange(expression, operator, value.range);
  return compare(expression, operator as Comparison, value.value);
};

/**
 * Reads a WHERE or HAVING clause by Salesforce's own grammar: AND and OR never mix without brackets, and a NOT
 * beside another condition stands in brackets.
 */
export const readCondition = (
  scope: Scope,
  clause: WhereClause | HavingClause,
  plan: PlanQuery,
): Condition => {
  const tokens = tokensOf(clause);
  let at = 0;
  const next = (): Token => tokens[at++] ?? ')';

  const isJoin = (token: Token | undefined): token is 'AND' | 'OR' =>
    token === 'AND' || token === 'OR';

  /** The first AND or OR of this level, looking past bracketed parts. */
  const joinAhead = (): Token | undefined => {
    for (let depth = 0, i = at; i < tokens.length && depth >= 0; i++) {
      const token = tokens[i];
      depth += token === '(' ? 1 : token === ')' ? -1 : 0;
      if (depth === 0 && isJoin(token)) return token;
    }
    return undefined;
  };

  const term = (inOr: boolean): Condition => {
    const token = next();
    if (token === '(') {
      const inner = level(inOr);
      if (next() !== ')') throw unexpected('(');
      return inner;
    }
    if (typeof token === 'string') throw unexpected(token);
    return leafCondition(scope, token, plan, inOr);
  };

  const level = (inOr: boolean): Condition => {
    if (tokens[at] === 'NOT') {
      at++;
      const negated: Condition = { kind: 'not', condition: term(inOr) };
      if (notAlone && isJoin(tokens[at])) throw unexpected(String(tokens[at]));
      return negated;
    }
    const join = joinAhead();
    const conditions = [term(inOr || join === 'OR')];
    while (isJoin(tokens[at])) {
      if (mixesNothing && tokens[at] !== join) throw unexpected(String(tokens[at]));
      at++;
      conditions.push(term(inOr || join === 'OR'));
    }
    const [only] = conditions;
    if (conditions.length === 1 && only) return only;
    return { kind: join === 'OR' ? 'or' : 'and', conditions };
  };

  const condition = level(false);
  if (at < tokens.length) throw unexpected(')');
  return condition;
};
