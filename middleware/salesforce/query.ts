import { Failure } from '../common/errors.ts';
import { readText, type Answer, type SalesforceConnection } from './connection.ts';
import { readCsv } from './csv.ts';
import { backoffMs } from './io.ts';
import { pollJob } from './poll.ts';

export interface QueryOptions {
  readonly signal?: AbortSignal;
  /** With those in the recycle bin. */
  readonly deleted?: boolean;
  /** Throws above this many records, for they are all held; default 10,000. More is for `bulkQuery`. */
  readonly most?: number;
  /** Numbers come as text, digit by digit as Salesforce sent them. */
  readonly exact?: boolean;
}

interface QueryPage<T> {
  readonly records: T[];
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
}

/** All records, over REST, following nextRecordsUrl. */
export async function query<T = Record<string, unknown>>(
  connection: SalesforceConnection,
  soql: string,
  { signal, deleted = false, most = 10_000, exact = false }: QueryOptions = {},
): Promise<T[]> {
  const records: T[] = [];
  let next: string | undefined = `${deleted ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`;
  while (next !== undefined) {
    const page: QueryPage<T> = exact
      ? await connection.request<QueryPage<T>>('GET', next, { signal, read: readExactly })
      : await connection.request('GET', next, { signal });
    records.push(...page.records);
    if (records.length > most) throw tooMany(soql, most);
    next = page.done ? undefined : page.nextRecordsUrl;
  }
  return records;
}

/** https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/JSON/parse#the_reviver_parameter */
async function readExactly<T>(answer: Answer): Promise<T> {
  const asWritten = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  return JSON.parse(await readText(answer), asWritten) as T;
}

function tooMany(soql: string, most: number): Failure {
  return new Failure(`More than ${most} records answer this query: ${soql}`, {
    kind: 'config',
    action: 'Read them with a bulk query, or narrow the query.',
  });
}

/** `SELECT COUNT() FROM …` */
export async function count(
  connection: SalesforceConnection,
  object: string,
  where?: string,
  signal?: AbortSignal,
): Promise<number> {
  const soql = `SELECT COUNT() FROM ${object}${where ? ` WHERE ${where}` : ''}`;
  const path = `query?q=${encodeURIComponent(soql)}`;
  const answer = await connection.request<{ totalSize: number }>('GET', path, { signal });
  return answer.totalSize;
}

/** A text as SOQL writes it, quotes included. */
export function soqlText(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

export interface BulkQueryOptions {
  readonly signal?: AbortSignal;
  readonly rowsPerPage?: number;
  readonly poll?: { readonly firstMs?: number; readonly mostMs?: number };
}

/**
 * Any number of rows through a Bulk API 2.0 query job, never more than a few held. Cells are text, '' for null.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_job_results.htm
 */
export async function* bulkQuery(
  connection: SalesforceConnection,
  soql: string,
  options: BulkQueryOptions = {},
): AsyncGenerator<Record<string, string>> {
  const { signal } = options;
  const job = await connection.request<{ id: string }>('POST', 'jobs/query', {
    headers: { 'Content-Type': 'application/json' },
    body: () => JSON.stringify({ operation: 'query', query: soql }),
    signal,
  });
  const path = `jobs/query/${job.id}`;
  const end = await pollJob(connection, path, { signal, ...options.poll });
  if (end.state !== 'JobComplete') throw failedQuery(soql, end.state, end.errorMessage);
  let locator: string | null = '';
  while (locator !== null) {
    locator = yield* page(connection, `${path}/results`, locator, options);
  }
}

/** Rows come in the same order again, so after a broken download those already given are passed over. */
async function* page(
  connection: SalesforceConnection,
  path: string,
  locator: string,
  { signal, rowsPerPage = 50_000 }: BulkQueryOptions,
): AsyncGenerator<Record<string, string>, string | null> {
  const url = `${path}?maxRecords=${rowsPerPage}${locator && `&locator=${locator}`}`;
  let given = 0;
  for (let attempt = 0; ; attempt += 1) {
    const answer = await connection.open('GET', url, { signal, headers: { Accept: 'text/csv' } });
    try {
      let index = 0;
      for await (const row of readCsv(answer.body)) {
        index += 1;
        if (index <= given) continue;
        given = index;
        yield row;
      }
      if (index < promised(answer)) throw new Error(`${index} rows of ${promised(answer)} came`);
      return nextLocator(answer);
    } catch (cause) {
      signal?.throwIfAborted();
      if (attempt >= 4) throw brokenDownload(connection, path, cause);
      await connection.io.sleep(backoffMs(attempt), signal);
    }
  }
}

function promised(answer: Answer): number {
  return Number(answer.headers.get('sforce-numberofrecords') ?? 0);
}

function nextLocator(answer: Answer): string | null {
  const locator = answer.headers.get('sforce-locator');
  return locator === null || locator === 'null' ? null : locator;
}

function failedQuery(soql: string, state: string, reason: string | undefined): Failure {
  return new Failure(
    `Salesforce ended a bulk query as ${state}: ${reason ?? 'no reason'}: ${soql}`,
    {
      kind: 'unavailable',
      action: 'Run it again; where it fails again, try the query in the Developer Console.',
    },
  );
}

function brokenDownload(connection: SalesforceConnection, path: string, cause: unknown): Failure {
  return new Failure(`The results of ${path} from ${connection.instanceUrl} broke off each time`, {
    kind: 'unavailable',
    action: 'Run it again; where it fails again, check the network between here and Salesforce.',
    cause,
  });
}
