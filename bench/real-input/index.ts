/**
 * `npm run real-input -- FILE [--json] [--kill N] [--points N]`: the real history of a real shop through the whole
 * product. The file's orders and refunds fill the simulated shop, the normal backfill brings them into a fresh emulated
 * org, twice, and both sides are counted by a script of its own (figures.ts).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { command, count } from '../../scripts/command.ts';
import { Report, type Summary } from '../report.ts';
import { bareUploadSeconds } from './bare-upload.ts';
import { amounts, customersThatDiffer, daysThatDiffer } from './compare.ts';
import { salesforceFigures } from './figures.ts';
import { sourceFigures, type SourceFigures } from './source-figures.ts';
import type { Figures } from './tallies.ts';
import { killRounds } from './kill.ts';
import { backfill, rejections, type BackfillResult, type Rejection } from './middleware.ts';
import { queryToFile } from './org.ts';
import { writeSeed } from './seed.ts';
import { World, type Org } from './world.ts';

const queries = {
  orders: 'SELECT External_Id__c, Placed_On__c, Total__c, Currency__c FROM Commerce_Order__c',
  lines: 'SELECT Total__c, Currency__c, Order__r.Placed_On__c FROM Commerce_Order_Line__c',
  customers: 'SELECT External_Id__c FROM Commerce_Customer__c',
  refunds: 'SELECT External_Id__c, Refunded_On__c, Amount__c, Currency__c FROM Commerce_Refund__c',
  refundLines:
    'SELECT Quantity__c, Amount__c, Currency__c, Refund__r.Refunded_On__c FROM Commerce_Refund_Line__c',
  values:
    'SELECT Customer__r.External_Id__c, Currency__c, Lifetime_Value__c, Order_Count__c FROM Commerce_Customer_Value__c',
};

/**
 * GraphQL points a second of Shopify Plus. The lines of refunds come in no bulk operation but by paged queries: with the
 * 100 of a standard plan the shop's limit would be what is measured, not the middleware.
 * https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
 */
const plusPoints = 1000;

interface Options {
  readonly kill?: number;
  readonly points: number;
  readonly json?: true;
}

const real = command('real-input --', 'A real history of a real shop through the whole product.')
  .argument('<file>', 'the UCI "Online Retail" data as CSV, plain or .gz')
  .option('--json', 'print one JSON object on the last line')
  .option('--kill <count>', 'kill the middleware at so many moments, and compare the orgs', count)
  .option('--points <count>', "what the shop's plan gives a second", count, plusPoints)
  .parse();
const values = real.opts<Options>();
const file = path.resolve(real.args[0]!);
if (!fs.existsSync(file)) {
  process.stderr.write(`There is no file ${file}\n`);
  process.exit(2);
}

const world = new World(fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-real-')));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void world.stop().then(() => process.exit(130)));
}
try {
  say('Counting the file …');
  const source = await sourceFigures(file);
  const seed = path.join(world.folder, 'seed.jsonl');
  await writeSeed(file, seed);
  say(`Filling the shop, ${values.points} GraphQL points a second …`);
  await world.startShop(seed, String(values.points));
  if (values.kill === undefined) await compare(source);
  else if (!(await killRounds(world, values.kill, say))) process.exitCode = 1;
} finally {
  await world.stop();
}
process.exit();

async function compare(source: SourceFigures): Promise<void> {
  const org = await world.startOrg();
  const env = world.environment(org, 'data');
  const spool = path.join(world.folder, 'kept');
  say('Backfill …');
  const first = await backfill(env, ['--keep-spool', spool]);
  say('The same again …');
  const second = await backfill(env);
  const rejected = [...source.rejected, ...(await rejections(env))];
  const salesforce = await readOrg(org);
  await org.stop();
  say('A bare upload of the same chunks …');
  const bareSeconds = await bareUploadSeconds(world, spool);
  report({ source, salesforce, first, second, bareSeconds, rejected });
}

async function readOrg(org: Org): Promise<Figures> {
  const fileOf = (name: string) => path.join(world.folder, `${name}.csv`);
  for (const [name, query] of Object.entries(queries)) await queryToFile(org, query, fileOf(name));
  return salesforceFigures({
    ...{ orders: fileOf('orders'), lines: fileOf('lines'), customers: fileOf('customers') },
    ...{ refunds: fileOf('refunds'), refundLines: fileOf('refundLines') },
    values: fileOf('values'),
  });
}

interface Findings {
  source: SourceFigures;
  salesforce: Figures;
  first: BackfillResult;
  second: BackfillResult;
  bareSeconds: number;
  rejected: Rejection[];
}

