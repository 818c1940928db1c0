import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { line, money, order, refund, shipment, type Wire } from './fixtures/records.ts';
import { resources } from './resources.ts';

const context = {
  store: 'giftshop',
  domain: 'giftshop.myshopify.com',
  timeZone: 'Europe/London',
};
const ref = (id: string) => ({ platform: 'shopify', store: 'giftshop', id });
const gbp = (amount: string) => ({ amount, currency: 'GBP' });

function orderFrom(change: Wire, lines: Wire[] = [line(1)]) {
  return resources.order.parse({ root: order(1, 0, change), children: lines }, context);
}

describe('the amounts of an order', () => {
  const change = {
    discountCodes: ['WELCOME10'],
    totalDiscountsSet: money('5.00'),
    totalShippingPriceSet: money('3.95'),
    totalTaxSet: money('2.85'),
    totalPriceSet: money('17.10'),
    totalRefundedSet: money('5.10'),
  };

  it('add up to its total', () => {
    const { subtotal, discount, shipping, tax, total, refunded, discountCodes } = orderFrom(change);
    assert.deepEqual(
      [subtotal, discount, shipping, tax, total, refunded],
      ['15.3', '5', '3.95', '2.85', '17.1', '5.1'].map(gbp),
    );
    assert.deepEqual(discountCodes, ['WELCOME10']);
  });

  it('hold no tax on top where the prices include it', () => {
    assert.equal(orderFrom({ ...change, taxesIncluded: true }).tax, null);
  });

  it('are null where the shop does not tell', () => {
    const { discount, tax } = orderFrom({ totalDiscountsSet: null, totalTaxSet: null });
    assert.deepEqual([discount, tax], [null, null]);
  });

  it('are what the shop says where more was paid back than paid', () => {
    const { total, refunded, refunds } = orderFrom({
      totalPriceSet: money('15.30'),
      totalRefundedSet: money('99.00'),
      refunds: [refund(1, 1, { totalRefundedSet: money('99.00') })],
    });
    assert.deepEqual([total, refunded, refunds[0]?.amount], ['15.3', '99', '99'].map(gbp));
  });
});

describe('an address', () => {
  const full = {
    name: 'Ada Byron',
    company: 'Engines Ltd',
    address1: '12 St James Square',
    address2: '2nd floor',
    city: 'London',
    province: 'England',
    zip: 'SW1Y 4JH',
    countryCodeV2: 'GB',
  };
  const addressFrom = (change: Wire) =>
    orderFrom({ shippingAddress: { ...full, ...change } }).shippingAddress;

  it('comes out in our words', () => {
    assert.deepEqual(addressFrom({}), {
      name: 'Ada Byron, Engines Ltd',
      street: '12 St James Square\n2nd floor',
      city: 'London',
      region: 'England',
      postalCode: 'SW1Y 4JH',
      countryCode: 'GB',
    });
  });

  it('may lack its country', () => {
    for (const countryCodeV2 of [null, 'ZZ', undefined]) {
      assert.equal(addressFrom({ countryCodeV2 })?.countryCode, null);
      assert.equal(addressFrom({ countryCodeV2 })?.city, 'London');
    }
  });

  it('that holds nothing is none', () => {
    const empty = Object.fromEntries(Object.keys(full).map((field) => [field, null]));
    assert.equal(addressFrom({ ...empty, city: ' ', countryCodeV2: 'ZZ' }), null);
  });
});

it('a line names the variant, else the product, and may have lost both', () => {
  const sold = [{}, { variant: null }, { variant: null, product: null }];
  const { lines } = orderFrom(
    {},
    sold.map((change, index) => line(index + 1, change)),
  );
  assert.deepEqual(
    lines.map(({ product }) => product?.id ?? null),
    ['71', '7', null],
  );
});

it('orders of one customer may be in several currencies, each in its own', () => {
  const inEuro = {
    totalPriceSet: money('1', 'EUR'),
    totalShippingPriceSet: money('0', 'EUR'),
    totalDiscountsSet: null,
    totalTaxSet: null,
    totalRefundedSet: money('0', 'EUR'),
  };
  const currencies = [orderFrom({}), orderFrom(inEuro, [])].map(({ customer, total, refunded }) => [
    customer?.id,
    total.currency,
    refunded.currency,
  ]);
  assert.deepEqual(currencies, [
    ['1', 'GBP', 'GBP'],
    ['1', 'EUR', 'EUR'],
  ]);
});

it('an order is kept where its e-mail address is none', () => {
  const addresses = [
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'a b@example.com',
    'a@b@c.de',
    '',
  ];
  for (const email of [...addresses, 'x'.repeat(5000)]) {
    assert.equal(orderFrom({ email }).email, null, email);
  }
  assert.equal(
    orderFrom({ email: ' ada+gifts@mail.example.co.uk ' }).email,
    'ada+gifts@mail.example.co.uk',
  );
});

