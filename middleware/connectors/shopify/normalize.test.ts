import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  customer,
  line,
  money,
  order,
  product,
  refund,
  shipment,
  type Wire,
} from './fixtures/records.ts';
import type { ShipmentStatus } from '../../model/index.ts';
import { orderStatus } from './order-status.ts';
import { rejection, resources } from './resources.ts';
import { idOfGid } from './values.ts';

const name = { store: 'giftshop', domain: 'giftshop.myshopify.com' };
const context = { ...name, timeZone: 'Europe/London' };

function orderFrom(change: Wire, lines: Wire[] = [line(1)]) {
  return resources.order.parse({ root: order(4711, 0, change), children: lines }, context);
}

describe('an order', () => {
  it('comes out in our words', () => {
    const ref = (id: string) => ({ platform: 'shopify', store: 'giftshop', id });
    const gbp = (amount: string) => ({ amount, currency: 'GBP' });
    assert.deepEqual(orderFrom({ totalPriceSet: money('15.30') }), {
      ref: ref('4711'),
      number: '#5711',
      customer: ref('1'),
      email: 'ada@example.com',
      status: 'shipped',
      placedAt: '2010-12-01T08:26:00.000Z',
      placedOn: '2010-12-01',
      total: gbp('15.3'),
      subtotal: gbp('15.3'),
      discount: gbp('0'),
      discountCodes: [],
      shipping: gbp('0'),
      tax: gbp('0'),
      refunded: gbp('0'),
      cancelledAt: null,
      paymentStatus: 'paid',
      fulfillmentStatus: 'fulfilled',
      channel: 'Online Store',
      shippingAddress: null,
      adminUrl: 'https://admin.shopify.com/store/giftshop/orders/4711',
      lines: [
        {
          ref: ref('1'),
          position: 1,
          sku: '85123A',
          title: 'White hanging heart T-light holder',
          quantity: '6',
          unitPrice: gbp('2.55'),
          total: gbp('15.3'),
          product: ref('71'),
        },
      ],
      shipments: [],
      refunds: [],
      updatedAt: '2011-06-01T13:18:31.000Z',
    });
  });

  it('belongs to the day of the shop, not of Greenwich', () => {
    assert.equal(orderFrom({ processedAt: '2011-07-01T23:30:00Z' }).placedOn, '2011-07-02');
  });

  it('of a guest has no customer', () => {
    assert.equal(orderFrom({ customer: null, email: '' }).customer, null);
    assert.equal(orderFrom({ customer: null, email: '' }).email, null);
  });

  it('may have no lines left', () => assert.deepEqual(orderFrom({}, []).lines, []));

  it('keeps over-long and foreign text as it is', () => {
    const title = '🎁 Тихая ночь '.repeat(400);
    assert.equal(orderFrom({}, [line(1, { name: title })]).lines[0]?.title, title);
  });

  it('has a title for a line that has none', () => {
    const titles = orderFrom({}, [line(1, { name: ' ' }), line(2, { name: '', sku: null })]).lines;
    assert.deepEqual(
      titles.map(({ title }) => title),
      ['85123A', '(no title)'],
    );
  });
});

