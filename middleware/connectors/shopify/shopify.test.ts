import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectorContract } from '../connector-contract.ts';
import { open, readAll, testIo } from './fixtures/open.ts';
import { signedDeliveries } from './fixtures/deliveries.ts';
import { cart, customer, gid, jsonl, line, order, product, type Wire } from './fixtures/records.ts';
import { startFixtureShop, shopForEach } from './fixtures/shop-server.ts';

const many = (count: number, make: (id: number) => Wire) =>
  Array.from({ length: count }, (_, index) => make(index + 1));
const idsOf = (records: readonly Wire[] = []) =>
  records.map(({ id }) => String(id).replace(/.*\//, ''));
const roots = {
  customer: 'customers',
  product: 'products',
  order: 'orders',
  cart: 'abandonedCheckouts',
} as const;

connectorContract('Shopify', async () => {
  const shop = await startFixtureShop({
    customers: many(1_100, (id) => customer(id)),
    products: many(3, (id) => product(id)),
    orders: many(12, (id) => order(id, id)),
    abandonedCheckouts: many(60, (id) => cart(id, id % 20)),
  });
  const url = 'https://orderlens.example/webhooks/giftshop';
  const queue = 'pubsub://project:topic';
  shop.subscriptions.push({
    id: gid('WebhookSubscription', 900),
    topic: 'ORDERS_CREATE',
    uri: queue,
  });
  const found = (kind: keyof typeof roots) => shop.records[roots[kind]]?.[1] ?? {};
  return {
    source: open(shop.url),
    store: 'giftshop',
    ids: {
      customer: idsOf(shop.records['customers']),
      product: idsOf(shop.records['products']),
      order: idsOf(shop.records['orders']),
      cart: idsOf(shop.records['abandonedCheckouts']),
    },
    change: (kind) => {
      found(kind)['updatedAt'] = new Date().toISOString();
      return Promise.resolve('2');
    },
    spoil: (kind) => {
      found(kind)['updatedAt'] = 'some day';
      return Promise.resolve('2');
    },
    remove: (kind) => {
      shop.records[roots[kind]]?.splice(1, 1);
      return Promise.resolve('2');
    },
    deliveries: {
      ...signedDeliveries,
      url,
      subscriptions: () => {
        const addresses = shop.subscriptions.map(({ uri }) => uri);
        return {
          here: addresses.filter((uri) => uri === url).length,
          elsewhere: addresses.filter((uri) => uri !== url),
        };
      },
      move: () => {
        const [, ours] = shop.subscriptions;
        if (ours) ours.uri = ours.uri.replace('orderlens.example', 'before.example');
      },
    },
    refused: () => open(shop.url, testIo(), 'shpat_wrong'),
    close: () => shop.close(),
  };
});

describe('Shopify', () => {
  const shop = shopForEach();

  it('reads an order with 705 lines in bulk and as a change', async () => {
    shop.records['orders'] = [order(1, 2), order(2, 705), order(3, 0)];
    const source = open(shop.url);
    const bulk = await readAll(source, 'order');
    assert.deepEqual(
      bulk.records.map(({ lines }) => lines.length),
      [2, 705, 0],
    );
    const changed = new Date().toISOString();
    for (const record of shop.records['orders']) record['updatedAt'] = changed;
    const delta = await readAll(source, 'order', bulk.pages.at(-1)?.cursor);
    const lines = delta.records.map((record) => record.lines);
    assert.deepEqual(
      lines.map(({ length }) => length),
      [2, 705, 0],
    );
    assert.equal(new Set(lines[1]?.map(({ ref }) => ref.id)).size, 705);
    assert.equal(lines[1]?.at(-1)?.position, 705);
  });

  it('completes an order whose lines were cut short in the bulk result', async () => {
    shop.records['orders'] = [order(1, 3), order(2, 3)];
    shop.faults.file = (text) => text.split('\n').toSpliced(2, 1).join('\n');
    shop.faults.operation = (told) => ({ ...told, objectCount: '7', fileSize: null });
    const { records, rejected } = await readAll(open(shop.url), 'order');
    assert.deepEqual(
      records.map(({ lines }) => lines.length),
      [3, 3],
    );
    assert.deepEqual(rejected, []);
  });

  it('says that an order was deleted while it was read', async () => {
    shop.records['orders'] = [order(1, 1), order(2, 1, { subtotalLineItemsQuantity: 99 })];
    shop.faults.graphql = ({ document }) => {
      if (document.includes('OrderOne')) shop.records['orders'] = [];
    };
    const { ids, gone } = await readAll(open(shop.url), 'order');
    assert.deepEqual([ids, gone], [['1'], ['2']]);
  });

  it('reads an empty shop', async () => {
    shop.records['orders'] = [];
    const { pages, ids } = await readAll(open(shop.url), 'order');
    assert.deepEqual(ids, []);
    assert.match(pages.at(-1)?.cursor ?? '', /"kind":"delta"/);
  });

  it('begins a delta five minutes before the shop said the last read began', async () => {
    shop.records['customers'] = many(150, (id) => customer(id));
    const source = open(shop.url);
    const { pages } = await readAll(source, 'customer');
    assert.equal(pages[0]?.readAt, '2026-01-02T03:04:05.000Z');
    await readAll(source, 'customer', pages.at(-1)?.cursor);
    assert.equal(shop.calls.at(-1)?.variables['query'], "updated_at:>='2026-01-02T02:59:05.000Z'");
  });

  it('goes on in the midst of a delta', async () => {
    shop.records['customers'] = many(350, (id) => customer(id));
    const source = open(shop.url);
    const since = '{"kind":"delta","updatedAt":"2011-01-01T00:00:00.000Z"}';
    const whole = await readAll(source, 'customer', since);
    assert.equal(whole.pages.length, 4);
    const rest = await readAll(source, 'customer', whole.pages[1]?.cursor);
    assert.deepEqual(rest.ids, whole.ids.slice(200));
    const { updatedAt } = JSON.parse(rest.pages.at(-1)?.cursor ?? '') as { updatedAt: string };
    assert.ok(updatedAt >= (whole.pages[0]?.readAt ?? ''));
  });

  it('pages beyond what one query can reach', async () => {
    shop.records['customers'] = many(20_250, (id) => customer(id));
    const since = '{"kind":"delta","updatedAt":"2011-01-01T00:00:00.000Z"}';
    const { ids } = await readAll(open(shop.url), 'customer', since);
    assert.equal(new Set(ids).size, 20_250);
    assert.ok(Math.max(...shop.calls.map(({ variables }) => Number(variables['after']))) < 20_000);
  });

  it('closes a page before it grows too heavy', async () => {
    shop.records['orders'] = many(4, (id) =>
      order(id, 0, {
        subtotalLineItemsQuantity: 0,
        lineItems: many(6_000, (n) => line(id * 10_000 + n)),
      }),
    );
    const { pages } = await readAll(open(shop.url), 'order');
    assert.deepEqual(
      pages.map(({ records }) => records.length),
      [2, 2],
    );
  });

  it('takes up a bulk result by Range where it stopped, even if it has to skip', async () => {
    shop.records['customers'] = many(1_200, (id) => customer(id, { firstName: 'Åsa' }));
    const source = open(shop.url);
    const whole = await readAll(source, 'customer');
    const { offset } = JSON.parse(whole.pages[0]?.cursor ?? '') as { offset: number };
    const rest = await readAll(source, 'customer', whole.pages[0]?.cursor);
    assert.equal(shop.ranges.at(-1), `bytes=${offset}-`);
    assert.deepEqual(rest.ids, whole.ids.slice(500));
    const text = jsonl(shop.records['customers']);
    shop.faults.download = (_request, response) => response.writeHead(200).end(text);
    const skipped = await readAll(source, 'customer', whole.pages[0]?.cursor);
    assert.deepEqual(skipped.ids, whole.ids.slice(500));
  });

  it('starts anew where the earlier result is gone', async () => {
    shop.records['customers'] = many(600, (id) => customer(id));
    const source = open(shop.url);
    const cursor = (await readAll(source, 'customer')).pages[0]?.cursor;
    for (const status of ['EXPIRED', 'FAILED']) {
      let asked = 0;
      shop.faults.operation = (told) => (++asked === 1 ? { ...told, status } : told);
      assert.equal((await readAll(source, 'customer', cursor)).ids.length, 600);
    }
    shop.faults = {};
    let fetched = 0;
    shop.faults.download = (_request, response) =>
      ++fetched === 1 && response.writeHead(403).end('<Error>expired</Error>');
    assert.equal((await readAll(source, 'customer', cursor)).ids.length, 600);
  });

  it('warns of scopes that are missing and of history that is cut off', async () => {
    shop.faults.graphql = ({ document }, response) => {
      if (!document.includes('ShopInfo')) return;
      const report = {
        shop: {
          id: gid('Shop', 9),
          name: 'Gift shop',
          currencyCode: 'GBP',
          ianaTimezone: 'Europe/London',
          myshopifyDomain: 'other.myshopify.com',
          primaryDomain: { url: 'http://giftshop.example' },
        },
        currentAppInstallation: { accessScopes: [{ handle: 'write_orders' }] },
      };
      response.end(JSON.stringify({ data: report }));
      return true;
    };
    const { shopId, url, warnings } = await open(shop.url).check();
    assert.deepEqual([shopId, url], ['9', null]);
    const about = [
      'read_customers',
      'read_products',
      'read_fulfillments',
      'read_customer_merge',
      'read_all_orders',
      'other.myshopify.com',
    ];
    assert.equal(warnings.length, about.length);
    for (const [index, word] of about.entries()) assert.ok(warnings[index]?.includes(word));
    assert.match(warnings[4] ?? '', /60 days.*Partner Dashboard/);
  });
});
