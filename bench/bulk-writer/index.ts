/**
 * How fast the bulk writer alone is, against a bare streamed upload of the very same files to a fresh org.
 *
 *     npm run bench -- bulk-writer [--orders 15000] [--lines 20] [--runs 1] [--json]
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSalesforce } from '../../middleware/salesforce/login.ts';
import type { Aggregate, JobLedger } from '../../middleware/salesforce/record.ts';
import { createBulkWriter } from '../../middleware/salesforce/writer.ts';
import { command, count } from '../../scripts/command.ts';
import { peakMemoryMB, startOrg, upsertFile, type OrgProcess } from '../org-process.ts';
import { Report } from '../report.ts';

const externalIdField = 'External_Id__c';
const externalIdFields = {
  Commerce_Order__c: externalIdField,
  Commerce_Order_Line__c: externalIdField,
};
const noLedger: JobLedger = {
  opened: async () => undefined,
  closed: async () => undefined,
  open: async () => [],
};

async function* orders(count: number, lines: number): AsyncGenerator<Aggregate> {
  const version = { sourceTime: '2026-01-31T08:26:00.000Z', readAt: '2026-02-01T00:00:00.000Z' };
  for (let index = 0; index < count; index += 1) {
    const order = `shopify:bench:${index}`;
    const rows = [
      { object: 'Commerce_Order__c', externalId: order, fields: orderFields(order, index, lines) },
    ];
    for (let line = 0; line < lines; line += 1) {
      const externalId = `${order}-${line}`;
      const fields = lineFields(externalId, order, line);
      rows.push({ object: 'Commerce_Order_Line__c', externalId, fields });
    }
    yield { key: order, version, rows };
  }
}

function orderFields(externalId: string, index: number, lines: number): Record<string, string> {
  return {
    External_Id__c: externalId,
    Name: `#${index}`,
    Store__c: 'shopify:bench',
    Placed_At__c: '2026-01-31T08:26:00.000Z',
    Placed_On__c: '2026-01-31',
    Total__c: (lines * 15.3).toFixed(4),
    Currency__c: 'GBP',
    Item_Summary__c: 'White hanging heart T-light holder',
    Line_Count__c: String(lines),
  };
}

function lineFields(externalId: string, order: string, line: number): Record<string, string> {
  return {
    External_Id__c: externalId,
    'Order__r.External_Id__c': order,
    Name: 'White hanging heart T-light holder',
    Position__c: String(line + 1),
    SKU__c: '85123A',
    Title__c: 'White hanging heart T-light holder',
    Quantity__c: '6',
    Unit_Price__c: '2.5500',
    Total__c: '15.3000',
    Currency__c: 'GBP',
  };
}

/** Seconds. */
async function writeAll(org: OrgProcess, spoolDir: string, keepSpool: string) {
  const io = { fetch, sleep: (ms: number) => wait(ms), now: () => new Date() };
  const { url, accessToken } = org;
  const connection = await openSalesforce({ instanceUrl: url, accessToken }, io);
  const started = performance.now();
  const options = { connection, externalIdFields, ledger: noLedger, spoolDir, keepSpool };
  for await (const { key, state } of createBulkWriter(options).write(
    orders(orderCount, lineCount),
  )) {
    if (state !== 'written') throw new Error(`${key} is ${state}`);
  }
  return { seconds: (performance.now() - started) / 1000, apiCalls: connection.apiCalls };
}

/** The same files in the same order, with nothing around them. Seconds. */
async function uploadBare(org: OrgProcess, directory: string): Promise<number> {
  const started = performance.now();
  for (const name of readdirSync(directory).sort()) {
    await upsertFile(org, name.slice(7, -4), join(directory, name));
  }
  return (performance.now() - started) / 1000;
}

async function run(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'bulk-writer-'));
  const kept = join(work, 'kept');
  const first = await startOrg();
  const { seconds, apiCalls } = await writeAll(first, work, kept);
  await first.stop();
  const second = await startOrg();
  const bareSeconds = await uploadBare(second, kept);
  await second.stop();
  rmSync(work, { recursive: true });
  const rows = orderCount * (lineCount + 1);
  report.add('writer', rows / seconds, 'rows/s');
  report.add('bare upload', rows / bareSeconds, 'rows/s');
  report.add('API calls', apiCalls, 'calls');
}

const {
  orders: orderCount,
  lines: lineCount,
  runs,
  json = false,
} = command('bench -- bulk-writer', 'How fast the bulk writer alone is.')
  .option('--orders <count>', 'orders to write', count, 15_000)
  .option('--lines <count>', 'lines of each', count, 20)
  .option('--runs <count>', 'runs of each', count, 1)
  .option('--json', 'print one JSON object on the last line')
  .parse()
  .opts<{ orders: number; lines: number; runs: number; json?: true }>();
const report = new Report('bulk-writer');
for (let done = 0; done < runs; done += 1) await run();
report.add('peak memory of the writer', peakMemoryMB(), 'MB');
report.ratio('bare upload', 'writer');
report.print(json);
