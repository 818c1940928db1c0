import type { FieldFunctionExpression, FunctionExp } from '@jetstreamapp/soql-parser-js';
import type { AggregateFunction, DateFunction, Expression, Field } from '../engine/types.ts';
import { malformed, resolvePath, unexpected, type ResolvedPath, type Scope } from './scope.ts';
import { rule } from '../rules/rule.ts';

const converts = rule('time.convert');
const convertsTimes = rule('time.convert-place');

export interface ResolvedExpression {
  readonly expression: Expression;
  /** The field behind it, where the expression has that field's type. */
  readonly field: Field | undefined;
}

const aggregates = new Set<string>(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX']);
const dates = new Set<string>([
  'CALENDAR_YEAR',
  'CALENDAR_QUARTER',
  'CALENDAR_MONTH',
  'DAY_IN_MONTH',
  'DAY_ONLY',
  'HOUR_IN_DAY',
]);
const numeric = new Set(['int', 'double', 'currency', 'percent']);
const uncountable = new Set(['textarea', 'multipicklist', 'address']);

export const fieldExpression = (scope: Scope, text: string): ResolvedExpression => {
  const { path, field } = resolvePath(scope, text);
  return { expression: { kind: 'field', path }, field };
};

const checkAggregate = (name: string, field: Field | undefined): void => {
  if (!field) return;
  const refused =
    name === 'SUM' || name === 'AVG'
      ? !numeric.has(field.type)
      : uncountable.has(field.type) || (name !== 'COUNT' && field.type === 'boolean');
  if (refused) {
    throw malformed(`field ${field.name} does not support aggregate operator ${name}`);
  }
};

const aggregate = (scope: Scope, name: string, parameter?: string): ResolvedExpression => {
  const kind = name as AggregateFunction;
  if (parameter === undefined) {
    if (kind !== 'COUNT') throw unexpected(')');
    return { expression: { kind: 'aggregate', function: kind }, field: undefined };
  }
  const { path, field } = resolvePath(scope, parameter);
  checkAggregate(name, field);
  return {
    expression: { kind: 'aggregate', function: kind, path },
    field: kind === 'MIN' || kind === 'MAX' ? field : undefined,
  };
};

/** `convertTimezone(CreatedDate)`, which stands in a date function only: the field inside. */
const converted = (scope: Scope, call: FunctionExp | FieldFunctionExpression): ResolvedPath => {
  const [parameter, ...more] = call.parameters ?? [];
  if (call.functionName?.toUpperCase() !== 'CONVERTTIMEZONE') throw unexpected('(');
  if (typeof parameter !== 'string' || more.length > 0) throw unexpected('(');
  const resolved = resolvePath(scope, parameter);
  if (convertsTimes && resolved.field && resolved.field.type !== 'datetime') {
    throw malformed(`field ${resolved.field.name} does not support function convertTimezone`);
  }
  return resolved;
};

const dateFunction = (
  scope: Scope,
  name: string,
  parameter: string | FunctionExp | FieldFunctionExpression = '',
): ResolvedExpression => {
  const plain = typeof parameter === 'string';
  const { path, field } = plain ? resolvePath(scope, parameter) : converted(scope, parameter);
  const zone = !plain && converts && { timeZone: scope.session.timeZone ?? 'UTC' };
  if (field && field.type !== 'datetime' && (field.type !== 'date' || name === 'HOUR_IN_DAY')) {
    throw malformed(`field ${field.name} does not support date function ${name}`);
  }
  const expression = { kind: 'date', function: name as DateFunction, path, ...zone } as const;
  return { expression, field: undefined };
};

/** `SUM(Total__c)`, `CALENDAR_YEAR(Placed_At__c)`. A function that is not emulated is refused, never ignored. */
export const functionExpression = (
  scope: Scope,
  call: FunctionExp | FieldFunctionExpression,
): ResolvedExpression => {
  const name = (call.functionName ?? '').toUpperCase();
  const [parameter, ...more] = call.parameters ?? [];
  if (more.length > 0) throw unexpected('(');
  if (dates.has(name)) return dateFunction(scope, name, parameter);
  if (typeof parameter === 'object') throw unexpected('(');
  if (aggregates.has(name)) return aggregate(scope, name, parameter);
  throw malformed(`unknown or not emulated function: ${call.functionName ?? ''}`);
};
