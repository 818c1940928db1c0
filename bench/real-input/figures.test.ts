import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { customersThatDiffer, daysThatDiffer } from './compare.ts';
import { salesforceFigures } from './figures.ts';
import { header, write } from './fixtures/written.ts';
import { sourceFigures } from './source-figures.ts';
import type { Figures } from './tallies.ts';

const file = write('source.csv', [
  header,
  '536365,85123A,"HEART, WHITE",6,2010-12-01 23:59:00,2.55,17850,United Kingdom',
  // A minute later, and the next day: the order's day is its first line's.
  '536365,71053,LANTERN,1,2010-12-02 00:00:00,0.001,17850,United Kingdom',
  '536366,71053,LANTERN,2,2010-12-02 08:00:00,3.39,,France',
  'C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527,United Kingdom',
  'C536380,85123A,"HEART, WHITE",-2,2010-12-03 09:00:00,2.55,17850,United Kingdom',
  'C536381,71053,LANTERN,-1,2010-12-04 23:59:00,0.001,17850,United Kingdom',
  'A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom',
  '536414,22139,,-56,2010-12-01 11:52:00,0.0,,United Kingdom',
  '536415,22139,BAD,many,2010-12-01 11:52:00,0.0,,United Kingdom',
  '536416,22139,BAD,1,2010-02-30 11:52:00,1.0,,United Kingdom',
  '536417,22139',
]);

const tables = {
  orders: [
    'External_Id__c,Placed_On__c,Total__c,Currency__c',
    'shopify:a:536365,2010-12-01,15.301,GBP',
    'shopify:a:536366,2010-12-02,6.78,GBP',
  ],
  lines: [
    'Total__c,Currency__c,Order__r.Placed_On__c',
    '15.3,GBP,2010-12-01',
    '0.001,GBP,2010-12-01',
    '6.78,GBP,2010-12-02',
  ],
  customers: ['External_Id__c', 'shopify:a:17850'],
  refunds: [
    'External_Id__c,Refunded_On__c,Amount__c,Currency__c',
    'shopify:a:536380536365,2010-12-03,5.1,GBP',
    'shopify:a:536381536365,2010-12-04,0.001,GBP',
  ],
  refundLines: [
    'Quantity__c,Amount__c,Currency__c,Refund__r.Refunded_On__c',
    '2,5.1,GBP,2010-12-03',
    '1,0.001,GBP,2010-12-04',
  ],
  values: [
    'Customer__r.External_Id__c,Currency__c,Lifetime_Value__c,Order_Count__c',
    'shopify:a:17850,GBP,10.2,1',
  ],
};
type Tables = typeof tables;

async function salesforce(changed: Partial<Tables>): Promise<Figures> {
  const files = Object.entries({ ...tables, ...changed }).map(([name, rows]) => {
    return [name, write(`${name}.csv`, rows)];
  });
  return salesforceFigures(Object.fromEntries(files) as Record<keyof Tables, string>);
}

async function compare(changed: Partial<Tables>): Promise<string[]> {
  const [here, there] = [await sourceFigures(file), await salesforce(changed)];
  return daysThatDiffer(here.days, there.days);
}

const replaced = (name: keyof Tables, from: string, to: string) => {
  return { [name]: tables[name].map((row) => row.replace(from, to)) };
};

describe('the source', () => {
  it('counts orders, and lists by kind what is none, adding up to the file', async () => {
    const figures = await sourceFigures(file);
    const { orders, lines, customers, sum, refundedFrom, notLoaded, file: whole } = figures;
    assert.deepEqual(
      { orders, lines, customers, sum },
      { orders: 2, lines: 3, customers: 1, sum: { GBP: '22.081' } },
    );
    assert.deepEqual(refundedFrom, { lines: 2, sum: '-5.101' });
    assert.deepEqual(notLoaded, {
      'cancellation without an order': { lines: 1, sum: '-27.5' },
      'bad-debt adjustment': { lines: 1, sum: '11062.06' },
      'stock write-off': { lines: 1, sum: '0' },
    });
    assert.deepEqual(whole, { lines: 11, sum: '11051.54' });
  });

  it('rejects rows it cannot read, each with its reason', async () => {
    const { rejected } = await sourceFigures(file);
    assert.deepEqual(rejected, [
      { id: 'row 9', stage: 'file', reason: 'Quantity "many" is no whole number' },
      { id: 'row 10', stage: 'file', reason: 'InvoiceDate "2010-02-30 11:52:00" is no date' },
      { id: 'row 11', stage: 'file', reason: 'column Description is missing' },
    ]);
  });
});

