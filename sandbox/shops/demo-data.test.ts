import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoSeed } from './demo-data.ts';
import { testShop } from './shopify/testing.ts';

const now = new Date('2026-06-15T12:00:00Z');

test('the same day gives the same shop', () => {
  assert.deepEqual([...demoSeed({ now })], [...demoSeed({ now })]);
});

test('has as many customers and orders as asked for, none in the future', () => {
  const records = [...demoSeed({ now, customers: 300, orders: 4000 })];
  const orders = records.filter(({ type }) => type === 'order');
  assert.equal(orders.length, 4000);
  assert.equal(records.filter(({ type }) => type === 'customer').length, 300);
  for (const record of records) {
    if (record.type === 'shop') continue;
    assert.ok(record.updatedAt <= now.toISOString() && record.createdAt <= record.updatedAt);
  }
});

test('money adds up, and what is sent, delivered or given back has happened', () => {
  let refunds = 0;
  for (const order of [...demoSeed({ now })]) {
    if (order.type !== 'order') continue;
    for (const parcel of order.fulfillments ?? []) {
      assert.ok(order.processedAt <= parcel.createdAt, order.name);
      assert.ok((parcel.deliveredAt ?? parcel.createdAt) <= now.toISOString());
      assert.match(parcel.trackingUrl ?? '', /^https:/);
    }
    for (const { createdAt, amount } of order.refunds ?? []) {
      assert.ok(order.processedAt < createdAt && createdAt <= order.updatedAt);
      assert.ok(Number(amount) > 0);
      refunds++;
    }
    assert.equal(order.financialStatus.endsWith('REFUNDED'), (order.refunds ?? []).length > 0);
  }
  assert.equal(refunds, 3);
});

test('fits a shop and holds the people the demo tells of', async (t) => {
  const { shop } = await testShop(t, { seed: demoSeed({ now }), now: () => now });
  const { customers, orders, ordersOf } = {
    customers: [...shop.store.customers.values()],
    orders: [...shop.store.orders.values()],
    ordersOf: (first: string) => {
      const { id } = customers.find(({ firstName }) => firstName === first)!;
      return shop.store.ordersOf(id);
    },
  };
  assert.deepEqual([customers.length, orders.length], [60, 600]);
  assert.ok(ordersOf('Emma').length > 15);
  assert.ok(ordersOf('Priya').every(({ lines }) => lines.length >= 30));
  assert.ok(ordersOf('Tom').some(({ financialStatus }) => financialStatus === 'EXPIRED'));
  assert.ok(
    ordersOf('Aisha').some(({ financialStatus }) => financialStatus === 'PARTIALLY_REFUNDED'),
  );
  assert.equal(ordersOf('Gordon')[0]?.lines.length, 1000);
  assert.equal(ordersOf('Lucy').length, 1);
  assert.equal(ordersOf('Oliver').length, 0);
  assert.ok(ordersOf('Marcus').some(({ cancelledAt }) => cancelledAt !== null));
  const parcels = (first: string) =>
    ordersOf(first).flatMap(({ fulfillments }) => fulfillments.map((one) => one.displayStatus));
  assert.deepEqual(parcels('Lucy'), ['IN_TRANSIT']);
  assert.ok(parcels('Emma').includes('DELIVERED') && parcels('Marcus').includes('DELAYED'));
  const [part, whole] = ordersOf('Aisha')
    .filter(({ refunds }) => refunds.length > 0)
    .sort((a, b) => Number(a.refunded) / Number(a.total) - Number(b.refunded) / Number(b.total));
  assert.ok(Number(part!.refunded) < Number(part!.total) && whole!.refunded === whole!.total);
  assert.ok(
    ordersOf('Marcus').some(({ cancelledAt, refunds }) => cancelledAt && refunds.length === 1),
  );
  assert.ok(orders.some(({ customerId, email }) => customerId === null && email));
  assert.ok(orders.some(({ lines }) => lines.some(({ title }) => title.length > 200)));
});
