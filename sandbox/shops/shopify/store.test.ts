import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startShop } from './index.ts';
import { customerSeed, orderSeed, productSeed, smallSeed, testShop } from './testing.ts';

function file(t: TestContext, name: string, content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'shop-seed-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const jsonl = (records: readonly object[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

test('is filled from a file, packed or not', async (t) => {
  const content = jsonl(smallSeed(3));
  for (const path of [
    file(t, 'seed.jsonl', content),
    file(t, 'seed.jsonl.gz', gzipSync(content)),
  ]) {
    const { shop } = await testShop(t, { seed: path });
    assert.equal(shop.store.orders.size, 3);
  }
});

const refunds = [
  {
    id: '5',
    createdAt: '2026-03-05T10:00:00Z',
    amount: '1',
    lines: [{ id: '6', lineId: '201', quantity: 1, amount: '1' }],
  },
];
const bad: readonly (readonly [string, object[], RegExp])[] = [
  ['a missing field', [{ type: 'customer', id: '1' }], /line 1: not a seed record \(createdAt/],
  ['an unknown kind', [customerSeed, { type: 'cart' }], /line 2: not a seed record/],
  ['money as a number', [customerSeed, orderSeed(1, { total: 5 as never })], /line 2: .*total/],
  [
    'a line of quantity 0',
    [customerSeed, orderSeed(1, { lines: [{ ...orderSeed(1).lines[0], quantity: 0 }] })],
    /line 2: .*lines\.0\.quantity/,
  ],
  [
    'the same order twice',
    [customerSeed, productSeed, orderSeed(1), orderSeed(1)],
    /line 4: order 1001 is there already/,
  ],
  [
    'the same line twice',
    [customerSeed, productSeed, orderSeed(1), { ...orderSeed(1), id: '5' }],
    /line 4: order line 101 is there already/,
  ],
  [
    'the same refund twice',
    [customerSeed, productSeed, orderSeed(1, { refunds: [...refunds, ...refunds] })],
    /line 3: refund 5 is there already/,
  ],
  [
    "a refund of another order's line",
    [customerSeed, productSeed, orderSeed(2), orderSeed(1, { refunds })],
    /line 4: refund 5 is of line 201, which order 1001 has not/,
  ],
  [
    'a customer who is not there',
    [productSeed, orderSeed(1)],
    /line 2: order 1001 is of customer 17850/,
  ],
  ['a product that is not there', [customerSeed, orderSeed(1)], /line 2: line 102 is of product 7/],
];
for (const [what, records, message] of bad) {
  test(`does not start with ${what}`, async (t) => {
    await assert.rejects(startShop({ seed: file(t, 'seed.jsonl', jsonl(records)) }), message);
  });
}

test('does not start with broken JSON or a broken archive', async (t) => {
  await assert.rejects(
    startShop({ seed: file(t, 'a.jsonl', '{"type":') }),
    /a\.jsonl line 1: not JSON/,
  );
  const cut = gzipSync(jsonl(smallSeed(50))).subarray(0, 200);
  await assert.rejects(
    startShop({ seed: file(t, 'b.jsonl.gz', cut) }),
    /b\.jsonl\.gz cannot be read to its end/,
  );
});

test('a total of its own and a refund show in the money fields', async (t) => {
  const order = orderSeed(1, {
    total: '30.00',
    refunded: '4.5',
    financialStatus: 'PARTIALLY_REFUNDED',
  });
  const { ask } = await testShop(t, { seed: [customerSeed, productSeed, order] });
  const amount = '{ shopMoney { amount } }';
  const { data } =
    await ask(`{ orders(first: 1) { nodes { totalPriceSet ${amount} subtotalPriceSet ${amount}
    totalRefundedSet ${amount} currentTotalPriceSet ${amount} } } }`);
  const values = Object.values(data.orders.nodes[0]).map(
    (bag) => (bag as { shopMoney: { amount: string } }).shopMoney.amount,
  );
  assert.deepEqual(values, ['30.0', '25.33', '4.5', '25.5']);
});

test('a change that does not fit leaves the shop as it was', async (t) => {
  const { shop } = await testShop(t, { seed: smallSeed(1) });
  assert.throws(() => shop.upsertOrder({ ...orderSeed(1), customerId: '99' }), /customer 99/);
  assert.equal(shop.store.orders.get('1001')?.customerId, '17850');
  assert.throws(() => shop.removeOrder('7'), /no order 7/);
});
