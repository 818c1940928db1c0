import type { Comparison, Condition, Path } from '../engine/types.ts';
import { dateRange } from '../soql/dates.ts';
import type { VisibleObject, VisibleSchema } from './model.ts';
import type { Field, Session } from '../engine/types.ts';

/** What turning a `where` into a condition needs. */
export interface FilterContext {
  readonly schema: VisibleSchema;
  now(): Date;
  readonly session?: Session;
}

type Input = Readonly<Record<string, unknown>>;

/** A coerced `Account_Filter` as the engine's condition; undefined when it asks for nothing. */
export function toCondition(
  filter: unknown,
  object: VisibleObject,
  context: FilterContext,
  prefix: Path = [],
): Condition | undefined {
  if (filter === null || filter === undefined) return undefined;
  const conditions = Object.entries(filter as Input).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    return entry(name, value, object, context, prefix) ?? [];
  });
  return conditions.length > 1 ? { kind: 'and', conditions } : conditions[0];
}

function entry(
  name: string,
  value: unknown,
  object: VisibleObject,
  context: FilterContext,
  prefix: Path,
): Condition | undefined {
  const inner = (filter: unknown): Condition | undefined =>
    toCondition(filter, object, context, prefix);
  if (name === 'and' || name === 'or') {
    const conditions = (value as unknown[]).flatMap((filter) => inner(filter) ?? []);
    return conditions.length ? { kind: name, conditions } : undefined;
  }
  if (name === 'not') {
    const condition = inner(value);
    return condition && { kind: 'not', condition };
  }
  const parent = object.parents.get(name);
  const target = parent && context.schema.object(parent.object);
  if (target) return toCondition(value, target, context, [...prefix, name]);
  const field = object.field(name);
  return field && operators(value as Input, field, [...prefix, name], context);
}

const comparisons: Readonly<Record<string, Comparison>> = {
  eq: '=',
  ne: '!=',
  lt: '<',
  gt: '>',
  lte: '<=',
  gte: '>=',
  like: 'LIKE',
  in: 'IN',
  nin: 'NOT IN',
};

function operators(
  input: Input,
  field: Field,
  path: Path,
  context: FilterContext,
): Condition | undefined {
  const conditions = Object.entries(input).flatMap(([operator, operand]): Condition[] => {
    if (operator === 'inq' || operator === 'ninq')
      return [semiJoin(operand as Input, operator === 'ninq', path, context)];
    const comparison = comparisons[operator];
    if (!comparison) return [];
    const withTime = field.type === 'datetime';
    if (!withTime && field.type !== 'date') return [compare(path, comparison, operand)];
    return [compareDate(path, comparison, operand, withTime, context)];
  });
  return conditions.length > 1 ? { kind: 'and', conditions } : conditions[0];
}

function compare(path: Path, comparison: Comparison, value: unknown): Condition {
  return { kind: 'compare', expression: { kind: 'field', path }, comparison, value };
}

interface DateOperand {
  readonly value?: string | null;
  readonly literal?: string | null;
  readonly range?: Readonly<Record<string, number>> | null;
}

function compareDate(
  path: Path,
  comparison: Comparison,
  operand: unknown,
  withTime: boolean,
  { now, session }: FilterContext,
): Condition {
  if (Array.isArray(operand)) {
    const values = (operand as (DateOperand | null)[]).map((one) => one?.value ?? null);
    return compare(path, comparison, values);
  }
  const { value, literal, range } = (operand ?? {}) as DateOperand;
  const [unit, count] = Object.entries(range ?? {})[0] ?? [];
  const name = literal ?? (unit && `${unit.toUpperCase()}:${count ?? 0}`);
  if (!name) return compare(path, comparison, value ?? null);
  return compareRange(
    path,
    comparison,
    dateRange(name, { now: now(), ...(session && { session }) }, withTime),
  );
}

/** A literal is a span: `eq` lies in it, `gt` behind it, `lt` before it. */
function compareRange(
  path: Path,
  comparison: Comparison,
  { from, until }: { readonly from: string; readonly until: string },
): Condition {
  const after = compare(path, '>=', until);
  const before = compare(path, '<', from);
  switch (comparison) {
    case '>':
      return after;
    case '>=':
      return compare(path, '>=', from);
    case '<':
      return before;
    case '<=':
      return compare(path, '<', until);
    case '!=':
      return { kind: 'or', conditions: [before, after] };
    default:
      return { kind: 'and', conditions: [compare(path, '>=', from), compare(path, '<', until)] };
  }
}

/** `AccountId: {inq: {Contact: {…}, ApiName: "AccountId"}}` */
function semiJoin(join: Input, negated: boolean, path: Path, context: FilterContext): Condition {
  const [name = '', filter] = Object.entries(join).find(([key]) => key !== 'ApiName') ?? [];
  const object = context.schema.object(name);
  const where = object && toCondition(filter, object, context);
  const columns = [{ kind: 'field' as const, path: [String(join['ApiName'])] }];
  return {
    kind: 'in-select',
    path,
    negated,
    select: { object: name, columns, ...(where ? { where } : {}) },
  };
}
