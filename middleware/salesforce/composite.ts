import { apiFailure, type ApiFailure } from './api-error.ts';
import type { SalesforceConnection } from './connection.ts';
import { jsonRecord } from './json-record.ts';
import type { Row, RowFailure } from './record.ts';
import { curedByWaiting, missingParent } from './verdict.ts';

/** Rows of one object, upserted by its external id. */
export interface Upsert {
  readonly object: string;
  readonly externalIdField: string;
  readonly rows: readonly Row[];
  /** Each row is a request of its own within the call, where the collections are used up; for few rows. */
  readonly singly?: boolean;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_upsert.htm */
export const rowsPerUpsert = 200;
/** Of the 25 requests in one call, so many may be collections: resources_composite_composite.htm */
export const upsertsPerCall = 5;
export const requestsPerCall = 25;

/** Times as long as any other call may take: an org's own triggers and flows run within this one. */
const patience = 2;

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

type Failed = Map<Row, RowFailure>;

/**
 * One call to the Composite resource: the upserts one after another, each row judged by itself. Gives the rows that
 * failed. An upsert that is refused as a whole for what one row holds is cut in two until that row stands alone. Throws
 * Failure where it is no matter of some rows.
 */
export async function upsertTogether(
  connection: SalesforceConnection,
  upserts: readonly Upsert[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<Row, RowFailure>> {
  const failed: Failed = new Map();
  for (const [upsert, refusal] of await call(connection, upserts, signal, failed)) {
    const alone = await isolate(connection, upsert, refusal, signal);
    if (
      upsert.rows.length > 1 &&
      upsert.rows.every((row) => alone.get(row)?.code === refusal.code)
    ) {
      throw refusal;
    }
    for (const [row, failure] of alone) failed.set(row, failure);
  }
  return failed;
}

async function isolate(
  connection: SalesforceConnection,
  upsert: Upsert,
  refusal: ApiFailure,
  signal: AbortSignal | undefined,
): Promise<Failed> {
  const { object, rows } = upsert;
  if (rows.length === 1) {
    const { externalId } = rows[0]!;
    const { message, entries, code } = refusal;
    const said = entries[0] ?? { code, message, fields: [] };
    return new Map([[rows[0]!, { object, externalId, ...said }]]);
  }
  const middle = Math.ceil(rows.length / 2);
  const halves = [rows.slice(0, middle), rows.slice(middle)].map((rows) => ({ ...upsert, rows }));
  const failed: Failed = new Map();
  for (const [half, again] of await call(connection, halves, signal, failed)) {
    for (const [row, failure] of await isolate(connection, half, again, signal)) {
      failed.set(row, failure);
    }
  }
  return failed;
}

/** Gives the upserts that were refused as a whole for what they hold. */
async function call(
  connection: SalesforceConnection,
  upserts: readonly Upsert[],
  signal: AbortSignal | undefined,
  failed: Failed,
): Promise<[Upsert, ApiFailure][]> {
  const requests = upserts.flatMap((upsert) => requestsOf(upsert));
  const body = JSON.stringify({
    allOrNone: false,
    compositeRequest: requests.map((request, index) => subrequest(connection, request, index)),
  });
  const { compositeResponse } = await connection.request<CompositeAnswer>('POST', 'composite', {
    headers: { 'Content-Type': 'application/json' },
    body: () => body,
    signal,
    timeoutMs: patience * connection.timeoutMs,
  });
  const refusals: [Upsert, ApiFailure][] = [];
  for (const [index, upsert] of requests.entries()) {
    const { httpStatusCode: status, body: results } = compositeResponse[index] ?? noAnswer;
    if (status < 300) {
      if (!upsert.singly) collectFailures(upsert, results as readonly RowResult[], failed);
      continue;
    }
    const refusal = refused(connection, upsert, status, results);
    if (upsert.singly) failed.set(upsert.rows[0]!, failureOfRow(upsert.rows[0]!, refusal));
    else if (refusal.kind !== 'bad-data') throw refusal;
    else refusals.push([upsert, refusal]);
  }
  return refusals;
}

function requestsOf(upsert: Upsert): Upsert[] {
  return upsert.singly ? upsert.rows.map((row) => ({ ...upsert, rows: [row] })) : [upsert];
}

/** A refusal that is about this row; throws any other. */
function failureOfRow({ object, externalId }: Row, refusal: ApiFailure): RowFailure {
  const { code, message, entries } = refusal;
  const failure = { object, externalId, ...(entries[0] ?? { code, message, fields: [] }) };
  const isOfRow =
    refusal.kind === 'bad-data' ||
    curedByWaiting(failure) ||
    missingParent(failure) !== undefined ||
    /^(INSUFFICIENT_ACCESS|INVALID_CROSS_REFERENCE)/.test(code);
  if (!isOfRow) throw refusal;
  return failure;
}

const noAnswer = { httpStatusCode: 500, body: [] };

function subrequest(
  { apiVersion }: SalesforceConnection,
  { object, externalIdField, rows, singly }: Upsert,
  index: number,
) {
  const base = `/services/data/v${apiVersion}`;
  const request = { method: 'PATCH', referenceId: `upsert${index}` };
  if (singly) {
    const { externalId, fields } = rows[0]!;
    const key = encodeURIComponent(externalId);
    const url = `${base}/sobjects/${object}/${externalIdField}/${key}`;
    // The key itself may stand in the address only.
    return { ...request, url, body: { ...jsonRecord(fields), [externalIdField]: undefined } };
  }
  return {
    ...request,
    url: `${base}/composite/sobjects/${object}/${externalIdField}`,
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
  failed: Failed,
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
