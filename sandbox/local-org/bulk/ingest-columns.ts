import type { ObjectType, Schema, Session } from '../engine/types.ts';
import { CsvError } from './csv-scanner.ts';
import type { IngestJob } from './job.ts';
import { rule } from '../rules/rule.ts';

const known = rule('bulk.header-known');
const once = rule('bulk.header-once');
const keyed = rule('bulk.header-key');
const byExternalId = rule('bulk.header-relationship');
const hidesFields = rule('bulk.header-access');

/**
 * Refuses a header that Salesforce refuses. A field that the user may not see is not found either.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/relationship-fields-in-a-header-row-2.html
 */
export function checkColumns(
  job: IngestJob,
  columns: readonly string[],
  schema: Schema,
  session: Session,
): void {
  const object = schema.object(job.object);
  if (!object) throw notFound(job.object);
  const seen = new Set<string>();
  for (const column of columns) {
    if (known && !isColumn(column, object, schema, session)) throw notFound(column);
    if (once && seen.has(column.toLowerCase()))
      throw new CsvError(`InvalidBatch : Duplicate field name found in the header : ${column}`);
    seen.add(column.toLowerCase());
  }
  const key = keyColumn(job);
  if (keyed && key && !seen.has(key.toLowerCase())) throw notFound(key);
}

/** What tells which record a row means. */
function keyColumn(job: IngestJob): string | undefined {
  if (job.operation === 'insert') return undefined;
  return job.operation === 'upsert' ? job.externalIdFieldName : 'Id';
}

function isColumn(name: string, object: ObjectType, schema: Schema, session: Session): boolean {
  const dot = name.indexOf('.');
  if (dot < 0) {
    const field = object.field(name);
    return field !== undefined && mayRead(session, object, field.name);
  }
  const reference = object.parent(name.slice(0, dot));
  if (!reference || !mayRead(session, object, reference.name)) return false;
  return reference.referenceTo.some((target) => {
    const field = schema.object(target)?.field(name.slice(dot + 1));
    if (field === undefined || !byExternalId) return field !== undefined;
    return field.type === 'id' || field.externalId || field.idLookup;
  });
}

function mayRead(session: Session, object: ObjectType, field: string): boolean {
  return !hidesFields || field === 'Id' || session.mayField(object.name, field, 'read');
}

function notFound(column: string): CsvError {
  return new CsvError(`InvalidBatch : Field name not found : ${column}`);
}
