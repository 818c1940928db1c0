import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiVersion } from './schema.ts';
import { orderSeed, smallSeed, testShop } from './testing.ts';

const path = `/admin/api/${apiVersion}/graphql.json`;

test('turns away a wrong token, an unknown version and a request without a query', async (t) => {
  const { shop } = await testShop(t, {});
  const post = (where: string, token: string, body: string) =>
    fetch(shop.url + where, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': token },
      body,
    });
  const query = '{"query":"{ shop { name } }"}';
  assert.equal((await post(path, 'wrong', query)).status, 401);
  assert.equal(
    (await post('/admin/api/1999-01/graphql.json', shop.accessToken, query)).status,
    404,
  );
  assert.equal((await post(path, shop.accessToken, '{}')).status, 400);
  assert.equal((await post(path, shop.accessToken, '{')).status, 400);
  const good = await post(path, shop.accessToken, query);
  assert.equal(good.status, 200);
  assert.equal(good.headers.get('x-shopify-api-version'), apiVersion);
});

test('tells the shop and the scopes of the app', async (t) => {
  const { ask } = await testShop(t, {
    name: 'Gifts',
    timeZone: 'Europe/Paris',
    scopes: ['read_orders'],
  });
  const { data } = await ask(
    '{ shop { name ianaTimezone currencyCode id } currentAppInstallation { accessScopes { handle } } }',
  );
  assert.deepEqual(data, {
    shop: {
      name: 'Gifts',
      ianaTimezone: 'Europe/Paris',
      currencyCode: 'GBP',
      id: 'gid://shopify/Shop/63001',
    },
    currentAppInstallation: { accessScopes: [{ handle: 'read_orders' }] },
  });
});

test('answers with money as decimal strings, exact', async (t) => {
  const { ask } = await testShop(t, { seed: smallSeed(1) });
  const { data } = await ask(`{ order(id: "gid://shopify/Order/1001") {
    totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount } }
    lineItems(first: 2) { nodes { discountedTotalSet { shopMoney { amount } } variant { sku } } }
  } }`);
  assert.equal(data.order.totalPriceSet.shopMoney.amount, '25.33');
  assert.equal(data.order.totalPriceSet.presentmentMoney.amount, '25.33');
  const lines = data.order.lineItems.nodes;
  assert.equal(lines[0].discountedTotalSet.shopMoney.amount, '15.33');
  assert.equal(lines[1].discountedTotalSet.shopMoney.amount, '10.0');
  assert.equal(lines[1].variant.sku, 'MUG-RED');
});

const refused: readonly (readonly [string, string, RegExp])[] = [
  ['a field unknown to Shopify', '{ shop { colour } }', /Cannot query field "colour"/],
  [
    'a field it does not model',
    '{ orders(first: 1) { nodes { id transactions { id } } } }',
    /sandbox: Order.transactions is not modelled/,
  ],
  [
    'an argument it does not model',
    '{ orders(first: 1, savedSearchId: "gid://shopify/SavedSearch/1") { nodes { id } } }',
    /orders\(savedSearchId:\)/,
  ],
  [
    'an argument of a list it does not model',
    '{ orders(first: 1) { nodes { id fulfillments(first: 1, query: "x") { id } } } }',
    /fulfillments\(query:\)/,
  ],
  [
    'a list too large',
    '{ orders(first: 1) { nodes { id refunds(first: 251) { id } } } }',
    /first of refunds must be from 1 to 250/,
  ],
  [
    'a sort key it does not model',
    '{ orders(first: 1, sortKey: DESTINATION) { nodes { id } } }',
    /sorting orders by DESTINATION/,
  ],
  [
    'a search it does not understand',
    '{ orders(first: 1, query: "tag:vip") { nodes { id } } }',
    /search field "tag"/,
  ],
  [
    'half of a search',
    '{ orders(first: 1, query: "id:>5 OR id:<3") { nodes { id } } }',
    /the search "OR id:<3"/,
  ],
  ['a page without a size', '{ orders { nodes { id } } }', /you must provide one of first or last/],
  ['a page too large', '{ orders(first: 251) { nodes { id } } }', /from 1 to 250/],
  ['a made-up cursor', '{ orders(first: 1, after: "x") { nodes { id } } }', /Invalid cursor/],
  ['an id of another kind', '{ order(id: "gid://shopify/Customer/1") { id } }', /Invalid id/],
  [
    'a mutation it does not model',
    'mutation { orderDelete(orderId: "gid://shopify/Order/1") { deletedId } }',
    /Mutation.orderDelete/,
  ],
];
for (const [what, query, message] of refused) {
  test(`refuses ${what}`, async (t) => {
    const { ask } = await testShop(t, { seed: smallSeed(1) });
    const answer = await ask(query);
    assert.equal(answer.status, 200);
    assert.match(answer.errors?.[0]?.message ?? '', message);
    const values = Object.values(answer.data ?? {});
    assert.ok(
      values.every((value) => value === null),
      'no data beside the refusal',
    );
  });
}

