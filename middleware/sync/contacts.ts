import { normalizeEmail, type ContactDirectory } from '../identity/index.ts';
import { linkedObjects, type LinkedRecord } from '../mapping/index.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { query } from '../salesforce/query.ts';
import { SoqlContactDirectory } from './contact-directory.ts';
import { isOneOf, queryable } from './soql.ts';

/** A Contact as it was left by its last change. */
export interface ContactChange {
  readonly contactId: string;
  readonly deleted: boolean;
  /** The Contact into which it was merged. */
  readonly masterId: string | null;
  /** Normalised. */
  readonly email: string | null;
  /** What it carries in `Commerce_Key__c`. */
  readonly key: string | null;
  /** UTC ISO-8601, by Salesforce's clock. */
  readonly changedAt: string;
}

/** All that the middleware asks about Contacts, and about its own records that name them. Everything throws Failure. */
export interface Contacts extends ContactDirectory {
  /** Salesforce's time of the newest change; null: there is no Contact. */
  newestChange(signal: AbortSignal): Promise<string | null>;
  /** Changed then or later, deleted ones too; the oldest first, page by page. */
  changesSince(time: string, signal: AbortSignal): AsyncIterable<readonly ContactChange[]>;
  /** By external id of the customer: their normalised address as Salesforce has it. */
  emailsOf(
    customers: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string | null>>;
  /** By external id of the customer: the records in Salesforce that say who they are. */
  recordsOf(
    customers: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly LinkedRecord[]>>;
}

const pageSize = 2000;
/** Orders and carts of some hundred customers. */
const mostRecords = 1_000_000;

interface ChangeRecord {
  readonly Id: string;
  readonly IsDeleted: boolean;
  readonly MasterRecordId: string | null;
  readonly Email: string | null;
  readonly Commerce_Key__c: string | null;
  readonly SystemModstamp: string;
}

export function openContacts(connection: SalesforceConnection): Contacts {
  const directory = new SoqlContactDirectory(connection);
  return {
    find: (keys, signal) => directory.find(keys, signal),
    newestChange: (signal) => newestChange(connection, signal),
    changesSince: (time, signal) => changesSince(connection, time, signal),
    emailsOf: (customers, signal) => emailsOf(connection, customers, signal),
    recordsOf: (customers, signal) => recordsOf(connection, customers, signal),
  };
}

async function newestChange(
  connection: SalesforceConnection,
  signal: AbortSignal,
): Promise<string | null> {
  const soql = 'SELECT SystemModstamp FROM Contact ORDER BY SystemModstamp DESC LIMIT 1';
  const [newest] = await query<ChangeRecord>(connection, soql, { signal });
  return newest ? toIso(newest.SystemModstamp) : null;
}

/** Page by page from the last record seen, so that no cursor of Salesforce has to live for as long as it takes. */
async function* changesSince(
  connection: SalesforceConnection,
  time: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ContactChange[]> {
  for (let where: string | null = `SystemModstamp >= ${time}`; where !== null;) {
    const soql: string =
      `SELECT Id, IsDeleted, MasterRecordId, Email, Commerce_Key__c, SystemModstamp FROM Contact ` +
      `WHERE ${where} ORDER BY SystemModstamp, Id LIMIT ${pageSize}`;
    const records = await query<ChangeRecord>(connection, soql, { deleted: true, signal });
    if (records.length > 0) yield records.map(toChange);
    where = records.length < pageSize ? null : behind(records.at(-1)!);
  }
}

function behind({ SystemModstamp, Id }: ChangeRecord): string {
  const time = toIso(SystemModstamp);
  return `SystemModstamp > ${time} OR (SystemModstamp = ${time} AND Id > '${Id}')`;
}

function toChange(record: ChangeRecord): ContactChange {
  return {
    ...{ contactId: record.Id, deleted: record.IsDeleted, masterId: record.MasterRecordId },
    ...{ email: normalizeEmail(record.Email), key: record.Commerce_Key__c },
    changedAt: toIso(record.SystemModstamp),
  };
}

/** Salesforce writes `2026-01-31T08:26:00.000+0000`. */
function toIso(time: string): string {
  return new Date(time).toISOString();
}

async function emailsOf(
  connection: SalesforceConnection,
  customers: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | null>> {
  const emails = new Map<string, string | null>();
  for (const part of queryable(customers, (customer) => customer)) {
    const soql = `SELECT External_Id__c, Email__c FROM Commerce_Customer__c WHERE ${isOneOf('External_Id__c', part)}`;
    const records = await query<{ External_Id__c: string; Email__c: string | null }>(
      connection,
      soql,
      { signal },
    );
    for (const record of records)
      emails.set(record.External_Id__c, normalizeEmail(record.Email__c));
  }
  return emails;
}

/** Asked of Salesforce, not of our memory: what somebody deleted there is not to come into being again as an empty record. */
async function recordsOf(
  connection: SalesforceConnection,
  customers: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly LinkedRecord[]>> {
  const records = new Map<string, LinkedRecord[]>(customers.map((customer) => [customer, []]));
  for (const { object, key, customer } of linkedObjects) {
    for (const part of queryable(customers, (one) => one)) {
      const columns = [...new Set([key, customer])].join(', ');
      const soql = `SELECT ${columns} FROM ${object} WHERE ${isOneOf(customer, part)}`;
      for (const found of await query(connection, soql, { most: mostRecords, signal })) {
        const externalId = String(cellOf(found, key));
        records.get(String(cellOf(found, customer)))?.push({ object, externalId });
      }
    }
  }
  return records;
}

/** `Customer__r.External_Id__c` of a record as REST gives it. */
function cellOf(record: Record<string, unknown>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    return (value as Record<string, unknown> | null)?.[name];
  }, record);
}
