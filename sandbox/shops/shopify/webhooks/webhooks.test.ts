import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import {
  customerSeed,
  orderSeed,
  productSeed,
  shippedOrder,
  testShop,
  type Ask,
} from '../testing.ts';
import { retryDelaysMs } from './index.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody who listens; answers with what `statusOf` says of the how-manieth delivery, or never where it says 0. */
async function listener(t: TestContext, statusOf: (number: number) => number = () => 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const status = statusOf(received.length);
      if (status > 0) response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

async function subscribe(ask: Ask, topic: string, input: object) {
  const { data, errors } = await ask(
    `mutation ($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
      webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {
        webhookSubscription { id topic uri format includeFields apiVersion { handle }
          endpoint { __typename ... on WebhookHttpEndpoint { callbackUrl } } }
        userErrors { field message }
      }
    }`,
    { topic, input },
  );
  return { ...data?.webhookSubscriptionCreate, errors };
}

const seed = [customerSeed, productSeed, orderSeed(1)];

test('a change is delivered, signed over its raw body', async (t) => {
  const { shop, ask } = await testShop(t, {
    seed,
    clientSecret: 'shpss_other',
    now: () => new Date('2026-04-01T00:00:00.5Z'),
  });
  const { received, url } = await listener(t);
  const { webhookSubscription, userErrors } = await subscribe(ask, 'ORDERS_UPDATED', { uri: url });
  assert.deepEqual(userErrors, []);
  assert.deepEqual(webhookSubscription, {
    id: 'gid://shopify/WebhookSubscription/1490000000001',
    topic: 'ORDERS_UPDATED',
    uri: url,
    format: 'JSON',
    includeFields: [],
    apiVersion: { handle: '2026-10' },
    endpoint: { __typename: 'WebhookHttpEndpoint', callbackUrl: url },
  });
  const { id: orderId } = shop.upsertOrder({
    ...orderSeed(1),
    id: '9007199254740993',
    name: '#2',
    lines: [],
  });
  shop.upsertOrder({
    ...shop.store.orders.get(orderId)!,
    total: '1',
    refunds: [],
    fulfillments: [],
    lines: [],
  });
  await shop.webhooks.settled();
  assert.equal(received.length, 1, 'the first was the creation, which nobody asked for');
  const [{ headers, body }] = received as [Received];
  assert.equal(shop.clientSecret, 'shpss_other');
  const signature = createHmac('sha256', 'shpss_other').update(body).digest('base64');
  assert.equal(headers['x-shopify-hmac-sha256'], signature);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['x-shopify-topic'], 'orders/updated');
  assert.equal(headers['x-shopify-shop-domain'], 'sandbox-shop.myshopify.com');
  assert.equal(headers['x-shopify-api-version'], '2026-10');
  assert.equal(headers['x-shopify-triggered-at'], '2026-04-01T00:00:00.500Z');
  assert.match(String(headers['x-shopify-webhook-id']), /^[0-9a-f-]{36}$/);
  assert.match(body, /^\{"id":9007199254740993,/, 'a number that JavaScript cannot hold');
  const told = JSON.parse(body) as Record<string, unknown>;
  assert.equal(told['admin_graphql_api_id'], 'gid://shopify/Order/9007199254740993');
  assert.deepEqual(
    [told['name'], told['updated_at'], told['financial_status'], told['total_price']],
    ['#2', '2026-04-01T00:00:00Z', 'paid', '1.0'],
  );
});

test('one change can be several events, each with the order it belongs to', async (t) => {
  const { shop, ask } = await testShop(t, { seed });
  const { received, url } = await listener(t);
  const topics = ['ORDERS_UPDATED', 'FULFILLMENTS_CREATE', 'FULFILLMENTS_UPDATE', 'REFUNDS_CREATE'];
  for (const topic of [...topics, 'ORDERS_DELETE', 'CUSTOMERS_UPDATE', 'CUSTOMERS_MERGE'])
    await subscribe(ask, topic, { callbackUrl: url });
  const told = async () => {
    await shop.webhooks.settled();
    return received
      .splice(0)
      .map(({ headers, body }) => ({
        topic: String(headers['x-shopify-topic']),
        body: JSON.parse(body) as Record<string, unknown>,
      }))
      .sort((a, b) => (a.topic < b.topic ? -1 : 1));
  };
  const shipped = shippedOrder(1);
  shop.upsertOrder(shipped);
  const first = await told();
  assert.deepEqual(
    first.map(({ topic }) => topic),
    [
      'fulfillments/create',
      'fulfillments/create',
      'orders/updated',
      'refunds/create',
      'refunds/create',
    ],
  );
  for (const { topic, body } of first)
    if (topic !== 'orders/updated') assert.equal(body['order_id'], 1001);
  const fulfillments = shipped.fulfillments?.map((parcel) =>
    parcel.id === '301' ? { ...parcel, displayStatus: 'IN_TRANSIT' as const } : parcel,
  );
  shop.upsertOrder({ ...shipped, fulfillments });
  assert.deepEqual(
    (await told()).map(({ topic, body }) => [topic, body['shipment_status'], body['id']]),
    [
      ['fulfillments/update', 'in_transit', 301],
      ['orders/updated', undefined, 1001],
    ],
  );
  shop.removeOrder('1001');
  const [updated, deleted] = await told();
  assert.equal(updated?.body['admin_graphql_api_id'], 'gid://shopify/Customer/17850');
  assert.deepEqual(deleted, { topic: 'orders/delete', body: { id: 1001 } });
  shop.store.tellMerged('17850', '5');
  const [merged] = await told();
  assert.equal(merged?.body['admin_graphql_api_customer_deleted_id'], 'gid://shopify/Customer/5');
});

test('only the fields that were asked for are sent', async (t) => {
  const { shop, ask } = await testShop(t, { seed });
  const { received, url } = await listener(t);
  await subscribe(ask, 'PRODUCTS_UPDATE', {
    uri: url,
    includeFields: ['id', 'title'],
    name: 'mugs',
  });
  shop.store.upsertProduct({ ...productSeed, variants: [] });
  await shop.webhooks.settled();
  assert.deepEqual(
    received.map(({ headers, body }) => [headers['x-shopify-name'], body]),
    [['mugs', '{"id":7,"title":"Mug"}']],
  );
});

test('tries again, with the same body, until it is taken', async (t) => {
  const slept: number[] = [];
  const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
  const { shop, ask } = await testShop(t, { seed, webhooks: { sleep, timeoutMs: 50 } });
  // An error, no answer in time, and a redirection, which is none of Shopify's business.
  const { received, url } = await listener(t, (number) => [500, 0, 302][number - 1] ?? 204);
  await subscribe(ask, 'CUSTOMERS_UPDATE', { uri: url });
  shop.upsertCustomer({ ...customerSeed, firstName: 'Em' });
  await shop.webhooks.settled();
  assert.deepEqual(slept, retryDelaysMs.slice(0, 3));
  assert.equal(new Set(received.map(({ headers }) => headers['x-shopify-webhook-id'])).size, 1);
  assert.equal(new Set(received.map(({ body }) => body)).size, 1);
  assert.equal(shop.webhooks.deliveries[0]?.state, 'delivered');
  await shop.webhooks.repeat(shop.webhooks.deliveries[0]!);
  assert.equal(received.length, 5);
});

test('after eight more attempts in four hours the subscription is gone', async (t) => {
  const slept: number[] = [];
  const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
  const { shop, ask } = await testShop(t, { seed, webhooks: { sleep } });
  const { received, url } = await listener(t, () => 503);
  await subscribe(ask, 'CUSTOMERS_UPDATE', { uri: url });
  shop.upsertCustomer(customerSeed);
  await shop.webhooks.settled();
  assert.equal(received.length, 9);
  const hours = slept.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
  assert.ok(slept.length === 8 && hours > 3.9 && hours <= 4);
  const { data } = await ask('{ webhookSubscriptions(first: 5) { nodes { id } } }');
  assert.deepEqual(data.webhookSubscriptions.nodes, []);
  assert.equal(shop.webhooks.deliveries[0]?.state, 'failed');
});

test('a shop that closes does not wait for the next attempt', async (t) => {
  const { shop, ask } = await testShop(t, { seed });
  const { received, url } = await listener(t, () => 503);
  await subscribe(ask, 'CUSTOMERS_UPDATE', { uri: url });
  shop.upsertCustomer(customerSeed);
  while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await shop.close();
  assert.equal(shop.webhooks.deliveries[0]?.state, 'pending');
});

const refused: readonly (readonly [string, string, object, RegExp])[] = [
  ['no address', 'ORDERS_CREATE', {}, /Address can't be blank/],
  ['what is no address', 'ORDERS_CREATE', { uri: 'hook' }, /Address is invalid/],
  [
    'http into the world',
    'ORDERS_CREATE',
    { uri: 'http://example.com/' },
    /protocol http:\/\/ is not supported/,
  ],
  [
    'a host that looks like this machine',
    'ORDERS_CREATE',
    { uri: 'http://127.0.0.1.example.com/' },
    /not supported/,
  ],
  [
    'a topic without its scope',
    'CUSTOMERS_CREATE',
    { uri: 'https://example.com/' },
    /specified topic/,
  ],
];
for (const [what, topic, input, message] of refused) {
  test(`does not subscribe with ${what}`, async (t) => {
    const { ask } = await testShop(t, { scopes: ['read_orders'] });
    const { webhookSubscription, userErrors } = await subscribe(ask, topic, input);
    assert.equal(webhookSubscription, null);
    assert.match(userErrors[0].message, message);
  });
}

test('what is not modelled is said to be', async (t) => {
  const { ask } = await testShop(t, {});
  const uri = 'https://example.com/';
  for (const [topic, input] of [
    ['THEMES_CREATE', { uri }],
    ['ORDERS_CREATE', { uri: 'pubsub://a:b' }],
    ['ORDERS_CREATE', { uri, format: 'XML' }],
    ['ORDERS_CREATE', { uri, filter: 'id:5' }],
    ['ORDERS_CREATE', { uri, metafieldNamespaces: ['a'] }],
  ] as const) {
    const { errors } = await subscribe(ask, topic, input);
    assert.match(errors?.[0]?.message ?? '', /^sandbox: /, topic);
  }
});

test('subscriptions are listed, changed and deleted', async (t) => {
  const { ask } = await testShop(t, {});
  const [first, second] = ['https://example.com/1', 'https://example.com/2'];
  const { webhookSubscription: one } = await subscribe(ask, 'ORDERS_CREATE', { uri: first });
  await subscribe(ask, 'ORDERS_DELETE', { uri: first });
  const again = await subscribe(ask, 'ORDERS_CREATE', { uri: first });
  assert.deepEqual(again.userErrors, [
    {
      field: ['webhookSubscription', 'uri'],
      message: 'Address for this topic has already been taken',
    },
  ]);
  const list = async (args: string) => {
    const { data } = await ask(
      `{ webhookSubscriptions(first: 5 ${args}) { nodes { topic uri } } }`,
    );
    return data.webhookSubscriptions.nodes;
  };
  assert.equal((await list('')).length, 2);
  assert.deepEqual(await list(', topics: [ORDERS_DELETE]'), [
    { topic: 'ORDERS_DELETE', uri: first },
  ]);
  const change = `mutation ($id: ID!, $input: WebhookSubscriptionInput!) {
    webhookSubscriptionUpdate(id: $id, webhookSubscription: $input) {
      webhookSubscription { uri } userErrors { message } } }`;
  const updated = await ask(change, { id: one.id, input: { uri: second } });
  assert.equal(updated.data.webhookSubscriptionUpdate.webhookSubscription.uri, second);
  assert.deepEqual(await list(`, uri: "${second}"`), [{ topic: 'ORDERS_CREATE', uri: second }]);
  const remove = `mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) {
    deletedWebhookSubscriptionId userErrors { field message } } }`;
  const gone = await ask(remove, { id: one.id });
  assert.equal(gone.data.webhookSubscriptionDelete.deletedWebhookSubscriptionId, one.id);
  const unknown = await ask(remove, { id: one.id });
  assert.match(unknown.data.webhookSubscriptionDelete.userErrors[0].message, /does not exist/);
  const missing = await ask(change, { id: one.id, input: { uri: second } });
  assert.match(missing.data.webhookSubscriptionUpdate.userErrors[0].message, /does not exist/);
  const node = await ask(`{ webhookSubscription(id: "${one.id}") { id } }`);
  assert.equal(node.data.webhookSubscription, null);
});