describe('a bad order is rejected with store, record, field and what to do', () => {
  const cases: Record<string, [Wire, Wire[], RegExp]> = {
    'an invalid date': [
      { processedAt: '2011-02-30T00:00:00Z' },
      [],
      /processedAt: "2011-02-30T00:00:00Z" is not a date and time\. Correct the record/,
    ],
    'an unknown currency': [
      {},
      [line(1, { discountedTotalSet: money('1', 'ZZZ') })],
      /lineItems\.0\.discountedTotalSet: "ZZZ" is not an ISO 4217 currency/,
    ],
    'no currency': [{ totalPriceSet: money('1', 'XXX') }, [], /"XXX" is not an ISO 4217/],
    'an amount that is none': [{ totalPriceSet: money('NaN') }, [], /"NaN" is not an amount/],
    'a quantity of nothing': [{}, [line(1, { quantity: 0 })], /lineItems\.0\.quantity/],
    'a status nobody knows': [
      { displayFinancialStatus: 'BARTERED' },
      [],
      /displayFinancialStatus has the unknown value "BARTERED"/,
    ],
    'a missing field': [{ updatedAt: undefined }, [], /updatedAt: Invalid input/],
    'a line in another currency than the order': [
      {},
      [line(1, { discountedTotalSet: money('1', 'EUR') })],
      /lineItems\.0\.discountedTotalSet: "EUR" is not the currency of the order, which is GBP/,
    ],
    'lines in another currency than the order, all of them': [
      { totalPriceSet: money('1', 'EUR') },
      [line(1)],
      /lineItems\.0\.originalUnitPriceSet: "GBP" is not the currency of the order, which is EUR/,
    ],
    'a refund in another currency': [
      { refunds: [refund(1, 1, { totalRefundedSet: money('1', 'EUR') })] },
      [],
      /refunds\.0\.totalRefundedSet: "EUR" is not the currency of the order/,
    ],
    'a refund of less than nothing': [
      { refunds: [refund(1, 1, { totalRefundedSet: money('-1') })] },
      [],
      /refunds\.0\.totalRefundedSet: "-1" is less than nothing/,
    ],
    'a refund without a day': [
      { refunds: [refund(1, 1, { processedAt: 'yesterday' })] },
      [],
      /refunds\.0\.processedAt: "yesterday" is not a date and time/,
    ],
    'a shipment whose status nobody knows': [
      { fulfillments: [shipment(1, 1), shipment(2, 1, { displayStatus: 'TELEPORTED' })] },
      [],
      /fulfillments\.1\.displayStatus has the unknown value "TELEPORTED"/,
    ],
    'a shipment that has no line': [
      { fulfillments: [shipment(1, 1, { fulfillmentLineItems: [{ id: 'x', quantity: 1 }] })] },
      [],
      /fulfillments\.0\.fulfillmentLineItems\.0\.lineItem/,
    ],
    'more shipments than Shopify lists': [
      { fulfillments: Array.from({ length: 250 }, (_, n) => shipment(n + 1, 1)) },
      [],
      /fulfillments: has 250 entries or more/,
    ],
    'a strange id': [{ customer: { id: '12' } }, [], /id: "12" is no Shopify id/],
  };
  for (const [what, [change, lines, expected]] of Object.entries(cases)) {
    it(what, () => {
      const aggregate = { root: order(4711, 0, change), children: lines };
      let reason = '';
      assert.throws(
        () => resources.order.parse(aggregate, context),
        (error) => {
          reason = rejection(name, resources.order, aggregate, error).reason;
          return true;
        },
      );
      assert.match(reason, expected);
      assert.ok(
        reason.startsWith(
          'Shopify store "giftshop" (giftshop.myshopify.com): order 4711 (#5711): ',
        ),
      );
    });
  }
});

describe('a customer', () => {
  const customerFrom = (change: Wire) =>
    resources.customer.parse({ root: customer(1, change), children: [] }, context);

  it('always has something to be called by', () => {
    const nameless = { firstName: null, lastName: ' ' };
    assert.equal(customerFrom({}).name, 'Ada Byron');
    assert.equal(customerFrom(nameless).name, 'ada@example.com');
    assert.equal(customerFrom({ ...nameless, defaultEmailAddress: null }).name, '1');
  });

  it('is kept where the e-mail address is none', () => {
    const { email, name } = customerFrom({ defaultEmailAddress: { emailAddress: 'ada at home' } });
    assert.deepEqual([email, name], [null, 'Ada Byron']);
  });

  it('is registered only with an account', () => {
    const states = ['ENABLED', 'DISABLED', 'INVITED', 'DECLINED'];
    assert.deepEqual(
      states.map((state) => customerFrom({ state }).registered),
      [true, false, false, false],
    );
  });

  it('has no country where the shop does not know', () => {
    assert.equal(customerFrom({}).countryCode, 'GB');
    assert.equal(customerFrom({ defaultAddress: { countryCodeV2: 'ZZ' } }).countryCode, null);
    assert.equal(customerFrom({ defaultAddress: null }).countryCode, null);
  });
});

