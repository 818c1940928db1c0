/** What the tests of this module share. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SalesforceIo } from './io.ts';
import type { Aggregate, ExternalIdFields, JobLedger, LedgerJob, Outcome, Row } from './record.ts';

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