it('a cancelled order says when', () => {
  const { status, cancelledAt } = orderFrom({ cancelledAt: '2011-01-01T00:00:00Z' });
  assert.deepEqual([status, cancelledAt], ['cancelled', '2011-01-01T00:00:00.000Z']);
});

it('statuses are told in words', () => {
  const told = orderFrom({
    displayFinancialStatus: 'PARTIALLY_PAID',
    displayFulfillmentStatus: 'PENDING_FULFILLMENT',
  });
  assert.deepEqual(
    [told.paymentStatus, told.fulfillmentStatus],
    ['partially paid', 'pending fulfillment'],
  );
  assert.equal(orderFrom({ displayFinancialStatus: null }).paymentStatus, null);
});

describe('a shipment', () => {
  const shipmentFrom = (change: Wire) =>
    orderFrom({ fulfillments: [shipment(5, 1, change)] }).shipments[0];

  it('comes out in our words', () => {
    assert.deepEqual(shipmentFrom({}), {
      ref: ref('5'),
      name: '#1001-F1',
      status: 'delivered',
      carrier: 'Royal Mail',
      trackingNumber: 'RM1',
      trackingUrl: 'https://track.example/RM1',
      shippedAt: '2010-12-02T09:00:00.000Z',
      deliveredAt: '2010-12-04T15:30:00.000Z',
      lines: [
        {
          ref: ref('50'),
          orderLine: ref('1000'),
          title: 'White hanging heart T-light holder',
          quantity: '6',
        },
      ],
    });
  });

  it('makes its order delivered', () => {
    assert.equal(orderFrom({ fulfillments: [shipment(5, 1)] }).status, 'delivered');
    const onTheWay = shipment(6, 1, { displayStatus: 'IN_TRANSIT', deliveredAt: null });
    assert.equal(orderFrom({ fulfillments: [shipment(5, 1), onTheWay] }).status, 'shipped');
  });

  it('is linked to over https only', () => {
    const links = ['http://track.example/1', 'javascript:alert(1)', 'track.example', '', null];
    for (const url of links) {
      const made = shipmentFrom({ trackingInfo: [{ company: 'X', number: '1', url }] });
      assert.deepEqual([made?.trackingUrl, made?.trackingNumber], [null, '1'], String(url));
    }
    assert.equal(shipmentFrom({ trackingInfo: [] })?.carrier, null);
  });

  const statuses: [string, string, string | null][] = [
    ['cancelled', 'CANCELLED', 'DELIVERED'],
    ['exception', 'FAILURE', null],
    ['open', 'PENDING', null],
    ['shipped', 'SUCCESS', null],
    ['open', 'SUCCESS', 'LABEL_PRINTED'],
    ['out for delivery', 'SUCCESS', 'OUT_FOR_DELIVERY'],
    ['exception', 'SUCCESS', 'NOT_DELIVERED'],
    ['delivered', 'SUCCESS', 'PICKED_UP'],
  ];
  for (const [expected, status, displayStatus] of statuses) {
    it(`is ${expected}: ${status}, shown as ${String(displayStatus)}`, () => {
      const made = shipmentFrom({ status, displayStatus });
      assert.equal(made?.status, expected);
      assert.equal(made.shippedAt === null, expected === 'open' || expected === 'cancelled');
    });
  }
});

describe('a refund', () => {
  const refundFrom = (change: Wire) => orderFrom({ refunds: [refund(7, 1, change)] }).refunds[0];

  it('comes out in our words', () => {
    assert.deepEqual(refundFrom({}), {
      ref: ref('7'),
      refundedAt: '2010-12-10T10:00:00.000Z',
      refundedOn: '2010-12-10',
      amount: gbp('5.1'),
      reason: 'Arrived broken',
      lines: [
        {
          ref: ref('70'),
          orderLine: ref('1000'),
          sku: '85123A',
          title: 'White hanging heart T-light holder',
          quantity: '2',
          amount: gbp('5.1'),
        },
      ],
    });
  });

  it('belongs to the day of the shop, not of Greenwich', () => {
    assert.equal(refundFrom({ processedAt: '2011-07-01T23:30:00Z' })?.refundedOn, '2011-07-02');
  });

  it('may give back money alone, or nothing but goods', () => {
    assert.deepEqual(refundFrom({ refundLineItems: [], note: null })?.lines, []);
    assert.equal(refundFrom({ totalRefundedSet: money('0.0') })?.amount.amount, '0');
  });
});
