import {
  normalizeEmail,
  type Candidate,
  type ContactDirectory,
  type IdentityKey,
} from '../identity/index.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { query } from '../salesforce/query.ts';
import { isOneOf, queryable } from './soql.ts';

/** One page of a query's answer. */
const mostRecords = 2000;
/** No key and no address in Salesforce is longer. */
const longest = 255;

const fields = { key: 'Commerce_Key__c', email: 'Email', id: 'Id' } as const;
type Kind = keyof typeof fields;

interface ContactRecord {
  readonly Id: string;
  readonly AccountId: string | null;
  readonly Account: { readonly Commerce_Key__c: string | null } | null;
  readonly Commerce_Key__c: string | null;
  readonly Email: string | null;
}

/** Contacts by SOQL: one request for some 200 customers, with a key and an address each. */
export class SoqlContactDirectory implements ContactDirectory {
  readonly #connection: SalesforceConnection;

  constructor(connection: SalesforceConnection) {
    this.#connection = connection;
  }

  async find(
    keys: readonly IdentityKey[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<IdentityKey, readonly Candidate[]>> {
    const found = new Map<IdentityKey, Candidate[]>(keys.map((key) => [key, []]));
    const possible = [...found.keys()].filter((key) => {
      const { length } = valueOf(key);
      return length > 0 && length <= longest;
    });
    for (const part of queryable(possible, valueOf)) {
      for (const record of await this.#ask(part, signal)) file(record, found);
    }
    return found;
  }

  /** Where one address has very many Contacts, the others are asked for without it. */
  async #ask(keys: readonly IdentityKey[], signal?: AbortSignal): Promise<ContactRecord[]> {
    const soql =
      `SELECT Id, AccountId, Account.Commerce_Key__c, Commerce_Key__c, Email FROM Contact ` +
      `WHERE ${conditions(keys)} LIMIT ${mostRecords}`;
    const records = await query<ContactRecord>(this.#connection, soql, signal ? { signal } : {});
    if (records.length < mostRecords || keys.length === 1) return records;
    const half = Math.ceil(keys.length / 2);
    const first = await this.#ask(keys.slice(0, half), signal);
    return [...first, ...(await this.#ask(keys.slice(half), signal))];
  }
}

function valueOf(key: IdentityKey): string {
  return key.slice(key.indexOf(':') + 1);
}

function conditions(keys: readonly IdentityKey[]): string {
  const values: Record<Kind, string[]> = { key: [], email: [], id: [] };
  for (const key of keys) values[key.slice(0, key.indexOf(':')) as Kind].push(valueOf(key));
  return (Object.keys(fields) as Kind[])
    .filter((kind) => values[kind].length > 0)
    .map((kind) => isOneOf(fields[kind], values[kind]))
    .join(' OR ');
}

function file(record: ContactRecord, found: ReadonlyMap<IdentityKey, Candidate[]>): void {
  const email = normalizeEmail(record.Email);
  const candidate: Candidate = {
    ...{ contactId: record.Id, accountId: record.AccountId, email },
    accountKey: record.Account?.Commerce_Key__c ?? null,
  };
  const names = [`key:${record.Commerce_Key__c}`, `email:${email}`, `id:${record.Id}`] as const;
  for (const name of names) {
    const candidates = found.get(name);
    // It can answer to several keys of one list that was cut in two.
    if (candidates?.every(({ contactId }) => contactId !== record.Id)) candidates.push(candidate);
  }
}