describe('the comparison', () => {
  it('finds equal sides equal', async () => {
    assert.deepEqual(await compare({}), []);
    const [here, there] = [await sourceFigures(file), await salesforce({})];
    assert.deepEqual(customersThatDiffer(here.values, there.values), []);
    assert.deepEqual(
      [here.refunds, here.refunded, here.itemsRefunded],
      [there.refunds, there.refunded, there.itemsRefunded],
    );
  });

  it('reports a lost line', async () => {
    const [difference, ...more] = await compare({ lines: tables.lines.slice(0, -1) });
    assert.match(
      difference!,
      /^2010-12-02: source has 1 orders, 1 lines, .* Salesforce has 1 orders, 0 lines/,
    );
    assert.deepEqual(more, []);
  });

  it('reports a lost line that cost nothing', async () => {
    const lines = tables.lines.filter((row) => !row.startsWith('0.001'));
    assert.equal((await compare({ lines, ...replaced('orders', '15.301', '15.3') })).length, 1);
  });

  it('reports a penny, on the order or on the line', async () => {
    const order = replaced('orders', '6.78', '6.79');
    const both = { ...order, ...replaced('lines', '6.78', '6.79') };
    assert.match((await compare(order)).join(), /6\.78 GBP.*6\.79 \(lines: 6\.78\) GBP/);
    assert.match(
      (await compare(replaced('lines', '6.78', '6.77'))).join(),
      /6\.78 GBP.*6\.78 \(lines: 6\.77\) GBP/,
    );
    assert.match((await compare(both)).join(), /6\.79 GBP/);
  });

  it('reports a shifted day on both days', async () => {
    const shift = (row: string) => row.replace('2010-12-02', '2010-12-05');
    const differ = await compare({
      orders: tables.orders.map(shift),
      lines: tables.lines.map(shift),
    });
    assert.deepEqual(
      differ.map((line) => line.slice(0, 10)),
      ['2010-12-02', '2010-12-05'],
    );
  });

  it('reports an order that came twice', async () => {
    const orders = [...tables.orders, 'shopify:a:536367,2010-12-02,0,GBP'];
    assert.match((await compare({ orders })).join(), /Salesforce has 2 orders/);
  });
});

describe('the comparison of refunds', () => {
  it('reports a lost one, whole or only its lines', async () => {
    const refunds = tables.refunds.slice(0, -1);
    const refundLines = tables.refundLines.slice(0, -1);
    for (const lost of [{ refunds, refundLines }, { refundLines }, { refunds }]) {
      const differ = await compare(lost);
      assert.deepEqual(
        differ.map((line) => line.slice(0, 10)),
        ['2010-12-04'],
      );
    }
  });

  it('reports a penny, on the refund or on its line', async () => {
    const refund = replaced('refunds', '5.1,', '5.11,');
    const line = replaced('refundLines', '5.1,', '5.11,');
    assert.match(
      (await compare(refund)).join(),
      /5\.1 GBP refunded, .*5\.11 \(lines: 5\.1\) GBP refunded/,
    );
    assert.match((await compare(line)).join(), /5\.1 \(lines: 5\.11\) GBP refunded/);
    assert.match((await compare({ ...refund, ...line })).join(), /has .*5\.11 GBP refunded/);
  });

  it('reports a shifted day on both days', async () => {
    const differ = await compare({
      ...replaced('refunds', '2010-12-04', '2010-12-05'),
      ...replaced('refundLines', '2010-12-04', '2010-12-05'),
    });
    assert.deepEqual(
      differ.map((line) => line.slice(0, 10)),
      ['2010-12-04', '2010-12-05'],
    );
  });

  it('reports a quantity', async () => {
    const differ = await compare(replaced('refundLines', '2,5.1', '1,5.1'));
    assert.match(differ.join(), /1 refunds of 2 items, .*1 refunds of 1 items/);
  });
});

describe("the comparison of customers' value", () => {
  const differing = async (changed: Partial<Tables>) => {
    const [here, there] = [await sourceFigures(file), await salesforce(changed)];
    return customersThatDiffer(here.values, there.values);
  };

  it('reports a penny, an order, and a customer without any', async () => {
    const penny = await differing(replaced('values', '10.2', '10.21'));
    assert.deepEqual(penny, [
      '17850: source has 1 orders worth 10.2 GBP, Salesforce has 1 orders worth 10.21 GBP',
    ]);
    assert.equal((await differing(replaced('values', ',1', ',2'))).length, 1);
    const none = await differing({ values: tables.values.slice(0, 1) });
    assert.match(none.join(), /Salesforce has nothing/);
  });

  it('reports another currency and a customer whom nobody knows', async () => {
    const row = (key: string) => `shopify:a:${key},EUR,1,1`;
    const values = [...tables.values, row('17850'), row('1')];
    assert.equal((await differing({ values })).length, 2);
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
    assert.deepEqual(
      [figures.refunds, figures.refunded, figures.refundedFrom],
      [2_703, { GBP: '225413.04' }, { lines: 5_156, sum: '-225413.04' }],
    );
    assert.deepEqual(figures.notLoaded['cancellation without an order'], {
      ...{ lines: 1_496, sum: '-334260.07' },
    });
    assert.deepEqual(figures.rejected, []);
  },
);