type Totals = Omit<Figures, 'days' | 'values'>;

/** What `--json` prints. */
interface Result {
  source: Totals;
  salesforce: Totals;
  /** Cancellations in the file's own lines, those that are refunds. */
  refundedFrom: SourceFigures['refundedFrom'];
  notLoaded: SourceFigures['notLoaded'];
  daysThatDiffer: number;
  customersThatDiffer: number;
  rejected: Rejection[];
  rowsWritten: number;
  apiCalls: number;
  rowsPerSecond: number;
  peakMemoryMB: number;
  /** Seconds of the whole backfill to those of the bare upload. */
  bareUploadRatio: number;
  secondRunRowsWritten: number;
}

function report(findings: Findings): void {
  const { source, salesforce, first, second, bareSeconds, rejected } = findings;
  const days = daysThatDiffer(source.days, salesforce.days);
  const customers = customersThatDiffer(source.values, salesforce.values);
  const result: Result = {
    source: totals(source),
    salesforce: totals(salesforce),
    refundedFrom: source.refundedFrom,
    notLoaded: source.notLoaded,
    daysThatDiffer: days.length,
    customersThatDiffer: customers.length,
    rejected,
    rowsWritten: first.rowsWritten,
    apiCalls: first.apiCalls,
    rowsPerSecond: first.rowsPerSecond,
    peakMemoryMB: first.peakMemoryMB,
    bareUploadRatio: round(first.seconds / bareSeconds),
    secondRunRowsWritten: second.rowsWritten,
  };
  for (const line of days) say(line);
  for (const line of customers) say(`Customer ${line}`);
  tell(result, source.file, first.seconds, bareSeconds);
  if (values.json) {
    const summary = measured(result, first.seconds, bareSeconds);
    process.stdout.write(`${JSON.stringify({ ...summary, ...result })}\n`);
  }
  const same = JSON.stringify(result.source) === JSON.stringify(result.salesforce);
  const differ = days.length + customers.length;
  if (!same || differ > 0 || second.rowsWritten > 0) process.exitCode = 1;
}

/** As every bench tells it. */
function measured(result: Result, seconds: number, bareSeconds: number): Summary {
  const bench = new Report('real-input');
  bench.add('rows a second', result.rowsPerSecond, 'rows/s');
  bench.add('peak memory of the middleware', result.peakMemoryMB, 'MB');
  bench.add('second run', result.secondRunRowsWritten, 'rows');
  bench.add('backfill', seconds, 's');
  bench.add('bare upload', bareSeconds, 's');
  bench.ratio('backfill', 'bare upload');
  bench.atLeast('rows a second', 20_000);
  bench.atMost('peak memory of the middleware', 500);
  bench.atMost('second run', 0);
  return bench.summary();
}

function totals({ days: _, values: __, ...rest }: Figures): Totals {
  const { orders, lines, customers, sum, refunds, refunded, itemsRefunded } = rest;
  return { orders, lines, customers, sum, refunds, refunded, itemsRefunded };
}

function tell(
  result: Result,
  whole: SourceFigures['file'],
  seconds: number,
  bareSeconds: number,
): void {
  say(`Source      ${describe(result.source)}`);
  say(`Salesforce  ${describe(result.salesforce)}`);
  const { refundedFrom } = result;
  say(
    `Refunds     ${refundedFrom.lines} lines, ${refundedFrom.sum} GBP of the file's cancellations`,
  );
  for (const [kind, { lines, sum }] of Object.entries(result.notLoaded)) {
    say(`Not loaded  ${lines} lines, ${sum} GBP: ${kind}`);
  }
  say(`The file    ${whole.lines} lines, ${whole.sum} GBP`);
  say(`Days that differ: ${result.daysThatDiffer}; rejected: ${result.rejected.length}`);
  say(`Customers whose value differs: ${result.customersThatDiffer}`);
  const { rowsWritten, rowsPerSecond, peakMemoryMB, apiCalls } = result;
  say(`${rowsWritten} rows in ${seconds} s: ${rowsPerSecond} a second, ${apiCalls} API calls`);
  say(`Peak memory of the middleware: ${peakMemoryMB} MB`);
  say(`Bare upload: ${round(bareSeconds)} s, ratio ${result.bareUploadRatio}`);
  say(`Second run: ${result.secondRunRowsWritten} rows written`);
}

function describe({ orders, lines, customers, sum, refunds, refunded }: Totals): string {
  const parts = [`${orders} orders`, `${lines} lines`, `${customers} customers`, amounts(sum)];
  return `${parts.join(', ')}; ${refunds} refunds, ${amounts(refunded)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
