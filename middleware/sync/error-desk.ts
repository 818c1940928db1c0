import { ignored, open, retryRequested, syncErrorObject, syncRunObject } from '../mapping/index.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { deleteRecords } from '../salesforce/delete.ts';
import { count, query } from '../salesforce/query.ts';
import { isOneOf } from './soql.ts';

/** What a person wants to become of an error. */
export interface AskedError {
  /** External id of the error. */
  readonly id: string;
  /** External id of the store. */
  readonly store: string;
  readonly wish: 'retry' | 'ignore' | 'reopen';
}

/** Where people say what is to become of errors. Every call throws Failure. */
export interface ErrorDesk {
  /** What has not been taken note of, of these stores. */
  asked(stores: readonly string[], signal: AbortSignal): Promise<readonly AskedError[]>;
  /**
   * Deletes what was resolved, and runs that ended, before then, and the oldest runs where there are more than so many; of
   * each some thousand at most. Gives how many records went.
   */
  sweep(before: Date, mostRuns: number, signal: AbortSignal): Promise<number>;
}

/** More wait for the next look. */
const atOnce = 2000;

export function errorDesk(connection: SalesforceConnection): ErrorDesk {
  return {
    asked: (stores, signal) => asked(connection, stores, signal),
    sweep: (before, mostRuns, signal) => sweep(connection, before, mostRuns, signal),
  };
}

interface AskedRecord {
  readonly External_Id__c: string;
  readonly Store__c: string;
  readonly Status__c: string;
}

const wishes = { [retryRequested]: 'retry', [ignored]: 'ignore', [open]: 'reopen' } as const;

/** Since when the middleware ignores a record tells whether it has taken note. */
async function asked(
  connection: SalesforceConnection,
  stores: readonly string[],
  signal: AbortSignal,
): Promise<AskedError[]> {
  const soql =
    `SELECT External_Id__c, Store__c, Status__c FROM ${syncErrorObject} WHERE ${isOneOf('Store__c', stores)} ` +
    `AND (Status__c = '${retryRequested}' OR (Status__c = '${ignored}' AND Ignored_At__c = null) ` +
    `OR (Status__c = '${open}' AND Ignored_At__c != null)) ORDER BY LastModifiedDate LIMIT ${atOnce}`;
  const rows = await query<AskedRecord>(connection, soql, { signal });
  return rows.flatMap(({ External_Id__c: id, Store__c: store, Status__c: status }) => {
    const wish = wishes[status as keyof typeof wishes];
    return wish ? [{ id, store, wish }] : [];
  });
}

async function sweep(
  connection: SalesforceConnection,
  before: Date,
  mostRuns: number,
  signal: AbortSignal,
): Promise<number> {
  const time = before.toISOString();
  const runs = await count(connection, syncRunObject, undefined, signal);
  const excess = Math.min(Math.max(runs - mostRuns, 0), atOnce);
  const old = [
    `SELECT Id FROM Commerce_Sync_Error__c WHERE Status__c = 'Resolved' AND Resolved_At__c < ${time} LIMIT ${atOnce}`,
    `SELECT Id FROM Commerce_Sync_Run__c WHERE Ended_At__c < ${time} LIMIT ${atOnce}`,
  ];
  if (excess > 0) {
    old.push(`SELECT Id FROM Commerce_Sync_Run__c ORDER BY Started_At__c LIMIT ${excess}`);
  }
  const ids = new Set<string>();
  for (const soql of old) {
    for (const { Id } of await query<{ readonly Id: string }>(connection, soql, { signal })) {
      ids.add(Id);
    }
  }
  return deleteRecords(connection, [...ids], signal);
}
