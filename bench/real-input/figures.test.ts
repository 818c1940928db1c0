import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { daysThatDiffer, salesforceFigures, sourceFigures } from './figures.ts';
import { alpha2 } from './countries.ts';
import { toUtc } from './seed.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-figures-'));
after(() => fs.rmSync(folder, { recursive: true }));

function write(name: string, lines: readonly string[]): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const file = write('source.csv', [
  header,
  '536365,85123A,"HEART, WHITE",6,2010-12-01 23:59:00,2.55,17850,United Kingdom',
  // A minute later, and the next day: the order's day is its first line's.
  '536365,71053,LANTERN,1,2010-12-02 00:00:00,0.001,17850,United Kingdom',
  '536366,71053,LANTERN,2,2010-12-02 08:00:00,3.39,,France',
  'C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527,United Kingdom',
  'A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom',
  '536414,22139,,-56,2010-12-01 11:52:00,0.0,,United Kingdom',
  '536415,22139,BAD,many,2010-12-01 11:52:00,0.0,,United Kingdom',
  '536416,22139,BAD,1,2010-02-30 11:52:00,1.0,,United Kingdom',
  '536417,22139',
]);

const orderRows = [
  'External_Id__c,Placed_On__c,Total__c,Currency__c',
  'shopify:a:536365,2010-12-01,15.301,GBP',
  'shopify:a:536366,2010-12-02,6.78,GBP',
];
const lineRows = [
  'Total__c,Currency__c,Order__r.Placed_On__c',
  '15.3,GBP,2010-12-01',
  '0.001,GBP,2010-12-01',
  '6.78,GBP,2010-12-02',
];

async function compare(orders: readonly string[], lines: readonly string[]): Promise<string[]> {
  const source = await sourceFigures(file);
  const salesforce = await salesforceFigures(
    write('orders.csv', orders),
    write('lines.csv', lines),
    write('customers.csv', ['External_Id__c', 'shopify:a:17850']),
  );
  return daysThatDiffer(source.days, salesforce.days);
}

describe('the source', () => {
  it('counts orders, and lists by kind what is none, adding up to the file', async () => {
    const { orders, lines, customers, sum, notLoaded, file: whole } = await sourceFigures(file);
    assert.deepEqual(
      { orders, lines, customers, sum },
      { orders: 2, lines: 3, customers: 1, sum: { GBP: '22.081' } },
    );
    assert.deepEqual(notLoaded, {
      cancellation: { lines: 1, sum: '-27.5' },
      'bad-debt adjustment': { lines: 1, sum: '11062.06' },
      'stock write-off': { lines: 1, sum: '0' },
    });
    assert.deepEqual(whole, { lines: 9, sum: '11056.641' });
  });

  it('rejects rows it cannot read, each with its reason', async () => {
    const { rejected } = await sourceFigures(file);
    assert.deepEqual(rejected, [
      { id: 'row 7', stage: 'file', reason: 'Quantity "many" is no whole number' },
      { id: 'row 8', stage: 'file', reason: 'InvoiceDate "2010-02-30 11:52:00" is no date' },
      { id: 'row 9', stage: 'file', reason: 'column Description is missing' },
    ]);
  });
});

describe('the comparison', () => {
  it('finds equal sides equal', async () => {
    assert.deepEqual(await compare(orderRows, lineRows), []);
  });

  it('reports a lost line', async () => {
    const [difference, ...more] = await compare(orderRows, lineRows.slice(0, -1));
    assert.match(
      difference!,
      /^2010-12-02: source has 1 orders, 1 lines, .* Salesforce has 1 orders, 0 lines/,
    );
    assert.deepEqual(more, []);
  });

  it('reports a lost line that cost nothing', async () => {
    const free = lineRows.filter((row) => !row.startsWith('0.001'));
    const orders = orderRows.map((row) => row.replace('15.301', '15.3'));
    assert.equal((await compare(orders, free)).length, 1);
  });

  it('reports a penny, on the order or on the line', async () => {
    const order = orderRows.map((row) => row.replace('6.78', '6.79'));
    const line = lineRows.map((row) => row.replace('6.78', '6.77'));
    assert.match((await compare(order, lineRows)).join(), /6\.78 GBP.*6\.79 \(lines: 6\.78\) GBP/);
    assert.match((await compare(orderRows, line)).join(), /6\.78 GBP.*6\.78 \(lines: 6\.77\) GBP/);
    assert.match(
      (
        await compare(
          order,
          lineRows.map((row) => row.replace('6.78', '6.79')),
        )
      ).join(),
      /6\.79 GBP/,
    );
  });

  it('reports a shifted day on both days', async () => {
    const shift = (row: string) => row.replace('2010-12-02', '2010-12-03');
    const differ = await compare(orderRows.map(shift), lineRows.map(shift));
    assert.deepEqual(
      differ.map((line) => line.slice(0, 10)),
      ['2010-12-02', '2010-12-03'],
    );
  });

  it('reports an order that came twice', async () => {
    const twice = [...orderRows, 'shopify:a:536367,2010-12-02,0,GBP'];
    assert.match((await compare(twice, lineRows)).join(), /Salesforce has 2 orders/);
  });
});

describe('the seed', () => {
  it('knows London time, in winter and in summer', () => {
    assert.equal(toUtc('2010-12-01 08:26:00'), '2010-12-01T08:26:00Z');
    assert.equal(toUtc('2011-06-01 08:26:00'), '2011-06-01T07:26:00Z');
  });

  it('knows the countries of the file', () => {
    assert.deepEqual(
      ['United Kingdom', 'EIRE', 'Germany', 'European Community', 'Nowhere'].map(alpha2),
      ['GB', 'IE', 'DE', null, null],
    );
  });
});

const shared = process.env['SHARED_DIR'];
it(
  'counts the real file as its own description does',
  { skip: !shared && 'SHARED_DIR is not set' },
  async () => {
    const figures = await sourceFigures(path.join(shared!, 'data/online-retail.csv.gz'));
    assert.deepEqual(
      [figures.orders, figures.lines, figures.customers, figures.sum, figures.file],
      [14_873, 363_253, 3_616, { GBP: '7352354.174' }, { lines: 370_931, sum: '6781619.004' }],
    );
    assert.deepEqual(figures.rejected, []);
  },
);
