/**
 * How fast local-org's engine takes and gives rows, with bare node:sqlite beside it.
 *
 *     node bench/local-org.ts [--rows 363000] [--runs 3] [--json]
 */
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createOrg } from '../sandbox/local-org/engine/index.ts';
import { addUser } from '../sandbox/local-org/engine/testing.ts';
import type { Expression, Org, SaveRequest, Session } from '../sandbox/local-org/engine/types.ts';

const packageDir = join(dirname(fileURLToPath(import.meta.url)), '../force-app/main/default');
const batch = 10_000;
const linesPerOrder = 25;
const goal = 120_000;

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '363000' },
    runs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const rows = Number(options.rows);
const runs = Number(options.runs);

const lineColumns = [
  'External_Id__c',
  'Name',
  'Order__r.External_Id__c',
  'Position__c',
  'SKU__c',
  'Title__c',
  'Quantity__c',
  'Unit_Price__c',
  'Total__c',
  'Currency__c',
];

function line(number: number): string[] {
  const title = 'White hanging heart t-light holder';
  const order = `shopify:giftshop:${Math.floor(number / linesPerOrder).toString()}`;
  const position = ((number % linesPerOrder) + 1).toString();
  const id = `shopify:giftshop:${number.toString()}`;
  return [id, title, order, position, '85123A', title, '6', '2.55', '15.3', 'GBP'];
}

function batches<T>(count: number, make: (number: number) => T): T[][] {
  return Array.from({ length: Math.ceil(count / batch) }, (_unused, place) =>
    Array.from({ length: Math.min(batch, count - place * batch) }, (_none, row) =>
      make(place * batch + row),
    ),
  );
}

const lineBatches = batches(rows, line);
const orderBatches = batches(Math.ceil(rows / linesPerOrder), (number) => [
  `shopify:giftshop:${number.toString()}`,
  `#${number.toString()}`,
  '2026-01-31T08:26:00Z',
  '2026-01-31',
  'paid',
  '382.5',
  'GBP',
]);
const orderColumns = [
  'External_Id__c',
  'Name',
  'Placed_At__c',
  'Placed_On__c',
  'Status__c',
  'Total__c',
  'Currency__c',
];

function upsert(
  org: Org,
  session: Session,
  object: string,
  columns: readonly string[],
  rows: string[][],
): void {
  const request: SaveRequest = {
    object,
    operation: 'upsert',
    externalIdField: 'External_Id__c',
    columns,
    rows,
    text: true,
  };
  const failed = org.save(session, request).find(({ success }) => !success);
  if (failed !== undefined) throw new Error(failed.errors[0]?.message);
}

const figures = new Map<string, number[]>();

function measure(name: string, count: number, work: () => void): void {
  const start = performance.now();
  work();
  const perSecond = (count / (performance.now() - start)) * 1000;
  figures.set(name, [...(figures.get(name) ?? []), perSecond]);
}

function field(...path: string[]): Expression {
  return { kind: 'field', path };
}

function engine(): void {
  const org = createOrg({ packageDir, file: ':memory:' });
  const object = 'Commerce_Order_Line__c';
  // As the middleware does it: with every check of rights and ownership.
  const user = addUser(org, 'integration', ['Commerce_Integration']);
  const upsertLines = () => {
    for (const lines of lineBatches) upsert(org, user, object, lineColumns, lines);
  };
  for (const orders of orderBatches) upsert(org, user, 'Commerce_Order__c', orderColumns, orders);
  measure('upsert, new rows', rows, upsertLines);
  measure('upsert, rows that exist', rows, upsertLines);
  const columns = ['Id', ...lineColumns.filter((name) => !name.includes('.'))].map((name) =>
    field(name),
  );
  measure('stream', rows, () => {
    const plan = { object, columns: [...columns, field('Order__r', 'External_Id__c')] };
    let cells = 0;
    for (const { values } of org.stream(user, plan)) cells += values.length;
    if (cells !== rows * plan.columns.length) throw new Error(`${cells.toString()} cells`);
  });
  const sum: Expression = { kind: 'aggregate', function: 'SUM', path: ['Total__c'] };
  measure('sum', rows, () => org.select(user, { object, columns: [sum] }));
  org.close();
}

const bareTable = `CREATE TABLE line (n INTEGER PRIMARY KEY, ext TEXT, name TEXT, ord TEXT, position REAL, sku TEXT,
  title TEXT, quantity REAL, price REAL, total REAL, currency TEXT); CREATE UNIQUE INDEX key ON line (ext)`;
const bareUpsert = `INSERT INTO line (ext, name, ord, position, sku, title, quantity, price, total, currency)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ext) DO UPDATE SET name = excluded.name, ord = excluded.ord,
  position = excluded.position, sku = excluded.sku, title = excluded.title, quantity = excluded.quantity,
  price = excluded.price, total = excluded.total, currency = excluded.currency`;

/** The same columns with no rule, no index but the key's, and no look-up of the order. */
function bare(): void {
  const database = new DatabaseSync(':memory:');
  database.exec(bareTable);
  const statement = database.prepare(bareUpsert);
  const upsertLines = () => {
    for (const lines of lineBatches) {
      database.exec('BEGIN');
      for (const cells of lines) statement.run(...cells);
      database.exec('COMMIT');
    }
  };
  measure('bare node:sqlite upsert, new rows', rows, upsertLines);
  measure('bare node:sqlite upsert, rows that exist', rows, upsertLines);
  database.close();
}

for (let run = 0; run < runs; run++) {
  bare();
  engine();
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function medianOf(name: string): number {
  return median(figures.get(name) ?? []);
}

function ratio(name: string): number {
  return Number((medianOf(name) / medianOf(`bare node:sqlite ${name}`)).toFixed(2));
}

const upserts = ['upsert, new rows', 'upsert, rows that exist'];
const summary = {
  bench: 'local-org',
  figures: Object.fromEntries(
    [...figures].map(([name, values]) => [
      name,
      {
        min: Math.round(Math.min(...values)),
        median: Math.round(median(values)),
        max: Math.round(Math.max(...values)),
        unit: 'rows/s',
      },
    ]),
  ),
  ratios: Object.fromEntries(upserts.map((name) => [`${name} / bare`, ratio(name)])),
  goals: upserts.map((name) => {
    const measured = Math.round(medianOf(name));
    return { name, goal, measured, met: measured >= goal };
  }),
};

for (const [name, { max, median, min, unit }] of Object.entries(summary.figures)) {
  const range = `${min.toLocaleString('en')} – ${max.toLocaleString('en')}`;
  process.stdout.write(`${name.padEnd(42)} ${median.toLocaleString('en')} ${unit} (${range})\n`);
}
if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
