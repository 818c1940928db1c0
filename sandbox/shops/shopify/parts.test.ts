import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerSeed, orderSeed, productSeed, shippedOrder, testShop } from './testing.ts';

const seed = [customerSeed, productSeed, shippedOrder(1), orderSeed(2)];
const order = 'gid://shopify/Order/1001';

test('the money of an order: discount, shipping, refunds', async (t) => {
  const { ask } = await testShop(t, { seed });
  const fields = [
    'subtotalPriceSet',
    'totalDiscountsSet',
    'totalShippingPriceSet',
    'totalTaxSet',
    'totalPriceSet',
    'totalRefundedSet',
    'currentTotalPriceSet',
    'currentSubtotalPriceSet',
  ];
  const amounts = fields.map((field) => `${field} { presentmentMoney { amount } }`).join(' ');
  const { data } = await ask(`{ order(id: "${order}") { discountCodes ${amounts} } }`);
  const { discountCodes, ...sets } = data.order;
  assert.deepEqual(discountCodes, ['WELCOME10']);
  assert.deepEqual(
    Object.values(sets).map(
      (set) => (set as { presentmentMoney: { amount: string } }).presentmentMoney.amount,
    ),
    // Shopify's subtotal is after discounts, and its current subtotal less the goods that were paid back.
    ['20.33', '5.0', '3.95', '0.0', '24.28', '8.11', '16.17', '15.22'],
  );
});

test('where an order was placed and where it goes', async (t) => {
  const { ask } = await testShop(t, { seed: [...seed, orderSeed(3, { channel: null })] });
  const channel = `sourceName app { name } attribution { displayName handle }
    channelInformation { channelDefinition { channelName } displayName }`;
  const address = 'name address1 address2 city province provinceCode zip countryCodeV2';
  const { data } = await ask(`{ orders(first: 3) { nodes {
    ${channel} shippingAddress { ${address} } } } }`);
  const [shop, web, unknown] = data.orders.nodes;
  assert.deepEqual(shop, {
    sourceName: 'pos',
    app: { name: 'Point of Sale' },
    attribution: { displayName: 'Point of Sale', handle: 'point_of_sale' },
    channelInformation: {
      channelDefinition: { channelName: 'Point of Sale' },
      displayName: 'Point of Sale',
    },
    shippingAddress: {
      ...{ name: 'Emma Jane Clarke', address1: '1 High Street', address2: 'Flat 2', city: 'York' },
      ...{ province: 'ENG', provinceCode: 'ENG', zip: 'YO1 7HH', countryCodeV2: 'GB' },
    },
  });
  assert.deepEqual([web.sourceName, web.app.name], ['web', 'Online Store']);
  assert.equal(web.shippingAddress.countryCodeV2, 'GB');
  assert.equal(web.shippingAddress.city, null);
  assert.deepEqual(
    [unknown.sourceName, unknown.app, unknown.channelInformation],
    [null, null, null],
  );
});

test('fulfilments with tracking and lines', async (t) => {
  const { ask } = await testShop(t, { seed });
  const { data } = await ask(`{ order(id: "${order}") { fulfillmentsCount { count precision }
    fulfillments(first: 10) { id legacyResourceId name status displayStatus createdAt inTransitAt
      deliveredAt estimatedDeliveryAt trackingInfo(first: 1) { company number url }
      fulfillmentLineItems(first: 10) { nodes { id quantity lineItem { id } } } } } }`);
  assert.deepEqual(data.order.fulfillmentsCount, { count: 2, precision: 'EXACT' });
  const [first, second] = data.order.fulfillments;
  assert.deepEqual(first, {
    id: 'gid://shopify/Fulfillment/301',
    legacyResourceId: '301',
    name: '#1-F1',
    status: 'SUCCESS',
    displayStatus: 'DELIVERED',
    createdAt: '2026-03-02T10:00:00Z',
    inTransitAt: '2026-03-02T18:00:00Z',
    deliveredAt: '2026-03-04T09:00:00Z',
    estimatedDeliveryAt: null,
    trackingInfo: [
      {
        company: 'Royal Mail',
        number: 'AB123456789GB',
        url: 'https://www.royalmail.com/track-your-item#/AB123456789GB',
      },
    ],
    fulfillmentLineItems: {
      nodes: [
        {
          id: 'gid://shopify/FulfillmentLineItem/311',
          quantity: 4,
          lineItem: { id: 'gid://shopify/LineItem/101' },
        },
      ],
    },
  });
  assert.deepEqual([second.name, second.displayStatus, second.trackingInfo], ['#1-F2', null, []]);
  assert.equal(second.fulfillmentLineItems.nodes.length, 2);
});

