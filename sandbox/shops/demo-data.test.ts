import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoSeed } from './demo-data.ts';
import type { StoredCheckout, StoredOrder } from './shopify/records.ts';
import type { ShopStore } from './shopify/index.ts';
import { testShop } from './shopify/testing.ts';

const now = new Date('2026-06-15T12:00:00Z');

test('the same day gives the same shop, and quickly', () => {
  const began = performance.now();
  const first = [...demoSeed({ now })];
  assert.ok(performance.now() - began < 2000);
  assert.deepEqual(first, [...demoSeed({ now })]);
});

test('another day gives the same shop, moved', () => {
  const sizes = (at: Date) =>
    Map.groupBy(demoSeed({ now: at, orders: 500 }), ({ type }) => type)
      .entries()
      .map(([type, records]) => [type, records.length] as const)
      .filter(([type]) => type !== 'checkout')
      .toArray();
  assert.deepEqual(sizes(now), sizes(new Date('2031-02-03T04:05:06Z')));
});

test('has as many customers and orders as asked for, none in the future', () => {
  const records = [...demoSeed({ now, customers: 100, orders: 1200, months: 20 })];
  const orders = records.filter(({ type }) => type === 'order');
  assert.equal(orders.length, 1200);
  assert.equal(records.filter(({ type }) => type === 'customer').length, 100);
  for (const record of records) {
    if (record.type === 'shop') continue;
    assert.ok(record.updatedAt <= now.toISOString() && record.createdAt <= record.updatedAt);
  }
});

test('nobody buys before they are a customer, and customers have an address each of their own', () => {
  const records = [...demoSeed({ now })];
  const customers = records.filter((record) => record.type === 'customer');
  const since = new Map(customers.map(({ id, createdAt }) => [id, createdAt]));
  for (const record of records) {
    if (record.type !== 'order' || record.customerId === null) continue;
    assert.ok(since.get(record.customerId)! <= record.processedAt, record.name);
  }
  assert.equal(new Set(customers.map(({ email }) => email)).size, customers.length);
});

test('money adds up, and what is sent, delivered or given back has happened', async (t) => {
  const { shop } = await testShop(t, { seed: demoSeed({ now }), now: () => now });
  let refunds = 0;
  for (const order of shop.store.orders.values()) {
    for (const parcel of order.fulfillments) {
      assert.ok(order.processedAt <= parcel.createdAt, order.name);
      assert.ok((parcel.deliveredAt ?? parcel.createdAt) <= order.updatedAt);
      assert.match(parcel.trackingUrl ?? '', /^https:/);
    }
    for (const { createdAt, amount } of order.refunds) {
      assert.ok(order.processedAt < createdAt && createdAt <= order.updatedAt);
      assert.ok(Number(amount) > 0 && Number(amount) <= Number(order.total), order.name);
      refunds++;
    }
    assert.equal(order.financialStatus.endsWith('REFUNDED'), order.refunds.length > 0);
    assert.equal(order.financialStatus === 'REFUNDED', order.refunded === order.total, order.name);
  }
  assert.ok(refunds > 100);
});

test('sells more each year and most before Christmas, at plausible prices', async (t) => {
  const { shop } = await testShop(t, { seed: demoSeed({ now }), now: () => now });
  const orders = [...shop.store.orders.values()];
  const inMonth = (month: string) =>
    orders.filter(({ processedAt }) => processedAt.startsWith(month)).length;
  assert.ok(inMonth('2025-11') > 1.6 * inMonth('2025-07'));
  assert.ok(inMonth('2025-12') > inMonth('2024-12') && inMonth('2024-12') > inMonth('2023-12'));
  const totals = orders.map(({ total }) => Number(total)).sort((a, b) => a - b);
  const median = totals[totals.length / 2]!;
  assert.ok(median > 25 && median < 80, String(median));
  const [second, dearest] = totals.slice(-2);
  assert.ok(dearest! > 8000 && dearest! < 10_000, String(dearest));
  assert.ok(second! < 6000, String(second));
});

