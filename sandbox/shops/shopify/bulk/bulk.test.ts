import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  customerSeed,
  orderSeed,
  runBulk,
  settled,
  shippedOrder,
  smallSeed,
  testShop,
  type Ask,
} from '../testing.ts';

type Json = Record<string, unknown>;

async function download(url: string): Promise<Json[]> {
  const text = await (await fetch(url)).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
}

/** What a bulk operation of the same selection has to give: each node, then its children with `__parentId`. */
function flatten(node: Json, parent?: unknown): Json[] {
  const own: Json = {};
  const children: Json[] = [];
  for (const [key, value] of Object.entries(node)) {
    const edges = (value as { edges?: { node: Json }[] } | null)?.edges;
    if (edges) children.push(...edges.flatMap((edge) => flatten(edge.node, node['id'])));
    else own[key] = value;
  }
  return [parent === undefined ? own : { ...own, __parentId: parent }, ...children];
}

const selections: Readonly<Record<string, string>> = {
  'orders with lines': `orders(sortKey: UPDATED_AT, query: "updated_at:>='2026-03-01T10:01:00Z'" PAGE) { edges { node {
      id number: name legacyResourceId createdAt cancelledAt displayFinancialStatus tags test __typename
      ...money customer { id displayName defaultEmailAddress { emailAddress } addresses { countryCodeV2 } }
      ... on Node { id }
      shippingAddress { countryCodeV2 name }
      lineItems(PAGE) { edges { node { id title sku quantity isGiftCard product { id title }
        variant { id price } originalUnitPriceSet { shopMoney { amount currencyCode } } } } }
    } } }`,
  'orders with lists': `orders(PAGE) { edges { node { id discountCodes fulfillmentsCount { count }
      channelInformation { channelDefinition { channelName } } attribution { displayName }
      shippingAddress { address1 address2 zip provinceCode }
      fulfillments(first: 1) { id name displayStatus deliveredAt trackingInfo(first: 1) { company number url } }
      refunds { id note createdAt totalRefundedSet { presentmentMoney { amount } } }
      lineItems(PAGE) { edges { node { id } } } } } }`,
  'orders without the skipped': `orders(reverse: true, sortKey: ID PAGE) { edges { node {
      id name @skip(if: true) email @include(if: true) } } }`,
  'customers with orders and lines': `customers(PAGE) { edges { node { id firstName phone state updatedAt
      orders(sortKey: ID PAGE) { edges { node { id name lineItems(PAGE) { edges { node { id title } } } } } } } } }`,
  'products with variants':
    'products(PAGE) { edges { node { id title variants(PAGE) { edges { node { id sku price } } } } } }',
};
const fragment =
  'fragment money on Order { totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount } } }';

function queryOf(selection: string, page: string): string {
  const sized = selection
    .replaceAll('(PAGE)', page ? `(${page})` : '')
    .replaceAll(' PAGE', page ? ` ${page}` : '');
  return `{ ${sized} } ${selection.includes('...money') ? fragment : ''}`;
}

for (const [what, selection] of Object.entries(selections)) {
  test(`gives ${what} as graphql-js does, grouped and not`, async (t) => {
    const { ask } = await testShop(t, { seed: [...smallSeed(25), shippedOrder(26)] });
    const paged = await ask(queryOf(selection, 'first: 50'));
    assert.equal(paged.errors, undefined);
    const [{ edges }] = Object.values(paged.data) as [{ edges: { node: Json }[] }];
    const expected = edges.flatMap(({ node }) => flatten(node));
    assert.ok(expected.length > 1);
    const grouped = await runBulk(ask, queryOf(selection, ''));
    const lines = await download(grouped.operation.url);
    assert.deepEqual(lines, expected);
    assert.deepEqual(
      lines.map((line) => Object.keys(line)),
      expected.map((line) => Object.keys(line)),
      'same order',
    );
    assert.equal(grouped.operation.objectCount, String(expected.length));
    assert.equal(grouped.operation.rootObjectCount, String(edges.length));
    const scattered = await download(
      (await runBulk(ask, queryOf(selection, ''), false)).operation.url,
    );
    const sorted = (all: Json[]) => all.map((line) => JSON.stringify(line)).sort();
    assert.deepEqual(sorted(scattered), sorted(expected));
  });
}

