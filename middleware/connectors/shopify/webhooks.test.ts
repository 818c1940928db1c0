import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { startShop } from '../../../sandbox/shops/shopify/index.ts';
import type { RawRequest, Received } from '../connector.ts';
import { webhookSecret } from './fixtures/deliveries.ts';
import { failure } from './fixtures/expect.ts';
import { open, testIo } from './fixtures/open.ts';
import { answer, shopForEach } from './fixtures/shop-server.ts';
import { shopify } from './index.ts';

const url = 'https://orderlens.example/webhooks/giftshop';

describe('subscribing to webhooks', () => {
  const shop = shopForEach();

  const ensure = (address = url) => open(shop.url).webhooks!.ensure(address);
  const topicsAt = (address: string) =>
    shop.subscriptions.filter(({ uri }) => uri === address).map(({ topic }) => topic);

  it('asks for what was changed and when, not for who the customer is', async () => {
    await ensure();
    const fields = shop.subscriptions.map(({ includeFields }) => includeFields?.join() ?? 'all');
    assert.deepEqual(
      new Set(fields),
      new Set(['id,updated_at', 'id,order_id,updated_at', 'id,order_id,created_at', 'all']),
    );
    const whole = shop.subscriptions.filter(({ includeFields }) => !includeFields);
    assert.ok(whole.every(({ topic }) => /_DELETE$|_MERGE$/.test(topic)));
  });

  it('adds what was lost, and finds what stands on a later page', async () => {
    const first = await ensure();
    assert.ok(first.length > 10);
    shop.subscriptions.splice(3, 1);
    assert.equal((await ensure()).length, 1);
    assert.deepEqual(await ensure(), []);
    assert.equal(new Set(topicsAt(url)).size, first.length);
  });

  it('moves what went to the same path elsewhere, and leaves the rest alone', async () => {
    const others = ['https://other.example/hooks', 'pubsub://project:topic', 'arn:aws:events:x'];
    for (const uri of others)
      shop.subscriptions.push({
        id: `gid://shopify/WebhookSubscription/9${uri.length}`,
        topic: 'ORDERS_CREATE',
        uri,
      });
    await ensure('https://before.example/webhooks/giftshop');
    const done = await ensure();
    assert.match(
      done[0] ?? '',
      /orders\/delete went to https:\/\/before\.example.* go to https:\/\/orderlens/,
    );
    assert.deepEqual(topicsAt('https://before.example/webhooks/giftshop'), []);
    assert.deepEqual(
      others.map(topicsAt),
      others.map(() => ['ORDERS_CREATE']),
    );
  });

  it('leaves out what the app has no scope for', async () => {
    const { scopes } = shop;
    shop.scopes = ['read_orders', 'write_customers'];
    await ensure();
    shop.scopes = scopes;
    const topics = topicsAt(url);
    assert.ok(topics.includes('CHECKOUTS_UPDATE') && topics.includes('CUSTOMERS_UPDATE'));
    assert.ok(!topics.some((topic) => /^(FULFILLMENTS|PRODUCTS)|MERGE/.test(topic)));
  });

  it('says which topic was refused, and why', async () => {
    const userErrors = [{ field: ['uri'], message: 'Address is not allowed' }];
    shop.faults.graphql = ({ document, variables }, response) =>
      document.includes('Subscribe') && variables['topic'] === 'REFUNDS_CREATE'
        ? answer(response, { data: { webhookSubscriptionCreate: { userErrors } } })
        : undefined;
    await assert.rejects(
      ensure(),
      failure('config', /refused webhooks: refunds\/create \(Address is not allowed\)$/, /https/),
    );
    assert.ok(topicsAt(url).includes('PRODUCTS_DELETE'));
    shop.faults = {};
    shop.subscriptions.length = 0;
    await ensure('https://before.example/webhooks/giftshop');
    shop.faults.graphql = ({ document }, response) =>
      document.includes('Redirect')
        ? answer(response, { data: { webhookSubscriptionUpdate: { userErrors } } })
        : undefined;
    await assert.rejects(
      ensure(),
      failure('config', /refused webhooks: orders\/delete \(.*orders\/updated \(/),
    );
  });

  it('is done only where a secret is set', () => {
    const settings = { domain: 'giftshop.myshopify.com', accessToken: 'shpat_1' };
    assert.equal(shopify.open('giftshop', settings, testIo()).webhooks, undefined);
  });
});

/** Answers as the service does, and keeps what it has understood. */
async function startReceiver(take: (request: RawRequest) => Received) {
  const received: Received[] = [];
  const plain = (headers: IncomingHttpHeaders) => headers as RawRequest['headers'];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const one = take({ headers: plain(request.headers), body });
      received.push(one);
      response.writeHead(one.status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    url: `http://127.0.0.1:${port}/webhooks/giftshop`,
    close: () => new Promise((done) => server.close(done)),
  };
}

describe('what a shop really sends', () => {
  const now = '2011-06-01T12:00:00Z';
  const customer = (id: string, firstName = 'Ada') => ({
    id,
    firstName,
    createdAt: now,
    updatedAt: now,
    state: 'ENABLED' as const,
  });
  const lines = [{ id: '1', sku: null, title: 'Candle', quantity: 1, unitPrice: '1.00' }];
  const order = (change: object = {}) => ({
    id: '4711',
    name: '#4711',
    customerId: '1',
    email: null,
    createdAt: now,
    updatedAt: now,
    processedAt: now,
    currency: 'GBP',
    financialStatus: 'PAID' as const,
    fulfillmentStatus: 'UNFULFILLED' as const,
    lines,
    ...change,
  });
  const cart = { ...order(), id: '37', customerId: '1' };

  it('nudges the record that has changed', async () => {
    const shop = await startShop({
      seed: [
        {
          type: 'shop',
          id: '9',
          name: 'Gift shop',
          currency: 'GBP',
          timeZone: 'UTC',
          domain: 'giftshop.myshopify.com',
        },
      ],
      clientSecret: webhookSecret,
      plan: 2000,
    });
    const source = open(shop.url, testIo(), shop.accessToken);
    const receiver = await startReceiver((request) => source.webhooks!.receive(request));
    const nudgesOf = async (act: () => unknown) => {
      receiver.received.length = 0;
      act();
      await shop.webhooks.settled();
      assert.ok(receiver.received.every(({ status, delivery }) => status === 200 && delivery));
      const all = receiver.received.flatMap(({ nudges }) => nudges);
      return [...new Set(all.map(({ model, id }) => `${model} ${id}`))].sort();
    };
    try {
      await source.webhooks!.ensure(receiver.url);
      const { store } = shop;
      assert.deepEqual(await nudgesOf(() => store.upsertCustomer(customer('1'))), ['customer 1']);
      assert.deepEqual(await nudgesOf(() => store.upsertCustomer(customer('2'))), ['customer 2']);
      assert.ok((await nudgesOf(() => store.upsertOrder(order()))).includes('order 4711'));
      const cancelled = { cancelledAt: now, updatedAt: '2011-06-02T12:00:00Z' };
      assert.ok((await nudgesOf(() => store.upsertOrder(order(cancelled)))).includes('order 4711'));
      assert.deepEqual(await nudgesOf(() => store.upsertCheckout(cart)), ['cart 37']);
      assert.deepEqual(await nudgesOf(() => store.removeCheckout('37')), ['cart 37']);
      assert.ok((await nudgesOf(() => store.removeOrder('4711'))).includes('order 4711'));
      const merging = () => {
        store.tellMerged('1', '2');
        store.removeCustomer('2');
      };
      assert.deepEqual(await nudgesOf(merging), ['customer 1', 'customer 2']);
    } finally {
      await shop.close();
      await receiver.close();
    }
  });
});