test('refunds with lines; more may be paid back than they tell', async (t) => {
  const { ask } = await testShop(t, { seed });
  const money = '{ presentmentMoney { amount } }';
  const { data } = await ask(`{ order(id: "${order}") { refunds { id legacyResourceId createdAt note
    totalRefundedSet ${money} refundLineItems(first: 5) { nodes {
      id quantity subtotalSet ${money} priceSet ${money} lineItem { id sku } } } } } }`);
  const amount = (value: string) => ({ presentmentMoney: { amount: value } });
  assert.deepEqual(data.order.refunds[0], {
    id: 'gid://shopify/Refund/501',
    legacyResourceId: '501',
    createdAt: '2026-03-05T10:00:00Z',
    note: 'Broken',
    totalRefundedSet: amount('7.61'),
    refundLineItems: {
      nodes: [
        {
          id: 'gid://shopify/RefundLineItem/511',
          quantity: 2,
          subtotalSet: amount('5.11'),
          priceSet: amount('2.555'),
          lineItem: { id: 'gid://shopify/LineItem/101', sku: '85123A' },
        },
      ],
    },
  });
  const [, second] = data.order.refunds;
  assert.deepEqual([second.note, second.refundLineItems.nodes], [null, []]);
});

test('both are looked up by id, many at once, at a cost for each', async (t) => {
  const { ask } = await testShop(t, { seed });
  const ids = ['Fulfillment/301', 'Refund/501', 'Refund/9', 'Order/1001'];
  const { data, errors, extensions } = await ask(
    `query ($ids: [ID!]!) { nodes(ids: $ids) { id
      ... on Fulfillment { order { id } fulfillmentLineItems(first: 100) { nodes { id } } }
      ... on Refund { order { id } refundLineItems(first: 100) { nodes { id } } }
      ... on Order { refunds(first: 10) { id } } } }`,
    { ids: ids.map((id) => `gid://shopify/${id}`) },
  );
  assert.equal(errors, undefined);
  assert.deepEqual(
    data.nodes.map((node: { id: string } | null) => node?.id ?? null),
    ['gid://shopify/Fulfillment/301', 'gid://shopify/Refund/501', null, order],
  );
  assert.equal(data.nodes[1].order.id, order);
  // The dearest of the three for each id: itself, its order, and 2 + 1 × ⌊2·ln(100)⌋ for its lines.
  assert.equal(extensions.cost.requestedQueryCost, 4 * (1 + 1 + 2 + 9));
});

test('hides both of an order that the app may not see', async (t) => {
  const now = () => new Date('2026-07-01T00:00:00Z');
  const { ask } = await testShop(t, { seed, now, scopes: ['read_orders'] });
  const { data } = await ask('{ nodes(ids: ["gid://shopify/Refund/501"]) { id } }');
  assert.deepEqual(data.nodes, [null]);
  const none = await testShop(t, { seed, scopes: ['read_customers'] });
  const denied = await none.ask('{ node(id: "gid://shopify/Fulfillment/301") { id } }');
  assert.equal(denied.errors?.[0]?.extensions.code, 'ACCESS_DENIED');
});
