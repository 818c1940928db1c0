import type { FieldType as SoqlField } from '@jetstreamapp/soql-parser-js';
import type { Expression, ObjectType, Session } from '../engine/types.ts';
import { fieldExpression, functionExpression } from './expressions.ts';
import { malformed, unexpected, type Scope } from './scope.ts';
import { rule } from '../rules/rule.ts';

const limitsFields = rule('soql.fields-limit');
const namesOnce = rule('soql.field-once');

/** One column of a SELECT list. */
export interface Column {
  readonly expression: Expression;
  /** As written, when the query names it. */
  readonly alias: string | undefined;
}

/** All fields that the caller may read, as `FIELDS(ALL)` and a GET of a record list them. */
export const readableFields = (object: ObjectType, session: Session): string[] =>
  object.fields
    .filter(
      (field) => field.type !== 'address' && session.mayField(object.name, field.name, 'read'),
    )
    .map((field) => field.name);

/**
 * FIELDS() is unbounded for ALL and CUSTOM: those need a LIMIT of 200 at most.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_fields.htm
 */
const allFields = (
  scope: Scope,
  session: Session,
  which: string,
  limit: number | undefined,
): Column[] => {
  const { object } = scope;
  const kind = which.toUpperCase();
  if (!['ALL', 'CUSTOM', 'STANDARD'].includes(kind)) throw unexpected(which);
  if (limitsFields && kind !== 'STANDARD' && (limit === undefined || limit > 200)) {
    throw malformed(
      'The SOQL FIELDS function must have a LIMIT of at most 200 when it is unbounded (ALL or CUSTOM)',
    );
  }
  return readableFields(object, session)
    .filter((name) => kind === 'ALL' || object.field(name)?.custom === (kind === 'CUSTOM'))
    .map((name) => ({ expression: { kind: 'field', path: [name] }, alias: undefined }));
};

const column = (scope: Scope, session: Session, item: SoqlField, limit?: number): Column[] => {
  switch (item.type) {
    case 'Field': {
      const alias = item.alias;
      return [{ expression: fieldExpression(scope, item.field).expression, alias }];
    }
    case 'FieldRelationship': {
      const text = [...item.relationships, item.field].join('.');
      const alias = 'alias' in item ? item.alias : undefined;
      return [{ expression: fieldExpression(scope, text).expression, alias }];
    }
    case 'FieldFunctionExpression': {
      if (item.functionName.toUpperCase() === 'FIELDS') {
        return allFields(scope, session, String(item.parameters[0]), limit);
      }
      return [{ expression: functionExpression(scope, item).expression, alias: item.alias }];
    }
    case 'FieldTypeof':
      throw malformed('TYPEOF is not emulated');
    default:
      return [];
  }
};

const keyOf = (expression: Expression): string => JSON.stringify(expression).toLowerCase();

export const sameExpression = (one: Expression, other: Expression): boolean =>
  keyOf(one) === keyOf(other);

export const readColumns = (
  scope: Scope,
  session: Session,
  items: readonly SoqlField[],
  limit: number | undefined,
): Column[] => {
  const columns = items.flatMap((item) => column(scope, session, item, limit));
  const seen = new Set<string>();
  for (const { expression, alias } of columns) {
    const key = expression.kind === 'field' && !alias ? keyOf(expression) : undefined;
    if (namesOnce && key && seen.has(key) && expression.kind === 'field') {
      throw malformed(`duplicate field selected: ${expression.path.join('.')}`);
    }
    if (key) seen.add(key);
  }
  return columns;
};

/** What Salesforce calls each column: its alias, `expr0` for a function without one, or the field's path. */
export const namesOf = (columns: readonly Column[], grouped: boolean): string[] => {
  let functions = 0;
  return columns.map(({ expression, alias }) => {
    if (alias) return alias;
    if (expression.kind !== 'field') return `expr${functions++}`;
    return grouped ? (expression.path.at(-1) ?? '') : expression.path.join('.');
  });
};
