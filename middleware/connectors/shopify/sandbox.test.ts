import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SeedRecord } from '../../../sandbox/shops/seed.ts';
import { startShop, type Shop } from '../../../sandbox/shops/shopify/index.ts';
import type { ModelName } from '../../model/index.ts';
import { connectorContract } from '../connector-contract.ts';
import type { Deliveries } from '../webhooks-contract.ts';
import { signedDeliveries, webhookSecret } from './fixtures/deliveries.ts';
import { open, readAll, testIo } from './fixtures/open.ts';
import { gid } from './fixtures/records.ts';

const long = '2011-06-01T12:00:00Z';
const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const customer = (id: number) => ({
  id: String(id),
  firstName: 'Ada',
  lastName: 'Byron',
  email: `ada.${id}@example.com`,
  countryCode: 'GB',
  createdAt: long,
  updatedAt: long,
  state: 'ENABLED' as const,
});

const order = (id: number, lines: number) => ({
  id: String(id),
  name: `#${id}`,
  customerId: id % 3 === 0 ? null : '1',
  email: 'ada@example.com',
  createdAt: long,
  updatedAt: long,
  processedAt: long,
  currency: 'GBP',
  financialStatus: 'PAID' as const,
  fulfillmentStatus: 'FULFILLED' as const,
  lines: range(lines).map((n) => ({
    id: String(id * 1000 + n),
    sku: '85123A',
    title: 'T-light holder',
    quantity: 6,
    unitPrice: '2.55',
    productId: '7',
  })),
});

/** Sent in two parcels, and the first line given back. */
const sentAndRefunded = (id: number) => ({
  ...order(id, 2),
  financialStatus: 'PARTIALLY_REFUNDED' as const,
  discount: '5.00',
  discountCodes: ['WELCOME10'],
  shipping: '3.95',
  tax: '1.20',
  channel: 'Online Store',
  shippingAddress: { name: 'Ada Byron', street: '12 St James Square', city: 'London' },
  fulfillments: [1, 2].map((n) => ({
    id: String(id * 10 + n),
    status: 'SUCCESS' as const,
    displayStatus: 'DELIVERED' as const,
    createdAt: long,
    deliveredAt: '2011-06-03T10:00:00Z',
    trackingCompany: 'Royal Mail',
    trackingNumber: `RM${n}`,
    trackingUrl: `https://track.example/RM${n}`,
    lines: [{ id: String(id * 100 + n), lineId: String(id * 1000 + n), quantity: 6 }],
  })),
  refunds: [
    {
      id: String(id),
      createdAt: '2011-06-30T23:30:00Z',
      note: 'Arrived broken',
      amount: '15.30',
      lines: [{ id: String(id), lineId: String(id * 1000 + 1), quantity: 6, amount: '15.30' }],
    },
  ],
});

const product = (id: number) => ({
  id: String(id),
  title: 'T-light holder',
  createdAt: long,
  updatedAt: long,
  variants: range(id * 20).map((n) => ({
    id: String(id * 100 + n),
    sku: '85123A',
    title: 'Default Title',
    price: '2.55',
  })),
});

const cart = (id: number, lines: number) => ({
  id: String(id),
  customerId: id % 3 === 0 ? null : '1',
  email: null,
  createdAt: long,
  updatedAt: long,
  completedAt: id % 2 === 0 ? long : null,
  currency: 'GBP',
  lines: order(id, lines).lines,
});

const orderOf = (id: number) => (id > 10 ? sentAndRefunded(id) : order(id, id === 5 ? 705 : id));

const giftshop: SeedRecord = {
  type: 'shop',
  id: '63001',
  name: 'Gift shop',
  currency: 'GBP',
  timeZone: 'Europe/London',
  domain: 'giftshop.myshopify.com',
};

/** The simulated shop executes each query against Shopify's own schema, with Shopify's limits. */
function start(): Promise<Shop> {
  const seed: SeedRecord[] = [
    ...range(1_100).map((id) => ({ type: 'customer' as const, ...customer(id) })),
    ...range(7).map((id) => ({ type: 'product' as const, ...product(id) })),
    ...range(30).map((id) => ({ type: 'order' as const, ...orderOf(id) })),
    ...range(60).map((id) => ({ type: 'checkout' as const, ...cart(id, id % 20) })),
  ];
  return startShop({ seed: [giftshop, ...seed], plan: 2000, clientSecret: webhookSecret });
}

/** Where the shop keeps the records of a kind, to spoil one. */
function recordsOf({ store }: Shop, kind: ModelName): Map<string, object> {
  const { customers, products, orders, checkouts } = store;
  return { customer: customers, product: products, order: orders, cart: checkouts }[kind];
}

function change({ store }: Shop, kind: ModelName): void {
  if (kind === 'customer') store.upsertCustomer(customer(2));
  else if (kind === 'product') store.upsertProduct(product(2));
  else if (kind === 'order') store.upsertOrder(order(2, 40));
  else store.upsertCheckout(cart(2, 40));
}

function remove({ store }: Shop, kind: ModelName): void {
  if (kind === 'customer') store.removeCustomer('2');
  else if (kind === 'product') store.removeProduct('2');
  else if (kind === 'order') store.removeOrder('2');
  else store.removeCheckout('2');
}

