import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../common/errors.ts';
import type { Customer, Order } from '../model/index.ts';
import { externalId, externalIdFields, fingerprint, toAggregate } from './index.ts';
import { text } from './text.ts';

const ref = (id: string) => ({ platform: 'shopify', store: 'giftshop', id });
const at = '2026-01-31T08:26:00.000Z';
const gbp = (amount: string) => ({ amount, currency: 'GBP' });

const order: Order = {
  ref: ref('536365'),
  number: '#536365',
  customer: ref('17850'),
  email: 'emma@example.com',
  status: 'shipped',
  placedAt: at,
  placedOn: '2026-01-31',
  total: gbp('17.7'),
  lines: [
    {
      ...{ ref: ref('1'), position: 1, sku: '85123A', title: 'White lantern', quantity: '6' },
      ...{ unitPrice: gbp('2.55'), total: gbp('15.3'), product: null },
    },
    {
      ...{ ref: ref('2'), position: 2, sku: null, title: 'T-light', quantity: '1' },
      ...{ unitPrice: gbp('2.4'), total: gbp('2.4'), product: null },
    },
  ],
  updatedAt: at,
};

const customer: Customer = {
  ref: ref('17850'),
  ...{ name: 'Emma Clarke', firstName: 'Emma', lastName: 'Clarke', email: 'emma@example.com' },
  ...{ phone: null, countryCode: 'GB', registered: true, createdAt: at, updatedAt: at },
};

describe('an order', () => {
  it('comes with its lines, parents first', () => {
    const { key, rows } = toAggregate('order', order, at, { createContacts: true });
    assert.equal(key, 'order/shopify:giftshop:536365');
    assert.deepEqual(
      rows.map(({ object, externalId }) => [object, externalId]),
      [
        ['Commerce_Order__c', 'shopify:giftshop:536365'],
        ['Commerce_Order_Line__c', 'shopify:giftshop:1'],
        ['Commerce_Order_Line__c', 'shopify:giftshop:2'],
      ],
    );
    assert.equal(rows[0]?.fields['Account__r.Commerce_Key__c'], 'shopify:giftshop:17850');
    assert.equal(rows[0]?.fields['Item_Summary__c'], '6 × White lantern, T-light');
    assert.equal(rows[1]?.fields['Order__r.External_Id__c'], 'shopify:giftshop:536365');
    assert.equal(rows[1]?.fields['Total__c'], '15.3');
  });

  it('of a guest stands without a customer, and clears no look-up', () => {
    const guest = { ...order, customer: null };
    const [row] = toAggregate('order', guest, at, { createContacts: true }).rows;
    const relations = Object.keys(row!.fields).filter((name) => name.includes('__r.'));
    assert.deepEqual(relations, []);
  });

  it('without lines is still an order', () => {
    const { rows } = toAggregate('order', { ...order, lines: [] }, at, { createContacts: false });
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.fields['Line_Count__c'], 0);
    assert.equal(rows[0]?.fields['Item_Summary__c'], null);
  });

  it('with over-long text is cut where a person reads it, never in a key', () => {
    const long = {
      ...order,
      number: '#'.repeat(500),
      lines: [{ ...order.lines[0]!, title: 'ä'.repeat(900) }],
    };
    const { rows } = toAggregate('order', long, at, { createContacts: false });
    assert.equal(String(rows[0]?.fields['Name']).length, 80);
    assert.equal(String(rows[1]?.fields['Title__c']).length, 255);
    assert.throws(
      () =>
        toAggregate('order', { ...order, ref: ref('9'.repeat(250)) }, at, {
          createContacts: false,
        }),
      (error: unknown) =>
        error instanceof Failure &&
        error.kind === 'bad-data' &&
        /store giftshop/.test(error.message),
    );
  });
});

describe('a customer', () => {
  it('gets an Account and a Contact only where the store asks for it', () => {
    const objects = (createContacts: boolean) =>
      toAggregate('customer', customer, at, { createContacts }).rows.map(({ object }) => object);
    assert.deepEqual(objects(false), ['Commerce_Customer__c']);
    assert.deepEqual(objects(true), ['Account', 'Contact', 'Commerce_Customer__c']);
  });

  it('has a last name, which Salesforce demands, whatever the shop knows', () => {
    const nameless = { ...customer, firstName: null, lastName: null, name: 'emma@example.com' };
    const rows = toAggregate('customer', nameless, at, { createContacts: true }).rows;
    assert.equal(rows[1]?.fields['LastName'], 'emma@example.com');
  });
});

describe('every table', () => {
  it("carries its object's external id in its rows", () => {
    const settings = { createContacts: true };
    const rows = [
      ...toAggregate('order', order, at, settings).rows,
      ...toAggregate('customer', customer, at, settings).rows,
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
