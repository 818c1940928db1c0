import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../common/errors.ts';
import { noLink, type CustomerValue, type Link, type Order } from '../model/index.ts';
import {
  externalId,
  externalIdFields,
  fingerprint,
  orderFact,
  toAggregate,
  toValueAggregate,
} from './index.ts';
import { at, customer, order, ref } from './fixtures/records.ts';
import { text } from './text.ts';

const own: Link = { kind: 'own', key: 'shopify:giftshop:17850' };

describe('an order', () => {
  it('comes with all that hangs on it, parents first', () => {
    const { key, rows } = toAggregate('order', order, at, { createContacts: true }, own);
    assert.equal(key, 'order/shopify:giftshop:536365');
    assert.deepEqual(
      rows.map(({ object, externalId }) => [object, externalId]),
      [
        ['Commerce_Order__c', 'shopify:giftshop:536365'],
        ['Commerce_Order_Line__c', 'shopify:giftshop:1'],
        ['Commerce_Order_Line__c', 'shopify:giftshop:2'],
        ['Commerce_Shipment__c', 'shopify:giftshop:71'],
        ['Commerce_Shipment_Line__c', 'shopify:giftshop:711'],
        ['Commerce_Refund__c', 'shopify:giftshop:81'],
        ['Commerce_Refund_Line__c', 'shopify:giftshop:811'],
      ],
    );
    assert.equal(rows[0]?.fields['Account__r.Commerce_Key__c'], 'shopify:giftshop:17850');
    assert.equal(rows[0]?.fields['Item_Summary__c'], '6 × White lantern, T-light');
    assert.equal(rows[1]?.fields['Order__r.External_Id__c'], 'shopify:giftshop:536365');
    assert.equal(rows[1]?.fields['Total__c'], '15.3');
  });

  it('of a guest stands without a customer, and clears no look-up', () => {
    const guest = { ...order, customer: null };
    const [row] = toAggregate('order', guest, at, { createContacts: true }, noLink).rows;
    const relations = Object.keys(row!.fields).filter((name) => name.includes('__r.'));
    assert.deepEqual(relations, []);
  });

  it('without lines is still an order', () => {
    const bare = { ...order, lines: [], shipments: [], refunds: [] };
    const { rows } = toAggregate('order', bare, at, { createContacts: false }, noLink);
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.fields['Line_Count__c'], 0);
    assert.equal(rows[0]?.fields['Item_Summary__c'], null);
  });

  it('says what it cost, where it went and how it stands', () => {
    const { fields } = toAggregate('order', order, at, { createContacts: false }, noLink).rows[0]!;
    const { Subtotal__c, Discount__c, Shipping__c, Tax__c, Refunded__c, Total__c } = fields;
    assert.deepEqual(
      [Subtotal__c, Discount__c, Shipping__c, Tax__c, Refunded__c, Total__c],
      ['18.7', '5', '3.95', '0.05', '2.4', '17.7'],
    );
    assert.equal(fields['Discount_Codes__c'], 'A, B');
    assert.equal(fields['Ship_To_Street__c'], '1 High St\nFlat 2');
    assert.equal(fields['Ship_To_Region__c'], null);
    assert.deepEqual([fields['Shipment_Count__c'], fields['Refund_Count__c']], [1, 1]);
  });

  it('clears what the shop does not tell', () => {
    const silent = {
      ...{ ...order, subtotal: null, discount: null, discountCodes: [], shipping: null, tax: null },
      ...{ shippingAddress: null, adminUrl: null, channel: null },
    };
    const { fields } = toAggregate('order', silent, at, { createContacts: false }, noLink).rows[0]!;
    const empty = ['Subtotal__c', 'Discount__c', 'Discount_Codes__c', 'Shipping__c', 'Tax__c'];
    for (const name of [...empty, 'Ship_To_Name__c', 'Admin_Url__c', 'Channel__c']) {
      assert.equal(fields[name], null, name);
    }
  });

  it('links to https only', () => {
    const linkOf = (adminUrl: string | null) =>
      toAggregate('order', { ...order, adminUrl }, at, { createContacts: false }, noLink).rows[0]!
        .fields['Admin_Url__c'];
    assert.equal(linkOf(order.adminUrl), order.adminUrl);
    const unsafe = [
      'http://a.example/',
      'javascript:alert(1)',
      'a.example',
      '',
      ' https://a.example',
    ];
    for (const url of [...unsafe, `https://a.example/${'x'.repeat(255)}`]) {
      assert.equal(linkOf(url), null, url);
    }
  });

  it('names the lines that shipments and refunds are of, where they are of any', () => {
    const rowOf = (changed: Order, object: string) =>
      toAggregate('order', changed, at, { createContacts: false }, noLink).rows.find(
        (row) => row.object === object,
      )!;
    const sent = rowOf(order, 'Commerce_Shipment_Line__c').fields;
    assert.equal(sent['Order_Line__r.External_Id__c'], 'shopify:giftshop:1');
    assert.equal(sent['Shipment__r.External_Id__c'], 'shopify:giftshop:71');
    const [refund] = order.refunds;
    const lines = [{ ...refund!.lines[0]!, orderLine: null }];
    const without = rowOf({ ...order, lines: [] }, 'Commerce_Shipment_Line__c').fields;
    assert.ok(!('Order_Line__r.External_Id__c' in without));
    const adjusted = { ...order, refunds: [{ ...refund!, lines }] };
    const given = rowOf(adjusted, 'Commerce_Refund_Line__c').fields;
    assert.ok(!('Order_Line__r.External_Id__c' in given));
    assert.equal(rowOf(order, 'Commerce_Refund__c').fields['Name'], '#536365 2026-01-31');
  });

  it('gives its part of the value of its customer', () => {
    assert.deepEqual(orderFact(order), {
      ...{ key: 'shopify:giftshop:536365', customer: 'shopify:giftshop:17850', currency: 'GBP' },
      ...{ placedOn: '2026-01-31', placedAt: at, total: '17.7', refunded: '2.4', cancelled: false },
    });
    const guest = orderFact({ ...order, customer: null, cancelledAt: at });
    assert.deepEqual([guest.customer, guest.cancelled], [null, true]);
  });

  it('with over-long text is cut where a person reads it, never in a key', () => {
    const long = {
      ...order,
      number: '#'.repeat(500),
      lines: [{ ...order.lines[0]!, title: 'ä'.repeat(900) }],
    };
    const { rows } = toAggregate('order', long, at, { createContacts: false }, noLink);
    assert.equal(String(rows[0]?.fields['Name']).length, 80);
    assert.equal(String(rows[1]?.fields['Title__c']).length, 255);
    assert.throws(
      () =>
        toAggregate(
          'order',
          { ...order, ref: ref('9'.repeat(250)) },
          at,
          { createContacts: false },
          noLink,
        ),
      (error: unknown) =>
        error instanceof Failure &&
        error.kind === 'bad-data' &&
        /store giftshop/.test(error.message),
    );
  });
});