function deliveriesOf({ webhooks: { subscriptions } }: Shop): Deliveries {
  const url = 'https://orderlens.example/webhooks/giftshop';
  const at = (uri: string) => [...subscriptions.values()].filter((one) => one.uri === uri);
  return {
    ...signedDeliveries,
    url,
    subscriptions: () => {
      const addresses = [...subscriptions.values()].map(({ uri }) => uri);
      return { here: at(url).length, elsewhere: addresses.filter((uri) => uri !== url) };
    },
    move: () => {
      const id = gid('WebhookSubscription', at(url)[0]?.id ?? '');
      subscriptions.update(id, { uri: url.replace('orderlens', 'before') });
    },
  };
}

/** Waits for real: the shop's points do come back only with time. */
const realIo = () => ({
  ...testIo(),
  sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, Math.min(ms, 50))),
});

connectorContract('Shopify, simulated by its own schema', async () => {
  const shop = await start();
  const ids = (count: number) => range(count).map(String);
  return {
    source: open(shop.url, realIo(), shop.accessToken),
    store: 'giftshop',
    ids: { customer: ids(1_100), product: ids(7), order: ids(30), cart: ids(60) },
    deliveries: deliveriesOf(shop),
    change: (kind) => {
      change(shop, kind);
      return Promise.resolve('2');
    },
    remove: (kind) => {
      remove(shop, kind);
      return Promise.resolve('2');
    },
    spoil: (kind) => {
      const records = recordsOf(shop, kind);
      const [id, record] = [...records][1] ?? ['', {}];
      // Carts are found by when they changed, the others are all read.
      const field = kind === 'cart' ? 'createdAt' : 'updatedAt';
      records.set(id, { ...record, [field]: 'some day' });
      return Promise.resolve(id);
    },
    refused: () => open(shop.url, realIo(), 'shpat_wrong'),
    close: () => shop.close(),
  };
});

describe('Shopify, simulated by its own schema', () => {
  it('gives the same by bulk operation and by pages', async () => {
    const shop = await start();
    try {
      const source = open(shop.url, realIo(), shop.accessToken);
      const since = '{"kind":"delta","updatedAt":"2010-01-01T00:00:00.000Z"}';
      const byId = (a: { ref: { id: string } }, b: { ref: { id: string } }) =>
        a.ref.id < b.ref.id ? -1 : 1;
      for (const kind of ['customer', 'product', 'order'] as const) {
        const bulk = await readAll(source, kind);
        const paged = await readAll(source, kind, since);
        assert.deepEqual([...bulk.rejected, ...paged.rejected], []);
        assert.deepEqual(bulk.records.toSorted(byId), paged.records.toSorted(byId));
      }
    } finally {
      await shop.close();
    }
  });

  it('tells the rest of an order, its shipments and refunds', async () => {
    const seed: SeedRecord[] = [
      { type: 'customer', ...customer(1) },
      { type: 'product', ...product(7) },
      { type: 'order', ...sentAndRefunded(4711) },
    ];
    const shop = await startShop({ seed, plan: 2000, timeZone: 'Europe/London' });
    try {
      const [read] = (await readAll(open(shop.url, realIo(), shop.accessToken), 'order')).records;
      const money = [read?.subtotal, read?.discount, read?.shipping, read?.tax, read?.total];
      assert.deepEqual(
        [...money, read?.refunded].map((one) => one?.amount),
        ['30.6', '5', '3.95', '1.2', '30.75', '15.3'],
      );
      assert.deepEqual(read?.discountCodes, ['WELCOME10']);
      assert.equal(read.channel, 'Online Store');
      assert.equal(read.shippingAddress?.city, 'London');
      assert.equal(read.shippingAddress.countryCode, null);
      assert.deepEqual(
        read.shipments.map(({ status, trackingUrl, lines }) => [
          status,
          trackingUrl,
          lines[0]?.orderLine.id,
        ]),
        [
          ['delivered', 'https://track.example/RM1', '4711001'],
          ['delivered', 'https://track.example/RM2', '4711002'],
        ],
      );
      const [refund] = read.refunds;
      assert.deepEqual([refund?.refundedOn, refund?.amount.amount], ['2011-07-01', '15.3']);
      assert.equal(refund?.lines[0]?.orderLine?.id, '4711001');
    } finally {
      await shop.close();
    }
  });

  it('takes a broken download up again, and says why an operation failed', async () => {
    let breaks = 3;
    const shop = await startShop({
      seed: range(1_100).map((id) => ({ type: 'customer' as const, ...customer(id) })),
      plan: 2000,
      onRequest: ({ path }) =>
        path.startsWith('/bulk/') && breaks-- > 0 ? { breakAfterBytes: 40_000 } : undefined,
    });
    try {
      const source = open(shop.url, realIo(), shop.accessToken);
      assert.equal((await readAll(source, 'customer')).ids.length, 1_100);
      assert.ok(breaks < 0);
      shop.failNextBulk({ errorCode: 'TIMEOUT', afterRootObjects: 10 });
      await assert.rejects(readAll(source, 'customer'), {
        kind: 'unavailable',
        message: /store "giftshop".*FAILED \(TIMEOUT\)/,
      });
    } finally {
      await shop.close();
    }
  });

  it('says which scopes are missing', async () => {
    const shop = await startShop({ scopes: ['read_orders'], plan: 2000 });
    try {
      const source = open(shop.url, realIo(), shop.accessToken);
      const { warnings } = await source.check();
      assert.ok(warnings.some((text) => text.includes('read_all_orders')));
      await assert.rejects(readAll(source, 'customer'), { kind: 'auth' });
    } finally {
      await shop.close();
    }
  });
});
