/**
 * How fast local-org takes and gives rows, over HTTP, with the same rows through bare node:sqlite beside it.
 *
 *     npm run bench -- local-org [--rows 500000] [--runs 3] [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, count } from '../../scripts/command.ts';
import { call, startOrg, upsertFile } from '../org-process.ts';
import { Report } from '../report.ts';
import { upsertBare } from './bare.ts';
import { line, lineColumns, linesPerOrder, order, orderColumns, writeCsv } from './files.ts';
import { readPage } from './page.ts';

const {
  rows,
  runs,
  json = false,
} = command('bench -- local-org', 'How fast local-org takes and gives rows, over HTTP.')
  .option('--rows <count>', 'order lines to upsert', count, 500_000)
  .option('--runs <count>', 'runs of each', count, 3)
  .option('--json', 'print one JSON object on the last line')
  .parse()
  .opts<{ rows: number; runs: number; json?: true }>();

/** Of one Account, with so many lines each. */
const accountOrders = 10_000;
const accountLines = 5;
const pageReads = 20;

const report = new Report('local-org');
const folder = mkdtempSync(join(tmpdir(), 'bench-local-org-'));
const file = (name: string) => join(folder, name);
const lines = 'Commerce_Order_Line__c';
const orders = 'Commerce_Order__c';
const upserts = ['upsert, new rows', 'upsert, rows that exist'] as const;
const bareName = (name: string) => `bare node:sqlite ${name}`;

async function bulk(): Promise<void> {
  const org = await startOrg();
  try {
    await upsertFile(org, orders, file('orders.csv'));
    for (const name of upserts) {
      report.add(name, rows / (await upsertFile(org, lines, file('lines.csv'))), 'rows/s');
    }
    report.add('peak memory', org.peakMemoryMB(), 'MB');
  } finally {
    await org.stop();
  }
}

async function bare(): Promise<void> {
  const seconds = await upsertBare(file('lines.csv'), upserts.length);
  upserts.forEach((name, at) => report.add(bareName(name), rows / (seconds[at] ?? 0), 'rows/s'));
}

async function pages(): Promise<void> {
  const org = await startOrg();
  try {
    const made = await call<{ id: string }>(org, 'POST', 'sobjects/Account', { Name: 'Large' });
    const withAccount = (number: number) => [...order(number), made.id];
    const columns = [...orderColumns, 'Account__c'];
    writeCsv(file('account-orders.csv'), columns, accountOrders, withAccount);
    await upsertFile(org, orders, file('account-orders.csv'));
    const count = accountOrders * accountLines;
    const lineOf = (number: number) => line(number, accountLines);
    writeCsv(file('account-lines.csv'), lineColumns, count, lineOf);
    await upsertFile(org, lines, file('account-lines.csv'));
    // The first reading makes the caller's schema: told apart.
    report.add('GraphQL, first page', await readPage(org, made.id, accountLines), 'ms');
    for (let read = 0; read < pageReads; read++) {
      const took = await readPage(org, made.id, accountLines);
      report.add('GraphQL page of 50 orders with lines', took, 'ms');
    }
  } finally {
    await org.stop();
  }
}

try {
  writeCsv(file('orders.csv'), orderColumns, Math.ceil(rows / linesPerOrder), order);
  writeCsv(file('lines.csv'), lineColumns, rows, line);
  for (let run = 0; run < runs; run++) {
    await bare();
    await bulk();
  }
  await pages();
} finally {
  rmSync(folder, { recursive: true });
}
for (const name of upserts) report.ratio(name, bareName(name));
for (const name of upserts) report.atLeast(name, 120_000);
report.atMost('peak memory', 500);
report.atMost('GraphQL page of 50 orders with lines', 50);
report.print(json);
