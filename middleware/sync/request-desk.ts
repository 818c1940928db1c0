import type { SalesforceConnection } from '../salesforce/connection.ts';
import { query, soqlText } from '../salesforce/query.ts';
import type { SalesforceRecord } from '../salesforce/record.ts';
import { isOneOf, queryable } from './soql.ts';

/** Somebody asks for what a shop knows of a person or an account now. */
export interface SyncRequest {
  readonly id: string;
  readonly contactId: string | null;
  readonly accountId: string | null;
}

export type RequestStatus = 'Requested' | 'Running' | 'Done' | 'Failed';

/** Where agents' requests lie. Every call throws Failure. */
export interface RequestDesk {
  /** The oldest few in one of these states. */
  take(states: readonly RequestStatus[], signal: AbortSignal): Promise<readonly SyncRequest[]>;
  save(id: string, fields: SalesforceRecord, signal: AbortSignal): Promise<void>;
  /** External ids of the customers of whom the request is. */
  customersOf(request: SyncRequest, signal: AbortSignal): Promise<readonly string[]>;
  /** External ids of these customers' carts. */
  cartsOf(customers: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
}

const object = 'Commerce_Sync_Request__c';
/** Taken in one go. */
export const requestsAtOnce = 20;

export function requestDesk(connection: SalesforceConnection): RequestDesk {
  const idsOf = async (soql: string, signal: AbortSignal) => {
    const rows = await query<{ External_Id__c: string }>(connection, soql, { signal });
    return rows.map((row) => row.External_Id__c);
  };
  return {
    take: (states, signal) => take(connection, states, signal),
    save: async (id, fields, signal) => {
      const headers = { 'Content-Type': 'application/json' };
      const body = () => JSON.stringify(fields);
      await connection.request('PATCH', `sobjects/${object}/${id}`, { headers, body, signal });
    },
    customersOf: async ({ contactId, accountId }, signal) => {
      const [field, id] = contactId ? ['Contact__c', contactId] : ['Account__c', accountId];
      if (id === null) return [];
      const where = `WHERE ${field} = ${soqlText(id)} AND Removed__c = false`;
      return idsOf(`SELECT External_Id__c FROM Commerce_Customer__c ${where}`, signal);
    },
    cartsOf: async (customers, signal) => {
      const carts: string[] = [];
      for (const some of queryable(customers, (customer) => customer)) {
        const where = `WHERE ${isOneOf('Customer__r.External_Id__c', some)} AND Removed__c = false`;
        carts.push(
          ...(await idsOf(`SELECT External_Id__c FROM Commerce_Cart__c ${where}`, signal)),
        );
      }
      return carts;
    },
  };
}

async function take(
  connection: SalesforceConnection,
  states: readonly RequestStatus[],
  signal: AbortSignal,
): Promise<SyncRequest[]> {
  const soql =
    `SELECT Id, Contact__c, Account__c FROM ${object} WHERE ${isOneOf('Status__c', states)} ` +
    `ORDER BY CreatedDate LIMIT ${requestsAtOnce}`;
  const rows = await query<{ Id: string; Contact__c: string | null; Account__c: string | null }>(
    connection,
    soql,
    { signal },
  );
  return rows.map(({ Id, Contact__c, Account__c }) => {
    return { id: Id, contactId: Contact__c, accountId: Account__c };
  });
}