describe('a product', () => {
  const productFrom = (change: Wire) => {
    const { variants, ...root } = product(7, change);
    return resources.product.parse({ root, children: variants as Wire[] }, context);
  };

  it('comes with its variants', () => {
    const { title, category, active, variants } = productFrom({});
    assert.deepEqual([title, category, active], ['T-light holder', 'Lanterns', true]);
    assert.deepEqual(
      variants.map(({ ref, sku }) => [ref.id, sku]),
      [['7', '85123A']],
    );
  });

  it('has no name for the one variant of a product that has none', () => {
    const variants = ['Default Title', 'Red / Large', ''].map((title, id) => ({
      ...(product(7)['variants'] as Wire[])[0],
      id: `gid://shopify/ProductVariant/${id + 1}`,
      title,
    }));
    assert.deepEqual(
      productFrom({ variants }).variants.map(({ title }) => title),
      [null, 'Red / Large', null],
    );
  });

  it('is for sale, or not, or in a way that nobody knows', () => {
    const active = (status: string) => productFrom({ status }).active;
    assert.deepEqual(['ACTIVE', 'UNLISTED', 'ARCHIVED', 'DRAFT'].map(active), [
      true,
      true,
      false,
      false,
    ]);
    assert.throws(() => active('RENTED'), /status: "RENTED" is no status of a product/);
    assert.equal(productFrom({ productType: '' }).category, null);
  });
});

describe('the status of an order: the last word wins', () => {
  const usual = {
    cancelledAt: null,
    displayFinancialStatus: 'PAID',
    displayFulfillmentStatus: 'UNFULFILLED',
    returnStatus: 'NO_RETURN',
  };
  const cases: [string, Partial<Record<keyof typeof usual, string | null>>][] = [
    ['paid', {}],
    ['open', { displayFinancialStatus: null }],
    ['open', { displayFinancialStatus: 'AUTHORIZED' }],
    ['payment failed', { displayFinancialStatus: 'VOIDED' }],
    ['shipped', { displayFulfillmentStatus: 'FULFILLED' }],
    ['shipped', { displayFulfillmentStatus: 'FULFILLED', displayFinancialStatus: 'PENDING' }],
    ['partly shipped', { displayFulfillmentStatus: 'PARTIALLY_FULFILLED' }],
    ['on hold', { displayFulfillmentStatus: 'ON_HOLD' }],
    ['returned', { displayFulfillmentStatus: 'FULFILLED', returnStatus: 'RETURNED' }],
    ['partly refunded', { displayFinancialStatus: 'PARTIALLY_REFUNDED', returnStatus: 'RETURNED' }],
    ['refunded', { displayFinancialStatus: 'REFUNDED', displayFulfillmentStatus: 'FULFILLED' }],
    ['cancelled', { displayFinancialStatus: 'REFUNDED', cancelledAt: '2011-01-01T00:00:00Z' }],
  ];
  for (const [expected, change] of cases) {
    it(`${expected}: ${JSON.stringify(change)}`, () => {
      assert.equal(orderStatus({ ...usual, ...change } as typeof usual, []), expected);
    });
  }

  const shipped: [string, string, ShipmentStatus[]][] = [
    ['delivered', 'FULFILLED', ['delivered', 'cancelled', 'delivered']],
    ['shipped', 'FULFILLED', ['delivered', 'out for delivery']],
    ['shipped', 'FULFILLED', ['cancelled']],
    ['partly shipped', 'PARTIALLY_FULFILLED', ['delivered']],
    ['paid', 'UNFULFILLED', ['cancelled']],
  ];
  for (const [expected, displayFulfillmentStatus, statuses] of shipped) {
    it(`${expected}: ${displayFulfillmentStatus} with shipments ${statuses.join(', ')}`, () => {
      const shipments = statuses.map((status) => ({ status }));
      assert.equal(orderStatus({ ...usual, displayFulfillmentStatus }, shipments), expected);
    });
  }
});

describe('a GID', () => {
  it('ends in the id', () => {
    assert.equal(idOfGid('gid://shopify/Order/18446744073709551615'), '18446744073709551615');
    assert.equal(idOfGid('gid://shopify/LineItem/7?x=1'), '7');
    assert.equal(idOfGid('Order/7'), null);
  });
});