test('ungrouped, a child comes after its parent but not directly', async (t) => {
  const { ask } = await testShop(t, { seed: smallSeed(5) });
  const query = '{ orders { edges { node { id lineItems { edges { node { id } } } } } } }';
  const lines = await download((await runBulk(ask, query, false)).operation.url);
  const place = new Map(lines.map(({ id }, index) => [id, index]));
  const gaps = lines.flatMap(({ __parentId }, index) =>
    __parentId ? [index - place.get(__parentId)!] : [],
  );
  assert.ok(gaps.every((gap) => gap > 0));
  assert.ok(gaps.some((gap) => gap > 2));
});

const refused: readonly (readonly [string, string, RegExp])[] = [
  [
    'a connection inside a list',
    '{ orders { edges { node { id refunds { id refundLineItems { edges { node { id } } } } } } } }',
    /connection field within a list field/,
  ],
  [
    'what hides in a fragment',
    '{ orders { edges { node { id ...f } } } } fragment f on Order { refunds { refundLineItems { edges { node { id } } } } }',
    /connection field within a list field/,
  ],
  ['nodes instead of edges', '{ orders { nodes { id } } }', /Invalid connection fields: 'orders'/],
  ['a top-level node', '{ node(id: "gid://shopify/Order/1") { id } }', /top level `node` field/],
  ['no connection', '{ shop { name } }', /at least one connection/],
  [
    'two top-level fields',
    '{ orders { edges { node { id } } } products { edges { node { id } } } }',
    /single top level field/,
  ],
  [
    'a parent without its id',
    '{ orders { edges { node { name lineItems { edges { node { id } } } } } } }',
    /Connection fields without 'id': orders/,
  ],
  [
    'nesting that is too deep',
    '{ collections { edges { node { id products { edges { node { id variants { edges { node { id metafields { edges { node { id } } } } } } } } } } } } }',
    /nesting depth greater than 2/,
  ],
  [
    'six connections',
    '{ customers { edges { node { id a: orders { edges { node { id } } } b: orders { edges { node { id } } } c: orders { edges { node { id } } } d: orders { edges { node { id } } } e: orders { edges { node { id } } } } } } }',
    /more than 5 connections/,
  ],
  [
    'a mutation',
    'mutation { bulkOperationCancel(id: "gid://shopify/BulkOperation/1") { userErrors { message } } }',
    /Only `query` operations/,
  ],
  ['what is no GraphQL', '{ orders', /Invalid bulk query: Syntax Error/],
  [
    'a field unknown to Shopify',
    '{ orders { edges { node { colour } } } }',
    /Invalid bulk query: Cannot query field "colour"/,
  ],
];
for (const [what, query, message] of refused) {
  test(`refuses ${what}`, async (t) => {
    const { ask } = await testShop(t, { seed: smallSeed(1) });
    const { operation, userErrors } = await runBulk(ask, query);
    assert.equal(operation, null);
    assert.match(userErrors[0].message, message);
    assert.equal(userErrors[0].code, 'INVALID');
  });
}

test('an unmodelled field and an unknown search are errors at once', async (t) => {
  const { ask } = await testShop(t, { seed: smallSeed(1) });
  const field = await runBulk(ask, '{ orders { edges { node { id statusPageUrl } } } }');
  assert.match(field.errors?.[0]?.message ?? '', /sandbox: Order.statusPageUrl is not modelled/);
  const search = await runBulk(ask, '{ orders(query: "tag:vip") { edges { node { id } } } }');
  assert.match(search.errors?.[0]?.message ?? '', /search field "tag"/);
});

test('an empty result has no url', async (t) => {
  const { ask } = await testShop(t, {});
  const { operation } = await runBulk(ask, '{ orders { edges { node { id } } } }');
  const { status, url, objectCount, fileSize } = operation;
  assert.deepEqual(
    { status, url, objectCount, fileSize },
    { status: 'COMPLETED', url: null, objectCount: '0', fileSize: '0' },
  );
});

test('a missing scope fails the operation', async (t) => {
  const { ask } = await testShop(t, { seed: smallSeed(1), scopes: ['read_orders'] });
  const { operation } = await runBulk(ask, '{ orders { edges { node { id customer { id } } } } }');
  assert.equal(operation.status, 'FAILED');
  assert.equal(operation.errorCode, 'ACCESS_DENIED');
});

test('a failed operation leaves what it wrote', async (t) => {
  const { shop, ask } = await testShop(t, { seed: smallSeed(300) });
  shop.failNextBulk({ errorCode: 'TIMEOUT', afterRootObjects: 1 });
  const { operation } = await runBulk(ask, '{ orders { edges { node { id } } } }');
  assert.deepEqual(
    [operation.status, operation.errorCode, operation.url],
    ['FAILED', 'TIMEOUT', null],
  );
  assert.equal((await download(operation.partialDataUrl)).length, Number(operation.objectCount));
});

