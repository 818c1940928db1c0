/** What the tests of this module share. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SalesforceConnection } from './connection.ts';
import type { SalesforceIo } from './io.ts';
import { openSalesforce } from './login.ts';
import { count } from './query.ts';
import type { Aggregate, ExternalIdFields, JobLedger, LedgerJob, Outcome, Row } from './record.ts';
import { createBulkWriter } from './writer.ts';

export const externalIdFields: ExternalIdFields = {
  Commerce_Store__c: 'External_Id__c',
  Commerce_Customer__c: 'External_Id__c',
  Commerce_Order__c: 'External_Id__c',
  Commerce_Order_Line__c: 'External_Id__c',
};

/** The real network, but nobody waits longer than a moment; `sleeps` holds how long was asked for. */
export function quickIo(): SalesforceIo & { readonly sleeps: number[] } {
  const sleeps: number[] = [];
  return {
    fetch,
    sleeps,
    now: () => new Date(),
    sleep: async (ms, signal) => {
      sleeps.push(ms);
      await wait(Math.min(ms, 15), undefined, signal ? { signal } : {});
    },
  };
}

export interface MemoryLedger extends JobLedger {
  /** Every job ever entered. */
  readonly history: LedgerJob[];
}

export function memoryLedger(...left: LedgerJob[]): MemoryLedger {
  const jobs = new Map(left.map((job) => [job.id, job]));
  const history = [...left];
  return {
    history,
    opened: async (job) => {
      jobs.set(job.id, job);
      history.push(job);
    },
    closed: async (id) => void jobs.delete(id),
    open: async () => [...jobs.values()],
  };
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'orderlens-test-'));
}

export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true }).map(String);
}

const version = { sourceTime: '2026-01-31T08:26:00.000Z', readAt: '2026-02-01T00:00:00.000Z' };

export function aggregate(key: string, rows: readonly Row[]): Aggregate {
  return { key, version, rows };
}

export function customer(id: string, fields: Row['fields'] = {}): Row {
  const externalId = `shopify:test:${id}`;
  return {
    object: 'Commerce_Customer__c',
    externalId,
    fields: {
      External_Id__c: externalId,
      Name: `Customer ${id}`,
      Store__c: 'shopify:test',
      ...fields,
    },
  };
}

/** An order with so many lines, each worth 1.50. */
export function order(
  id: string,
  lines: number,
  fields: Row['fields'] = {},
  lineFields: Row['fields'] = {},
): Aggregate {
  const externalId = `shopify:test:${id}`;
  const head: Row = {
    object: 'Commerce_Order__c',
    externalId,
    fields: {
      External_Id__c: externalId,
      Name: `#${id}`,
      Store__c: 'shopify:test',
      Placed_At__c: '2026-01-31T08:26:00.000Z',
      Total__c: (lines * 1.5).toFixed(4),
      Currency__c: 'GBP',
      ...fields,
    },
  };
  const items = Array.from({ length: lines }, (_, index) =>
    orderLine(externalId, `${id}-${index + 1}`, index + 1, lineFields),
  );
  return aggregate(`order:${id}`, [head, ...items]);
}

function orderLine(orderId: string, id: string, position: number, fields: Row['fields']): Row {
  const externalId = `shopify:test:${id}`;
  return {
    object: 'Commerce_Order_Line__c',
    externalId,
    fields: {
      External_Id__c: externalId,
      'Order__r.External_Id__c': orderId,
      Name: 'Lantern, "small"',
      Position__c: position,
      SKU__c: 'L-1',
      Title__c: 'Lantern, "small"',
      Quantity__c: '1',
      Unit_Price__c: '1.5000',
      Total__c: '1.5000',
      Currency__c: 'GBP',
      ...fields,
    },
  };
}

export async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield item;
}

/** Key → state, plus the errors of those that were not written. */
export async function collect(
  outcomes: AsyncIterable<Outcome>,
): Promise<{ states: Record<string, string>; errors: Outcome['errors'] }> {
  const states: Record<string, string> = {};
  const errors: Outcome['errors'][number][] = [];
  for await (const outcome of outcomes) {
    if (states[outcome.key]) throw new Error(`a second outcome for ${outcome.key}`);
    states[outcome.key] = outcome.state;
    errors.push(...outcome.errors);
  }
  return { states, errors };
}

type Collected = Awaited<ReturnType<typeof collect>>;

/** A writer that goes through a proxy, and a way past it to see what arrived. Each has records of its own. */
export interface Scenario {
  readonly io: ReturnType<typeof quickIo>;
  readonly ledger: MemoryLedger;
  /** Of each job so far. */
  readonly rows: number[];
  readonly connection: SalesforceConnection;
  readonly direct: SalesforceConnection;
  id(name: string): string;
  /** 400 with three lines each: enough for an upload that takes more than one packet. */
  someOrders(): Aggregate[];
  write(aggregates: Iterable<Aggregate>, connection?: SalesforceConnection): Promise<Collected>;
  /** How much of this scenario's is in the org. */
  inOrg(): Promise<{ orders: number; lines: number }>;
  allAreWritten(): Promise<void>;
}

interface ScenarioSetup {
  readonly org: {
    readonly url: string;
    readonly clientId: string;
    readonly users: { readonly admin: { readonly accessToken: string } };
  };
  readonly proxyUrl: string;
  readonly clientSecret: string;
  readonly spoolDir: string;
}

let scenarios = 0;

export async function startScenario(setup: ScenarioSetup): Promise<Scenario> {
  const { org, proxyUrl, clientSecret, spoolDir } = setup;
  const io = quickIo();
  const { clientId } = org;
  const login = { loginUrl: proxyUrl, clientId, clientSecret, limits: { timeoutMs: 1500 } };
  const connection = await openSalesforce(login, io);
  assert.equal(connection.instanceUrl, proxyUrl);
  const { accessToken } = org.users.admin;
  const direct = await openSalesforce({ instanceUrl: org.url, accessToken }, quickIo());
  const ledger = memoryLedger();
  const rows: number[] = [];
  const prefix = `r${(scenarios += 1)}`;
  const id = (name: string) => prefix + name;
  const someOrders = () => Array.from({ length: 400 }, (_, index) => order(id(`-${index}`), 3));
  const write: Scenario['write'] = (aggregates, through = connection) => {
    const onJob = (job: { rows: number }) => void rows.push(job.rows);
    const options = { connection: through, externalIdFields, ledger, spoolDir, onJob };
    return collect(createBulkWriter(options).write(each(aggregates)));
  };
  const like = `LIKE '#${prefix}-%'`;
  const inOrg = async () => ({
    orders: await count(direct, 'Commerce_Order__c', `Name ${like}`),
    lines: await count(direct, 'Commerce_Order_Line__c', `Order__r.Name ${like}`),
  });
  const allAreWritten = async () => {
    const { states, errors } = await write(someOrders());
    assert.deepEqual(errors, []);
    assert.equal(Object.keys(states).length, 400);
    assert.ok(Object.values(states).every((one) => one === 'written'));
    assert.deepEqual(await inOrg(), { orders: 400, lines: 1200 });
    assert.deepEqual(await ledger.open(), []);
  };
  return { io, ledger, rows, connection, direct, id, someOrders, write, inOrg, allAreWritten };
}
