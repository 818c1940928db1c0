import { openContacts } from '../../../middleware/sync/contacts.ts';
import { errorDesk } from '../../../middleware/sync/error-desk.ts';
import { requestDesk } from '../../../middleware/sync/request-desk.ts';
import { answerRequests, type RequestsSetup } from '../../../middleware/sync/requests.ts';
import { salesforceBooks } from '../../../middleware/sync/parity/books.ts';
import { trace, type TraceSetup } from '../../../middleware/sync/trace.ts';
import type { SalesforceConnection } from '../../../middleware/salesforce/connection.ts';

export interface Asked {
  readonly queries: readonly string[];
  /** Fields saved in records that exist already. */
  readonly saved: readonly { readonly object: string; readonly fields: readonly string[] }[];
  /** Objects of which records are deleted. */
  readonly deleted: readonly string[];
}

const request = { Id: 'a01000000000001', Contact__c: '003000000000001', Account__c: null };

/** What the org that is not there has; ids begin with the name of the object. */
const recordsOf: Readonly<Record<string, readonly object[]>> = {
  Commerce_Sync_Request__c: [request],
  Commerce_Sync_Error__c: [{ Id: 'Commerce_Sync_Error__c 1' }],
  Commerce_Sync_Run__c: [{ Id: 'Commerce_Sync_Run__c 1' }],
};

/** Lets the middleware ask an org that is not there for everything it ever asks, and writes down what. */
export async function askedByMiddleware(): Promise<Asked> {
  const queries: string[] = [];
  const saved: { object: string; fields: string[] }[] = [];
  const deleted: string[] = [];
  const answer: SalesforceConnection['request'] = async (method, path, options) => {
    const [, soql] = /^query(?:All)?\?q=(.*)$/.exec(path) ?? [];
    if (soql !== undefined) {
      const asked = decodeURIComponent(soql);
      // Counting records reads no field.
      if (asked.startsWith('SELECT COUNT()')) return { totalSize: 2 } as never;
      queries.push(asked);
      const [, object = ''] = /FROM (\w+)/.exec(asked) ?? [];
      const records = recordsOf[object] ?? [];
      return { records, done: true, totalSize: records.length } as never;
    }
    const ids = /^composite\/sobjects\?ids=([^&]*)/.exec(path)?.[1];
    if (ids !== undefined && method === 'DELETE') {
      deleted.push(...ids.split(',').map((id) => id.split(' ')[0]!));
      return [] as never;
    }
    const body = JSON.parse(String(options?.body?.() ?? '{}')) as object;
    const object = /^sobjects\/(\w+)\//.exec(path)?.[1];
    if (object === undefined) throw new Error(`The gate does not know ${method} ${path}`);
    saved.push({ object, fields: Object.keys(body) });
    return undefined as never;
  };
  const connection = { request: answer } as unknown as SalesforceConnection;
  await askForContacts(connection);
  await answerOne(connection);
  await traceSome(connection);
  await askForErrors(connection);
  await compareSome(connection);
  return { queries, saved, deleted };
}

async function askForContacts(connection: SalesforceConnection): Promise<void> {
  const { signal } = new AbortController();
  const contacts = openContacts(connection);
  await contacts.find(['key:a', 'email:a@example.com', 'id:003000000000001'], signal);
  await contacts.newestChange(signal);
  await Array.fromAsync(contacts.changesSince('2026-01-01T00:00:00Z', signal));
  await contacts.emailsOf(['a'], signal);
  await contacts.recordsOf(['a'], signal);
}

async function traceSome(connection: SalesforceConnection): Promise<void> {
  const { signal } = new AbortController();
  const memory = { traces: { of: async () => ({ deliveries: [], runs: [] }) } };
  const store = { store: 'shopify:a', mapping: { createContacts: false }, memory };
  const setup = { stores: [store], connection, signal } as unknown as TraceSetup;
  for (const record of ['#1001', 'shopify:a:1']) await trace(setup, record);
}

async function compareSome(connection: SalesforceConnection): Promise<void> {
  const { signal } = new AbortController();
  const books = salesforceBooks(connection);
  for (const model of ['customer', 'order', 'cart'] as const) {
    await books.figures(model, 'shopify:a', { since: '2026-01-01', until: '2026-01-31' }, signal);
    await books.find(model, ['shopify:a:1'], signal);
  }
}

async function askForErrors(connection: SalesforceConnection): Promise<void> {
  const { signal } = new AbortController();
  const desk = errorDesk(connection);
  await desk.asked(['a'], signal);
  await desk.sweep(new Date(0), 1, signal);
}

async function answerOne(connection: SalesforceConnection): Promise<void> {
  const end = new AbortController();
  const silent = (): void => undefined;
  const desk = requestDesk(connection);
  await answerRequests({
    desk,
    stores: [],
    everyMs: 1,
    signal: end.signal,
    sleep: () => Promise.resolve(end.abort()),
    log: { info: silent, warn: silent, error: silent },
  } as unknown as RequestsSetup);
  const { signal } = new AbortController();
  await desk.customersOf({ id: 'a', contactId: null, accountId: '001000000000001' }, signal);
  await desk.cartsOf(['a'], signal);
}
