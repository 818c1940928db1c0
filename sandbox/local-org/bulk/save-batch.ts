import type { Org, Rows, SaveRequest, SaveResult, Session } from '../engine/types.ts';
import type { IngestJob } from './job.ts';

/** Saves a batch in one go; one result a row, in their order. */
export function saveBatch(
  job: IngestJob,
  columns: readonly string[],
  rows: Rows,
  org: Org,
  session: Session,
): SaveResult[] {
  const save = (names: readonly string[], some: Rows): SaveResult[] =>
    org.save(session, request(job, names, some));
  const id = columns.findIndex((column) => column.toLowerCase() === 'id');
  if (id < 0 || isKeyedById(job)) return save(columns, rows);
  const without = <T>(row: readonly T[]): T[] => row.toSpliced(id, 1);
  // Clients send an empty Id column along with another key; only a filled cell is refused, with its row.
  const all = Array.from({ length: rows.length }, (_none, position) => rows.at(position) ?? []);
  const fine = all.filter((row) => row[id] === undefined);
  const results = save(without(columns), fine.map(without)).values();
  return all.map((row) => {
    if (row[id] !== undefined) return idRefused(job);
    return results.next().value ?? idRefused(job);
  });
}

function isKeyedById(job: IngestJob): boolean {
  return job.operation === 'upsert' ? job.externalIdFieldName === 'Id' : job.operation !== 'insert';
}

function request(job: IngestJob, columns: readonly string[], rows: Rows): SaveRequest {
  return {
    object: job.object,
    operation: job.operation,
    ...(job.externalIdFieldName ? { externalIdField: job.externalIdFieldName } : {}),
    columns,
    rows,
    text: true,
  };
}

function idRefused({ operation }: IngestJob): SaveResult {
  const error =
    operation === 'insert'
      ? {
          statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
          message: 'cannot specify Id in an insert call',
          fields: ['Id'],
        }
      : {
          statusCode: 'INVALID_FIELD',
          message: 'The Id field should not be specified in the sobject data.',
          fields: [],
        };
  return { id: null, success: false, created: false, errors: [error] };
}