test('pages through everything once, forwards, backwards and reversed', async (t) => {
  const { ask } = await testShop(t, { seed: smallSeed(23) });
  const walk = async (args: string, cursorArg: string, more: string, cursor: string) => {
    const names: string[] = [];
    for (let at: string | null = null; ;) {
      const place: string = at === null ? '' : `, ${cursorArg}: "${at}"`;
      const { data, errors } = await ask(
        `{ orders(${args}${place}) { nodes { name } edges { cursor node { name } } pageInfo { ${more} ${cursor} } } }`,
      );
      assert.equal(errors, undefined);
      const page = data.orders.nodes.map(({ name }: { name: string }) => name);
      assert.deepEqual(
        data.orders.edges.map((edge: { node: { name: string } }) => edge.node.name),
        page,
      );
      if (cursorArg === 'after') names.push(...page);
      else names.unshift(...page);
      if (!data.orders.pageInfo[more]) return names;
      at = data.orders.pageInfo[cursor];
    }
  };
  const inOrder = Array.from({ length: 23 }, (_, index) => `#${index + 1}`);
  assert.deepEqual(
    await walk('first: 5, sortKey: UPDATED_AT', 'after', 'hasNextPage', 'endCursor'),
    inOrder,
  );
  assert.deepEqual(
    await walk('last: 5, sortKey: CREATED_AT', 'before', 'hasPreviousPage', 'startCursor'),
    inOrder,
  );
  assert.deepEqual(
    await walk('first: 7, sortKey: ID, reverse: true', 'after', 'hasNextPage', 'endCursor'),
    inOrder.toReversed(),
  );
});

test('a cursor stays right when an order changes between two pages', async (t) => {
  const now = () => new Date('2026-04-01T00:00:00.750Z');
  const { shop, ask } = await testShop(t, { seed: smallSeed(6), now });
  const page = async (after: string | null) => {
    const { data } = await ask(
      'query ($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT) { nodes { name } pageInfo { endCursor } } }',
      { after },
    );
    return {
      names: data.orders.nodes.map(({ name }: { name: string }) => name),
      end: data.orders.pageInfo.endCursor,
    };
  };
  const first = await page(null);
  shop.upsertOrder(orderSeed(1));
  const second = await page(first.end);
  assert.deepEqual(
    [first.names, second.names],
    [
      ['#1', '#2'],
      ['#3', '#4'],
    ],
  );
  const { data } = await ask(
    '{ orders(first: 5, query: "updated_at:>=\'2026-04-01T00:00:00Z\' status:any") { nodes { name updatedAt } } }',
  );
  assert.deepEqual(
    data.orders.nodes,
    [{ name: '#1', updatedAt: '2026-04-01T00:00:00Z' }],
    'to the second',
  );
  shop.removeOrder('1001');
  const gone = await ask(
    '{ node(id: "gid://shopify/Order/1001") { id } customer(id: "gid://shopify/Customer/17850") { updatedAt } }',
  );
  assert.equal(gone.data.node, null);
  assert.equal(gone.data.customer.updatedAt, '2026-04-01T00:00:00Z');
});

test('looks up many by id, unknown ones as null', async (t) => {
  const { ask } = await testShop(t, { seed: smallSeed(2) });
  const { data } =
    await ask(`{ nodes(ids: ["gid://shopify/Order/1002", "gid://shopify/Order/9", "gid://shopify/Customer/17850"]) {
    id __typename ... on Order { name } ... on Customer { displayName numberOfOrders }
  } }`);
  assert.deepEqual(data.nodes, [
    { id: 'gid://shopify/Order/1002', __typename: 'Order', name: '#2' },
    null,
    {
      id: 'gid://shopify/Customer/17850',
      __typename: 'Customer',
      displayName: 'Emma Clarke',
      numberOfOrders: '2',
    },
  ]);
});

test('denies what the scopes do not give', async (t) => {
  const { ask } = await testShop(t, {
    seed: smallSeed(1),
    scopes: ['read_all_orders', 'read_orders'],
  });
  const list = await ask('{ customers(first: 1) { nodes { id } } }');
  assert.equal(list.errors?.[0]?.extensions.code, 'ACCESS_DENIED');
  assert.match(list.errors?.[0]?.message ?? '', /Required access: `read_customers`/);
  const beside = await ask('{ orders(first: 1) { nodes { id customer { id } } } }');
  assert.equal(beside.data.orders.nodes[0].id, 'gid://shopify/Order/1001', 'data beside errors');
  assert.deepEqual(beside.errors?.[0]?.path, ['orders', 'nodes', 0, 'customer']);
});

test('shows only 60 days of orders without read_all_orders', async (t) => {
  const now = () => new Date('2026-05-01T10:00:00Z');
  const old = orderSeed(1, { createdAt: '2026-03-02T09:59:59Z' });
  const fresh = orderSeed(2, { createdAt: '2026-03-02T10:00:01Z' });
  const seed = [...smallSeed(0), old, fresh];
  const { ask } = await testShop(t, { seed, now, scopes: ['read_orders', 'read_customers'] });
  const { data } = await ask(`{ orders(first: 5) { nodes { name } } ordersCount { count precision }
    node(id: "gid://shopify/Order/1001") { id }
    customer(id: "gid://shopify/Customer/17850") { orders(first: 5) { nodes { name } } } }`);
  assert.deepEqual(data, {
    orders: { nodes: [{ name: '#2' }] },
    ordersCount: { count: 1, precision: 'EXACT' },
    node: null,
    customer: { orders: { nodes: [{ name: '#2' }] } },
  });
});

test('a fault spoils the request it is meant for', async (t) => {
  const faults = [{ status: 503, headers: { 'Retry-After': '2.0' } }, { breakAfterBytes: 10 }];
  const { ask } = await testShop(t, { onRequest: () => faults.shift() });
  await assert.rejects(ask('{ shop { name } }'), /JSON/);
  await assert.rejects(ask('{ shop { name } }'), /terminated/);
  assert.equal((await ask('{ shop { name } }')).data.shop.name, 'Sandbox Shop');
});