function ordersOf(store: ShopStore, first: string): readonly StoredOrder[] {
  const customer = store.customers.values().find(({ firstName }) => firstName === first);
  return store.ordersOf(customer!.id);
}

test('fits a shop and holds the people the demo tells of', async (t) => {
  const { shop } = await testShop(t, { seed: demoSeed({ now }), now: () => now });
  const { store } = shop;
  const orders = [...store.orders.values()];
  const of = (first: string) => ordersOf(store, first);
  assert.deepEqual([store.customers.size, orders.length, store.products.size], [300, 4000, 60]);
  const most = [...store.customers.values()].map(({ id }) => store.ordersOf(id).length);
  assert.equal(Math.max(...most), of('Emma').length, 'nobody buys more often than Emma');
  for (const buyer of ['Priya', 'Daniel', 'Siân']) {
    assert.ok(of(buyer).length >= 3 && of(buyer).every(({ lines }) => lines.length >= 10));
    const [{ email, shippingAddress }] = of(buyer) as [StoredOrder];
    assert.match(email ?? '', /@harrow-finch\.example$/);
    assert.equal(shippingAddress?.company, 'Harrow & Finch Interiors Ltd');
  }
  const statuses = (first: string) => of(first).map(({ financialStatus }) => financialStatus);
  assert.ok(statuses('Tom').includes('EXPIRED') && statuses('Tom').includes('PENDING'));
  assert.ok(statuses('Aisha').includes('PARTIALLY_REFUNDED'));
  assert.ok(statuses('Aisha').includes('REFUNDED'));
  assert.equal(of('Gordon')[0]?.lines.length, 1000);
  assert.equal(of('Lucy').length, 1);
  assert.equal(of('Oliver').length, 0);
  const parcels = (first: string) =>
    of(first).flatMap(({ fulfillments }) => fulfillments.map((one) => one.displayStatus));
  assert.deepEqual(parcels('Lucy'), ['IN_TRANSIT']);
  assert.ok(parcels('Emma').includes('DELIVERED') && parcels('Marcus').includes('DELAYED'));
  assert.ok(of('Marcus').some(({ cancelledAt, refunds }) => cancelledAt && refunds.length === 1));
  assert.ok(of('Marcus').some(({ financialStatus }) => financialStatus === 'VOIDED'));
  assert.ok(orders.some(({ customerId, email }) => customerId === null && email));
  assert.ok(orders.some(({ lines }) => lines.some(({ title }) => title.length > 200)));
  assert.ok(orders.some(({ fulfillments }) => fulfillments.length === 2));
  assert.deepEqual(
    new Set([...store.products.values()].map(({ status }) => status)),
    new Set(['ACTIVE', 'ARCHIVED', 'DRAFT']),
  );
});

test('carts stand in every state, and those that were bought became orders', async (t) => {
  const { shop } = await testShop(t, { seed: demoSeed({ now }), now: () => now });
  const { store } = shop;
  const stateOf = ({ completedAt, updatedAt }: StoredCheckout) => {
    if (completedAt !== null) return 'recovered';
    const hours = (now.getTime() - Date.parse(updatedAt)) / 3_600_000;
    return hours < 1 ? 'now' : hours < 30 * 24 ? 'abandoned' : 'lost';
  };
  const carts = [...store.checkouts.values()];
  const statesOf = (first: string) => {
    const customer = store.customers.values().find(({ firstName }) => firstName === first)!;
    return new Set(carts.filter(({ customerId }) => customerId === customer.id).map(stateOf));
  };
  const all = new Set(['recovered', 'now', 'abandoned', 'lost']);
  assert.deepEqual(statesOf('Emma'), all);
  assert.deepEqual(statesOf('Nora'), all);
  const ordered = new Map([...store.orders.values()].map((order) => [order.processedAt, order]));
  for (const cart of carts.filter(({ completedAt }) => completedAt !== null)) {
    const order = ordered.get(cart.completedAt!);
    assert.equal(Number(order?.total), Number(cart.total));
    assert.equal(order?.lines.length, cart.lines.length);
  }
  assert.ok(carts.some(({ customerId, email }) => customerId === null && email));
});
