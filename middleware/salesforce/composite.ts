import { apiFailure } from './api-error.ts';
import type { SalesforceConnection } from './connection.ts';
import { jsonRecord } from './json-record.ts';
import type { Row, RowFailure } from './record.ts';

/** Rows of one object, upserted by its external id. */
export interface Upsert {
  readonly object: string;
  readonly externalIdField: string;
  readonly rows: readonly Row[];
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_upsert.htm */
export const rowsPerUpsert = 200;
/** Of the 25 requests in one call, so many may be collections: resources_composite_composite.htm */
export const upsertsPerCall = 5;

interface RowResult {
  readonly success: boolean;
  readonly errors: readonly {
    readonly statusCode: string;
    readonly message: string;
    readonly fields: readonly string[];
  }[];
}

interface CompositeAnswer {
  readonly compositeResponse: readonly {
    readonly httpStatusCode: number;
    readonly body: unknown;
  }[];
}

/**
 * One call to the Composite resource: the upserts one after another, each row judged by itself. Gives the rows that
 * failed. Throws Failure where an upsert was refused as a whole.
 */
export async function upsertTogether(
  connection: SalesforceConnection,
  upserts: readonly Upsert[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<Row, RowFailure>> {
  const body = JSON.stringify({
    allOrNone: false,
    compositeRequest: upserts.map((upsert, index) => subrequest(connection, upsert, index)),
  });
  const { compositeResponse } = await connection.request<CompositeAnswer>('POST', 'composite', {
    headers: { 'Content-Type': 'application/json' },
    body: () => body,
    signal,
  });
  const failed = new Map<Row, RowFailure>();
  for (const [index, upsert] of upserts.entries()) {
    const { httpStatusCode: status, body: results } = compositeResponse[index] ?? noAnswer;
    if (status >= 300) throw refused(connection, upsert, status, results);
    collectFailures(upsert, results as readonly RowResult[], failed);
  }
  return failed;
}

const noAnswer = { httpStatusCode: 500, body: [] };

function subrequest(
  { apiVersion }: SalesforceConnection,
  { object, externalIdField, rows }: Upsert,
  index: number,
) {
  return {
    method: 'PATCH',
    url: `/services/data/v${apiVersion}/composite/sobjects/${object}/${externalIdField}`,
    referenceId: `upsert${index}`,
    body: {
      allOrNone: false,
      records: rows.map(({ fields }) => ({ attributes: { type: object }, ...jsonRecord(fields) })),
    },
  };
}

/** Results come in the order of the rows; a row without one counts as not written. */
function collectFailures(
  { object, rows }: Upsert,
  results: readonly RowResult[],
  failed: Map<Row, RowFailure>,
): void {
  for (const [index, row] of rows.entries()) {
    const result = results[index];
    if (result?.success) continue;
    const { externalId } = row;
    const [error] = result?.errors ?? [];
    const { statusCode: code, message, fields } = error ?? noResult;
    failed.set(row, { object, externalId, code, message, fields });
  }
}

const noResult = {
  statusCode: 'NO_RESULT',
  message: 'Salesforce gave no result for this row; it is sent again.',
  fields: [],
};

function refused(
  { instanceUrl }: SalesforceConnection,
  { object, rows }: Upsert,
  status: number,
  body: unknown,
) {
  const { host } = new URL(instanceUrl);
  const operation = `the upsert of ${rows.length} rows of ${object}`;
  return apiFailure({ host, operation, status, body: JSON.stringify(body) });
}
