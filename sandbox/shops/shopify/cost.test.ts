import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getOperationAST, parse } from 'graphql';
import { queryCost } from './cost.ts';
import { adminSchema } from './schema.ts';
import { Selections } from './selection.ts';
import { smallSeed, testShop } from './testing.ts';
import { Throttle } from './throttle.ts';

function costOf(query: string, data?: Record<string, unknown>, variables = {}): number {
  const document = parse(query);
  return queryCost(
    new Selections(adminSchema(), document, variables),
    getOperationAST(document)!,
    data,
  );
}

test('costs what real shops have been seen to charge', () => {
  assert.equal(costOf('{ orders(first: 250) { nodes { id name } pageInfo { endCursor } } }'), 13);
  assert.equal(
    costOf('{ orders(first: 250) { nodes { id lineItems(first: 250) { nodes { id } } } } }'),
    156,
  );
  const nested = '{ product(id: "x") { variants(first: 250) { nodes { inventoryItem { id } } } } }';
  assert.equal(costOf(nested), 25);
  assert.equal(costOf(nested, { product: null }), 1);
});

test('edges and nodes cost the same, variables and fragments count', () => {
  const query = `query ($n: Int!) { orders(first: $n) { edges { cursor node { ...parts } } } }
    fragment parts on Order { id customer { id } totalPriceSet { shopMoney { amount } } }`;
  assert.equal(costOf(query, undefined, { n: 250 }), 2 + 11 * 2);
  assert.equal(
    costOf('mutation { bulkOperationRunQuery(query: "") { userErrors { message } } }'),
    10,
  );
  assert.equal(costOf('{ ordersCount { count } }'), 10);
});

test('the actual cost counts what came back', () => {
  const query = '{ orders(first: 250) { nodes { id customer { id } } } }';
  assert.equal(costOf(query, { orders: { nodes: [] } }), 2);
  assert.equal(costOf(query, { orders: { nodes: [{ id: '1', customer: null }] } }), 2 + 2);
});

test('the bucket holds twenty seconds and fills at the rate', () => {
  let clock = 0;
  const throttle = new Throttle(100, () => clock);
  throttle.charge(1950);
  assert.equal(throttle.admits(51), false);
  clock = 10;
  assert.equal(throttle.admits(51), true);
  clock = 60_000;
  assert.deepEqual(throttle.status(), {
    maximumAvailable: 2000,
    currentlyAvailable: 2000,
    restoreRate: 100,
  });
});

test('a throttled query gets THROTTLED with status 200 and no data', async (t) => {
  const { ask } = await testShop(t, { seed: smallSeed(3), plan: 1 });
  const query = '{ orders(first: 250) { nodes { id customer { id } } } }';
  const { errors, data, status, extensions } = await ask(query);
  assert.equal(status, 200);
  assert.equal(data, undefined);
  assert.equal(errors?.[0]?.extensions.code, 'THROTTLED');
  assert.deepEqual(extensions.cost, {
    requestedQueryCost: 24,
    actualQueryCost: null,
    throttleStatus: { maximumAvailable: 20, currentlyAvailable: 20, restoreRate: 1 },
  });
});

test('a query above 1,000 points is refused before it runs', async (t) => {
  const { ask } = await testShop(t, { seed: smallSeed(1) });
  const lines =
    'lineItems(first: 250) { nodes { id product { id } variant { id product { id } } } }';
  const { errors, data } = await ask(
    `{ orders(first: 250) { nodes { id a: ${lines} b: ${lines} c: ${lines} } } }`,
  );
  assert.equal(data, undefined);
  assert.equal(errors?.[0]?.extensions.code, 'MAX_COST_EXCEEDED');
});

test('every answer carries its cost', async (t) => {
  const { ask } = await testShop(t, { seed: smallSeed(3) });
  const { extensions } = await ask('{ orders(first: 250) { nodes { id } } }');
  assert.equal(extensions.cost.requestedQueryCost, 13);
  assert.equal(extensions.cost.actualQueryCost, 4);
  assert.equal(extensions.cost.throttleStatus.currentlyAvailable, 1996);
});