describe('a customer', () => {
  it('gets an Account and a Contact only where the store asks for it', () => {
    const objects = (link: Link) =>
      toAggregate('customer', customer, at, { createContacts: true }, link).rows.map(
        ({ object }) => object,
      );
    assert.deepEqual(objects(noLink), ['Commerce_Customer__c']);
    assert.deepEqual(objects(own), ['Account', 'Contact', 'Commerce_Customer__c']);
  });

  it('has a last name, which Salesforce demands, whatever the shop knows', () => {
    const nameless = { ...customer, firstName: null, lastName: null, name: 'emma@example.com' };
    const rows = toAggregate('customer', nameless, at, { createContacts: true }, own).rows;
    assert.equal(rows[1]?.fields['LastName'], 'emma@example.com');
  });
});

describe('whoever a record belongs to', () => {
  const settings = { createContacts: false };
  const contact: Link = { kind: 'contact', contactId: '003A', accountId: '001A' };
  const lookUps = (link: Link) =>
    [toAggregate('order', order, at, settings, link).rows[0]!]
      .concat(toAggregate('customer', customer, at, settings, link).rows.at(-1)!)
      .map(({ fields }) =>
        Object.entries(fields).filter(([name]) => /^(Account|Contact)_/.test(name)),
      );

  it('stands in it by key where the middleware made them, by id where they were there', () => {
    const byKey = ['Account__r.Commerce_Key__c', 'Contact__r.Commerce_Key__c'].map((name) => [
      name,
      'shopify:giftshop:17850',
    ]);
    assert.deepEqual(lookUps(own), [byKey, byKey]);
    const byId = [
      ['Account__c', '001A'],
      ['Contact__c', '003A'],
    ];
    assert.deepEqual(lookUps(contact), [byId, byId]);
    assert.deepEqual(lookUps(noLink), [[], []]);
    assert.deepEqual(lookUps({ ...contact, accountId: null })[0]?.[0], ['Account__c', null]);
  });

  it('is not made twice where two customers share them', () => {
    const shared: Link = { kind: 'own', key: 'shopify:giftshop:1' };
    const { rows } = toAggregate('customer', customer, at, settings, shared);
    assert.deepEqual(
      rows.map(({ object }) => object),
      ['Commerce_Customer__c'],
    );
    assert.equal(rows[0]?.fields['Contact__r.Commerce_Key__c'], 'shopify:giftshop:1');
  });
});

