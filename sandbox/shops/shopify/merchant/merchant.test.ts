import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { SeedRecord } from '../../seed.ts';
import { Refused } from '../index.ts';
import { toSecond } from '../records.ts';
import type { Change } from '../store.ts';
import { checkoutSeed, customerSeed, productSeed, shippedOrder, testShop } from '../testing.ts';

const now = '2026-04-01T09:00:00Z';
const product: SeedRecord = {
  ...productSeed,
  variants: [
    { id: '71', sku: 'MUG-RED', title: 'Red', price: '10.00' },
    { id: '72', sku: 'MUG-SGR', title: 'Sage green', price: '12.50' },
  ],
};
const archived: SeedRecord = {
  ...productSeed,
  id: '8',
  status: 'ARCHIVED',
  variants: [{ id: '81', title: 'Blue', price: '3' }],
};
const other: SeedRecord = { ...customerSeed, id: '5', firstName: 'E.', email: 'e@example.com' };

async function open(t: TestContext, more: SeedRecord[] = []) {
  const { shop, ask } = await testShop(t, {
    seed: [customerSeed, other, product, archived, ...more],
    now: () => new Date(now),
  });
  const changes: Change[] = [];
  shop.store.onChange = (change) => void changes.push(change);
  return { shop, merchant: shop.merchant, ask, changes };
}
const emma = { customerId: '17850' };
const items = [
  { variantId: '71', quantity: 2 },
  { variantId: '72', quantity: 1 },
  { variantId: '71', quantity: 1 },
];

test('an order has numbers of its own, the prices of the shop, and its charges', async (t) => {
  const { merchant, changes, shop } = await open(t, [shippedOrder(1)]);
  const order = merchant.placeOrder({ ...emma, items, discountCode: ' welcome10 ' });
  const { id, name, email, total, discount, shipping, tax } = order;
  // 42.50 − 4.25 + 3.95, and a fifth on top of it.
  assert.deepEqual(
    { id, name, email, total, discount, shipping, tax },
    {
      ...{ id: '1002', name: '#1001', email: 'emma@example.com', total: '50.64' },
      ...{ discount: '4.25', shipping: '3.95', tax: '8.44' },
    },
  );
  assert.deepEqual(
    order.lines.map((line) => [line.sku, line.quantity, line.unitPrice]),
    [
      ['MUG-RED', 3, '10.00'],
      ['MUG-SGR', 1, '12.50'],
    ],
  );
  assert.equal(order.shippingAddress?.city, 'York', 'where the last one went');
  assert.equal(order.updatedAt, toSecond(now));
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ['Order', 'Customer'],
  );
  assert.equal(shop.store.customers.get('17850')?.updatedAt, toSecond(now));
  const guest = merchant.placeOrder({ email: 'g@example.com', items, payment: 'pending' });
  assert.deepEqual(
    [guest.name, guest.customerId, guest.financialStatus],
    ['#1002', null, 'PENDING'],
  );
  assert.equal(new Set([...order.lines, ...guest.lines].map((line) => line.id)).size, 4);
});