async function start(ask: Ask, query: string) {
  const { data } = await ask(
    'mutation ($query: String!) { bulkOperationRunQuery(query: $query) { bulkOperation { id status } userErrors { code } } }',
    { query },
  );
  return data.bulkOperationRunQuery;
}

const anyQuery = '{ orders { edges { node { id } } } }';

test('five run at a time, no more', async (t) => {
  const { shop, ask } = await testShop(t, { seed: smallSeed(3) });
  const release = shop.holdBulk();
  const started = [];
  for (let number = 1; number <= 6; number++) started.push(await start(ask, anyQuery));
  assert.deepEqual(
    started.map(({ bulkOperation }) => bulkOperation?.status),
    ['CREATED', 'CREATED', 'CREATED', 'CREATED', 'CREATED', undefined],
  );
  assert.equal(started[5].userErrors[0].code, 'LIMIT_REACHED');
  release();
  for (const { bulkOperation } of started.slice(0, 5)) await settled(ask, bulkOperation.id);
  const { data } = await ask(
    '{ bulkOperations(first: 10, query: "status:completed") { nodes { id status type } } }',
  );
  assert.equal(data.bulkOperations.nodes.length, 5);
  assert.ok((await start(ask, anyQuery)).bulkOperation);
});

test('a cancelled operation ends as such', async (t) => {
  const { shop, ask } = await testShop(t, { seed: smallSeed(3) });
  shop.holdBulk();
  const { bulkOperation } = await start(ask, anyQuery);
  const cancel = async () => {
    const { data } = await ask(
      `mutation ($id: ID!) {
        bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } }
      }`,
      { id: bulkOperation.id },
    );
    return data.bulkOperationCancel;
  };
  assert.equal((await cancel()).bulkOperation.status, 'CANCELING');
  assert.equal((await settled(ask, bulkOperation.id)).status, 'CANCELED');
  assert.match((await cancel()).userErrors[0].message, /cannot be canceled/);
});

test('a long operation leaves the shop answering', async (t) => {
  const lines = Array.from({ length: 400 }, (_, index) => index + 1);
  const seed = [
    customerSeed,
    ...Array.from({ length: 150 }, (_, order) =>
      orderSeed(order + 1, {
        lines: lines.map((line) => ({
          id: String(order * 400 + line),
          title: 'x',
          quantity: 1,
          unitPrice: '1',
        })),
      }),
    ),
  ];
  const { ask } = await testShop(t, { seed });
  const { bulkOperation } = await start(
    ask,
    '{ orders { edges { node { id lineItems { edges { node { id title discountedTotalSet { shopMoney { amount } } } } } } } } }',
  );
  const during = await ask('query ($id: ID!) { bulkOperation(id: $id) { status } }', {
    id: bulkOperation.id,
  });
  assert.equal(during.data.bulkOperation.status, 'RUNNING');
  assert.equal((await settled(ask, bulkOperation.id)).objectCount, String(150 + 150 * 400));
});

test('a broken download can be resumed', async (t) => {
  let breakNext = true;
  const { ask } = await testShop(t, {
    seed: smallSeed(200),
    onRequest: ({ path }) =>
      path.startsWith('/bulk/') && breakNext ? { breakAfterBytes: 1000 } : undefined,
  });
  const { operation } = await runBulk(ask, '{ orders { edges { node { id name email } } } }');
  const broken = await fetch(operation.url);
  const etag = broken.headers.get('etag')!;
  assert.equal(broken.headers.get('accept-ranges'), 'bytes');
  const part: Buffer[] = [];
  await assert.rejects(async () => {
    for await (const chunk of broken.body!) part.push(Buffer.from(chunk));
  });
  breakNext = false;
  const begun = Buffer.concat(part);
  assert.equal(begun.length, 1000);
  const headers = { Range: `bytes=${begun.length}-`, 'If-Range': etag };
  const rest = await fetch(operation.url, { headers });
  assert.equal(rest.status, 206);
  const resumed = Buffer.concat([begun, Buffer.from(await rest.arrayBuffer())]);
  const whole = Buffer.from(await (await fetch(operation.url)).arrayBuffer());
  assert.ok(resumed.equals(whole));
  assert.equal(whole.length, Number(operation.fileSize));
  const changed = await fetch(operation.url, { headers: { ...headers, 'If-Range': '"other"' } });
  assert.equal(changed.status, 200);
  await changed.body?.cancel();
  assert.equal((await fetch(operation.url, { headers: { Range: 'bytes=999999-' } })).status, 416);
  assert.equal((await fetch(`${operation.url}x`)).status, 404);
});