describe('a value', () => {
  it('is a record of its customer and currency', () => {
    const value: CustomerValue = {
      ...{ customer: 'shopify:giftshop:17850', currency: 'GBP', placedTotal: '20' },
      ...{ cancelledTotal: '5', refundedTotal: '2.5', lifetimeValue: '12.5' },
      ...{ averageOrderValue: '12.5', placedCount: 2, cancelledCount: 1, refundedCount: 1 },
      ...{ orderCount: 1, firstOrderOn: '2026-01-31', lastOrderAt: at, daysBetweenOrders: null },
      months: { '2026-01': { net: '12.5', orders: 1 } },
    };
    const { key, rows } = toValueAggregate(value, at, { createContacts: false });
    assert.equal(key, 'value/shopify:giftshop:17850:GBP');
    assert.equal(rows.length, 1);
    const [{ externalId, fields }] = rows as [(typeof rows)[0]];
    assert.equal(externalId, 'shopify:giftshop:17850:GBP');
    assert.equal(fields['Customer__r.External_Id__c'], value.customer);
    assert.equal(fields['Months__c'], '{"2026-01":{"net":"12.5","orders":1}}');
    assert.equal(fields['Days_Between_Orders__c'], null);
  });
});

describe('every table', () => {
  it('comes after the tables of its parents', () => {
    const objects = Object.keys(externalIdFields);
    const before = (parent: string, child: string) =>
      assert.ok(objects.indexOf(parent) < objects.indexOf(child), `${parent} before ${child}`);
    before('Commerce_Customer__c', 'Commerce_Order__c');
    before('Commerce_Customer__c', 'Commerce_Customer_Value__c');
    for (const part of ['Order_Line', 'Shipment', 'Refund']) {
      before('Commerce_Order__c', `Commerce_${part}__c`);
    }
    for (const part of ['Shipment', 'Refund']) {
      before(`Commerce_${part}__c`, `Commerce_${part}_Line__c`);
      before('Commerce_Order_Line__c', `Commerce_${part}_Line__c`);
    }
  });

  it("carries its object's external id in its rows", () => {
    const settings = { createContacts: true };
    const rows = [
      ...toAggregate('order', order, at, settings, own).rows,
      ...toAggregate('customer', customer, at, settings, own).rows,
    ];
    for (const { object, externalId, fields } of rows) {
      assert.equal(fields[externalIdFields[object]!], externalId, object);
    }
  });

  it('has a fingerprint that changes with the settings', () => {
    const prints = [true, false].map((createContacts) => fingerprint('order', { createContacts }));
    assert.notEqual(prints[0], prints[1]);
    assert.equal(fingerprint('order', { createContacts: true }), prints[0]);
  });
});

it('keeps external ids of different records apart', () => {
  const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
  fc.assert(
    fc.property(id, id, (a, b) => {
      assert.equal(externalId(ref(a)) === externalId(ref(b)), a === b);
    }),
  );
});

it('cuts text to its field and leaves no half characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.integer({ min: 1, max: 50 }),
      (value, longest) => {
        const cut = text(value, longest);
        assert.ok(cut.length <= longest);
        assert.ok(cut.isWellFormed());
        if (value.length <= longest) assert.equal(cut, value);
        else assert.ok(cut.endsWith('…'));
      },
    ),
  );
});
