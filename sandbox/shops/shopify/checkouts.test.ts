import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeedRecord } from '../seed.ts';
import { checkoutSeed, customerSeed, productSeed, runBulk, testShop } from './testing.ts';

const bought = checkoutSeed(2, {
  customerId: null,
  completedAt: '2026-03-02T08:00:00.5Z',
  updatedAt: '2026-03-02T08:00:00Z',
  recoveryUrl: 'https://shop.example/carts/2',
  total: '19.99',
});
const seed = [customerSeed, productSeed, checkoutSeed(1), bought];

test('a checkout with its customer, lines and way back', async (t) => {
  const { ask } = await testShop(t, { seed });
  const money = '{ presentmentMoney { amount currencyCode } }';
  const { data, errors } = await ask(`{ abandonedCheckouts(first: 5) { nodes {
    id name createdAt updatedAt completedAt abandonedCheckoutUrl customer { id }
    shippingAddress { countryCodeV2 } totalPriceSet ${money} subtotalPriceSet ${money}
    lineItems(first: 5) { nodes { id title sku quantity product { id } variant { id }
      originalUnitPriceSet ${money} discountedTotalPriceSet ${money} } } } } }`);
  assert.equal(errors, undefined);
  const amount = (value: string) => ({ presentmentMoney: { amount: value, currencyCode: 'GBP' } });
  const [open, done] = data.abandonedCheckouts.nodes;
  const { lineItems, ...rest } = open;
  assert.deepEqual(rest, {
    id: 'gid://shopify/AbandonedCheckout/9001',
    name: '#9001',
    createdAt: '2026-03-01T10:00:00Z',
    updatedAt: '2026-03-01T10:30:00Z',
    completedAt: null,
    abandonedCheckoutUrl: 'https://sandbox-shop.myshopify.com/checkouts/ac/9001/recover',
    customer: { id: 'gid://shopify/Customer/17850' },
    shippingAddress: { countryCodeV2: 'GB' },
    totalPriceSet: amount('22.5'),
    subtotalPriceSet: amount('22.5'),
  });
  const [mugs, wrap] = lineItems.nodes;
  assert.deepEqual(mugs, {
    id: 'gid://shopify/AbandonedCheckoutLineItem/90101',
    title: 'Mug',
    sku: 'MUG-RED',
    quantity: 2,
    product: { id: 'gid://shopify/Product/7' },
    variant: { id: 'gid://shopify/ProductVariant/71' },
    originalUnitPriceSet: amount('10.0'),
    discountedTotalPriceSet: amount('20.0'),
  });
  assert.deepEqual([wrap.product, wrap.variant], [null, null]);
  assert.deepEqual(
    [done.completedAt, done.abandonedCheckoutUrl, done.customer, done.totalPriceSet],
    ['2026-03-02T08:00:00Z', 'https://shop.example/carts/2', null, amount('19.99')],
  );
});

test('filtered by the time of the last change and by what became of them, never sorted by it', async (t) => {
  const { ask } = await testShop(t, { seed });
  const names = async (args: string) => {
    const { data, errors } = await ask(`{ abandonedCheckouts(first: 5, ${args}) {
      nodes { name } } }`);
    assert.equal(errors, undefined);
    return data.abandonedCheckouts.nodes.map(({ name }: { name: string }) => name);
  };
  assert.deepEqual(await names(`query: "updated_at:>='2026-03-01T10:30:00Z'"`), ['#9001', '#9002']);
  assert.deepEqual(await names(`query: "updated_at:>'2026-03-01T10:30:00Z'"`), ['#9002']);
  assert.deepEqual(await names('query: "recovery_state:not_recovered"'), ['#9001']);
  assert.deepEqual(await names('sortKey: CREATED_AT, reverse: true'), ['#9002', '#9001']);
  const byUpdate = await ask(
    '{ abandonedCheckouts(first: 5, sortKey: UPDATED_AT) { nodes { id } } }',
  );
  assert.match(byUpdate.errors?.[0]?.message ?? '', /UPDATED_AT.*does not exist/);
  for (const args of [
    'sortKey: TOTAL_PRICE',
    'query: "email_state:sent"',
    'query: "status:open"',
  ]) {
    const { errors } = await ask(`{ abandonedCheckouts(first: 5, ${args}) { nodes { id } } }`);
    assert.match(errors?.[0]?.message ?? '', /^sandbox: /, args);
  }
});

test('by their ids, counted, in bulk, and only with the scope', async (t) => {
  const { shop, ask } = await testShop(t, { seed });
  const { data } = await ask(`{ nodes(ids: ["gid://shopify/AbandonedCheckout/9002",
      "gid://shopify/AbandonedCheckout/5"]) { ... on AbandonedCheckout { name } }
    abandonedCheckoutsCount { count precision } }`);
  assert.deepEqual(data, {
    nodes: [{ name: '#9002' }, null],
    abandonedCheckoutsCount: { count: 2, precision: 'EXACT' },
  });
  const bulk =
    '{ abandonedCheckouts { edges { node { id lineItems { edges { node { id } } } } } } }';
  assert.equal((await runBulk(ask, bulk)).operation.objectCount, '6');
  shop.store.removeCheckout('9002');
  assert.equal(
    (await ask('{ abandonedCheckoutsCount { count } }')).data.abandonedCheckoutsCount.count,
    1,
  );
  const { ask: without } = await testShop(t, { seed, scopes: ['read_customers'] });
  const denied = await without('{ abandonedCheckouts(first: 1) { nodes { id } } }');
  assert.equal(denied.errors?.[0]?.extensions.code, 'ACCESS_DENIED');
});

test('products say what kind they are and whether they are sold', async (t) => {
  const old: SeedRecord = {
    ...productSeed,
    id: '8',
    status: 'ARCHIVED',
    productType: 'Mugs',
    variants: [],
  };
  const { ask } = await testShop(t, { seed: [productSeed, old] });
  const { data } = await ask(`{ products(first: 5) { nodes { status productType } }
    productsCount(query: "status:archived") { count } }`);
  assert.deepEqual(data, {
    products: {
      nodes: [
        { status: 'ACTIVE', productType: '' },
        { status: 'ARCHIVED', productType: 'Mugs' },
      ],
    },
    productsCount: { count: 1 },
  });
});