test('a cart is left, changed and bought', async (t) => {
  const { merchant, shop } = await open(t, [checkoutSeed(1)]);
  const cart = merchant.abandonCart({ ...emma, items: items.slice(0, 1) });
  assert.deepEqual([cart.name, cart.total, cart.completedAt], ['#9002', '20', null]);
  const changed = merchant.changeCart(cart.id, items);
  assert.deepEqual([changed.total, changed.lines[0]?.id], ['42.5', cart.lines[0]?.id]);
  assert.equal(changed.createdAt, cart.createdAt);
  const order = merchant.completeCart(cart.id);
  assert.deepEqual([order.customerId, order.subtotal, order.lines.length], ['17850', '42.5', 2]);
  assert.equal(shop.store.checkouts.get(cart.id)?.completedAt, order.processedAt);
  assert.throws(() => merchant.completeCart(cart.id), /#9002 has been bought already/);
  assert.throws(() => merchant.completeCart('9001'), /Gift wrap in #9001 is no longer sold/);
});

test('parcels go out, in part and whole, and arrive', async (t) => {
  const { merchant } = await open(t);
  const { id, lines } = merchant.placeOrder({ ...emma, items });
  const parts = [{ lineId: lines[0]!.id, quantity: 2 }];
  const tracking = { trackingCompany: 'DPD', trackingNumber: '15 0' };
  const first = merchant.ship(id, { parts, ...tracking });
  assert.equal(first.fulfillmentStatus, 'PARTIALLY_FULFILLED');
  const [parcel] = first.fulfillments;
  assert.deepEqual(
    [parcel?.name, parcel?.displayStatus, parcel?.trackingUrl, parcel?.lines[0]?.quantity],
    ['#1001-F1', 'IN_TRANSIT', 'https://track.dpd.co.uk/parcels/15%200', 2],
  );
  assert.throws(() => merchant.ship(id, { parts }), /1 of Mug can be sent, not 2/);
  assert.equal(merchant.deliver(id, parcel!.id).fulfillments[0]?.displayStatus, 'DELIVERED');
  const whole = merchant.ship(id);
  assert.equal(whole.fulfillmentStatus, 'FULFILLED');
  assert.deepEqual(
    whole.fulfillments[1]?.lines.map(({ quantity }) => quantity),
    [1, 1],
  );
  assert.throws(() => merchant.ship(id), /Nothing of #1001 is left/);
  const there = merchant.deliver(id);
  assert.ok(there.fulfillments.every(({ deliveredAt }) => deliveredAt === toSecond(now)));
  assert.throws(() => merchant.deliver(id), /No parcel of #1001 is on its way/);
});

test('refunds of lines carry their share of discount and tax; the rest takes it to the penny', async (t) => {
  const { merchant } = await open(t);
  const { id, lines, total } = merchant.placeOrder({ ...emma, items, discountCode: 'WELCOME10' });
  const parts = [{ lineId: lines[0]!.id, quantity: 1 }];
  const part = merchant.refund(id, { parts, note: 'Broken' });
  // 10 − a tenth, and a fifth on top of it.
  assert.deepEqual(
    [part.financialStatus, part.refunded, part.refunds[0]?.lines[0]?.amount],
    ['PARTIALLY_REFUNDED', '10.8', '9.00'],
  );
  assert.throws(
    () => merchant.refund(id, { parts: [{ lineId: lines[0]!.id, quantity: 3 }] }),
    /2 of Mug can be paid back, not 3/,
  );
  const whole = merchant.refund(id);
  assert.deepEqual([whole.financialStatus, whole.refunded], ['REFUNDED', total]);
  assert.deepEqual(
    whole.refunds[1]?.lines.map(({ quantity }) => quantity),
    [2, 1],
  );
  assert.throws(() => merchant.refund(id), /#1001 has been paid back already/);
  assert.throws(() => merchant.ship(id), /Nothing of #1001 is left/);
});

test('an order is cancelled before it is sent, and what was paid goes back', async (t) => {
  const { merchant } = await open(t);
  const paid = merchant.cancel(merchant.placeOrder({ ...emma, items }).id);
  assert.deepEqual(
    [paid.cancelledAt, paid.financialStatus, paid.refunded],
    [toSecond(now), 'REFUNDED', paid.total],
  );
  assert.throws(() => merchant.cancel(paid.id), /cancelled already/);
  const open_ = merchant.cancel(merchant.placeOrder({ ...emma, items, payment: 'failed' }).id);
  assert.deepEqual([open_.financialStatus, open_.refunds], ['VOIDED', []]);
  const kept = merchant.cancel(merchant.placeOrder({ ...emma, items }).id, { refund: false });
  assert.equal(kept.financialStatus, 'PAID');
  const sent = merchant.ship(merchant.placeOrder({ ...emma, items }).id);
  assert.throws(() => merchant.cancel(sent.id), /has been sent/);
  merchant.deleteOrder(sent.id);
  assert.throws(() => merchant.deleteOrder(sent.id), /no order/);
});

test('customers are added, edited and merged', async (t) => {
  const { merchant, shop, changes } = await open(t, [checkoutSeed(1)]);
  const { id } = merchant.addCustomer({ firstName: 'Ada', email: 'ada@example.com' });
  assert.equal(merchant.editCustomer(id, { lastName: 'King' }).firstName, 'Ada');
  const order = merchant.placeOrder({ ...emma, items });
  changes.length = 0;
  merchant.mergeCustomers('5', '17850');
  assert.equal(shop.store.customers.has('17850'), false);
  assert.equal(shop.store.orders.get(order.id)?.customerId, '5');
  assert.equal(shop.store.checkouts.get('9001')?.customerId, '5');
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ['Order', 'AbandonedCheckout', 'Customer', 'Customer', 'CustomerMerge'],
  );
  assert.throws(() => merchant.mergeCustomers('5', '5'), /with themselves/);
  assert.throws(() => shop.store.removeCustomer('5'), /has #1001 in the shop/);
});

test('what cannot be is refused and changes nothing', async (t) => {
  const { merchant, shop } = await open(t);
  const refused: readonly (readonly [() => unknown, RegExp])[] = [
    [() => merchant.placeOrder({ items }), /guest needs an e-mail/],
    [() => merchant.placeOrder({ ...emma, items: [] }), /Nothing is in the cart/],
    [
      () => merchant.placeOrder({ ...emma, items: [{ variantId: '71', quantity: 0 }] }),
      /no quantity/,
    ],
    [
      () => merchant.placeOrder({ ...emma, items: [{ variantId: '81', quantity: 1 }] }),
      /not for sale/,
    ],
    [
      () => merchant.placeOrder({ ...emma, items: [{ variantId: '99', quantity: 1 }] }),
      /no product variant 99/,
    ],
    [
      () => merchant.placeOrder({ ...emma, items, discountCode: 'FREE' }),
      /FREE is no discount code/,
    ],
    [() => merchant.placeOrder({ customerId: '99', items }), /no customer 99/],
    [
      () => merchant.refund(merchant.placeOrder({ ...emma, items, payment: 'pending' }).id),
      /never paid/,
    ],
  ];
  for (const [act, message] of refused) {
    assert.throws(act, (error) => error instanceof Refused && message.test(error.message));
  }
  assert.equal(shop.store.orders.size, 1);
});
