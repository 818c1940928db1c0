import { ApiError, type Field, type ObjectType, type SelectPlan } from '../engine/types.ts';
import type { ApiDeps } from '../http/deps.ts';
import type { Request } from 'express';
import { notFound } from '../http/errors.ts';
import { readableFields } from '../soql/columns.ts';
import { resolvePath } from '../soql/scope.ts';
import { shapeOf, type JsonRecord } from './shape.ts';

/** The fields to print: those asked for, or all that the user may read. */
export const fieldsPlan = (
  deps: ApiDeps,
  request: Request,
  object: ObjectType,
  wanted: readonly string[] | undefined,
): SelectPlan => {
  const session = deps.sessionOf(request);
  const scope = { schema: deps.org.schema, object, alias: undefined, now: deps.now(), session };
  const names = wanted ?? readableFields(object, session);
  return {
    object: object.name,
    columns: names.map((name) => ({ kind: 'field', path: resolvePath(scope, name).path })),
  };
};

export const fieldList = (text: unknown): string[] | undefined =>
  typeof text === 'string' && text ? text.split(',').map((name) => name.trim()) : undefined;

/** Records with `field` = one of `values`, printed; in no order. */
export const readRecords = (
  deps: ApiDeps,
  request: Request,
  object: ObjectType,
  field: Field | undefined,
  values: readonly unknown[],
  wanted: readonly string[] | undefined,
): { id: string; record: JsonRecord }[] => {
  const plan = fieldsPlan(deps, request, object, wanted);
  const shape = shapeOf(deps.org.schema, plan, request.baseUrl);
  const rows = deps.org.select(deps.sessionOf(request), {
    ...shape.plan,
    where: {
      kind: 'compare',
      expression: { kind: 'field', path: [field?.name ?? 'Id'] },
      comparison: 'IN',
      value: values,
    },
  });
  return rows.map((row) => ({ id: shape.idOf(row), record: shape.print(row) }));
};

export const looksLikeId = (text: string): boolean =>
  /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(text);

/** The field that names a record in `sobjects/X/Field__c/value`. */
export const keyField = (object: ObjectType, name: string): Field => {
  const field = object.field(name);
  if (field?.type === 'id' || field?.externalId || field?.idLookup) return field;
  throw notFound(`Provided external ID field does not exist or is not accessible: ${name}`);
};

export const valueFor = (field: Field, text: string): unknown => {
  if (field.type !== 'int' && field.type !== 'double') return text;
  const number = Number(text);
  if (Number.isNaN(number)) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${text}`);
  return number;
};
