import {
  ApiError,
  type ObjectType,
  type Org,
  type SaveRequest,
  type Session,
} from '../engine/types.ts';

/** What the UI API answers when a record could not be saved: field errors by field. */
export class RecordError extends Error {
  readonly output: { readonly errors: unknown[]; readonly fieldErrors: Record<string, unknown[]> };
  readonly statusCode: string;

  constructor(verb: string, object: ObjectType, result: FailedSave) {
    super(`An error occurred while trying to ${verb} the record. Please try again.`);
    this.statusCode = result.errors[0]?.statusCode ?? 'UNKNOWN_EXCEPTION';
    this.output = { errors: [], fieldErrors: {} };
    for (const { statusCode, message, fields } of result.errors) {
      const told = {
        errorCode: statusCode,
        message,
        constituentField: null,
        duplicateRecordError: null,
      };
      if (!fields.length) this.output.errors.push({ ...told, field: null, fieldLabel: null });
      for (const field of fields)
        (this.output.fieldErrors[field] ??= []).push({
          ...told,
          field,
          fieldLabel: object.field(field)?.label ?? field,
        });
    }
  }
}

interface FailedSave {
  readonly errors: readonly { statusCode: string; message: string; fields: readonly string[] }[];
}

/** Saves one record and returns its id. Throws RecordError. */
export function saveRecord(
  object: ObjectType,
  id: string | undefined,
  fields: Readonly<Record<string, unknown>>,
  org: Org,
  session: Session,
): string {
  const names = Object.keys(fields);
  const request: SaveRequest = {
    object: object.name,
    operation: id ? 'update' : 'insert',
    columns: id ? ['Id', ...names] : names,
    rows: [id ? [id, ...Object.values(fields)] : Object.values(fields)],
  };
  const [result] = org.save(session, request);
  if (!result?.success)
    throw new RecordError(id ? 'update' : 'create', object, result ?? { errors: [] });
  return result.id ?? id ?? '';
}

/** Of `{apiName, fields}`. */
export function readApiName(body: unknown): string {
  const { apiName } = (body ?? {}) as { apiName?: unknown };
  if (typeof apiName === 'string' && apiName) return apiName;
  throw new ApiError(400, 'MISSING_ARGUMENT', 'Specify the apiName of the record to create');
}

/** Of `{apiName, fields}`. */
export function readFields(body: unknown): Readonly<Record<string, unknown>> {
  const { fields } = (body ?? {}) as { fields?: unknown };
  if (fields !== null && typeof fields === 'object' && !Array.isArray(fields))
    return fields as Readonly<Record<string, unknown>>;
  throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request body must be JSON with "fields"');
}
