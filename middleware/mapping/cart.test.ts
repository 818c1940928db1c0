import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noLink, type Cart, type Link } from '../model/index.ts';
import { at, cart, order, product, ref } from './fixtures/records.ts';
import { externalIdFields, fingerprint, toAggregate, writtenFields } from './index.ts';

const settings = { createContacts: true };
const own: Link = { kind: 'own', key: 'shopify:giftshop:17850' };

describe('a cart', () => {
  const rowsOf = (changed: Cart, link: Link = own) =>
    toAggregate('cart', changed, at, settings, link).rows;

  it('comes with its lines, whose it is and what it became', () => {
    const [head, line] = rowsOf(cart);
    const { fields } = head!;
    assert.equal(fields['Customer__r.External_Id__c'], 'shopify:giftshop:17850');
    assert.equal(fields['Contact__r.Commerce_Key__c'], 'shopify:giftshop:17850');
    assert.equal(fields['Order__r.External_Id__c'], 'shopify:giftshop:536365');
    assert.deepEqual([fields['Item_Count__c'], fields['Line_Count__c']], ['6', 1]);
    assert.equal(fields['Item_Summary__c'], '6 × White lantern');
    assert.equal(line!.fields['Cart__r.External_Id__c'], 'shopify:giftshop:37');
    assert.equal(line!.fields['Product_Key__c'], 'shopify:giftshop:8512301');
    assert.deepEqual([fields['Removed__c'], line!.fields['Removed__c']], [false, false]);
  });

  it('of somebody unknown, without lines or a safe address, is still a cart', () => {
    const bare = {
      ...cart,
      customer: null,
      order: null,
      lines: [],
      recoveryUrl: 'http://a.example',
    };
    const rows = rowsOf(bare, noLink);
    assert.equal(rows.length, 1);
    const { fields } = rows[0]!;
    assert.deepEqual(
      Object.keys(fields).filter((name) => name.includes('__r.')),
      [],
    );
    assert.deepEqual([fields['Recovery_Url__c'], fields['Item_Count__c']], [null, '0']);
  });

  it('comes after its customer and its order', () => {
    const objects = Object.keys(externalIdFields);
    for (const parent of ['Customer', 'Order']) {
      const before = objects.indexOf(`Commerce_${parent}__c`);
      assert.ok(before < objects.indexOf('Commerce_Cart__c'), parent);
    }
    assert.ok(objects.indexOf('Commerce_Cart__c') < objects.indexOf('Commerce_Cart_Line__c'));
  });
});

describe('a product', () => {
  const rowsOf = (createProducts: boolean) =>
    toAggregate('product', product, at, { ...settings, createProducts }, noLink).rows;

  it('is one of Salesforce for each variant, where the store asks for it', () => {
    assert.deepEqual(rowsOf(false), []);
    assert.deepEqual(
      rowsOf(true).map(({ fields }) => fields),
      [
        {
          ...{ Commerce_Key__c: 'shopify:giftshop:8512301', Name: 'White lantern – Small' },
          ...{ ProductCode: '85123A', StockKeepingUnit: '85123A', IsActive: true },
        },
        {
          ...{ Commerce_Key__c: 'shopify:giftshop:8512302', Name: 'White lantern' },
          ...{ ProductCode: null, StockKeepingUnit: null, IsActive: true },
        },
      ],
    );
  });

  it('is found from a line by the key that both have', () => {
    const lines = [{ ...order.lines[0]!, product: ref('8512301') }];
    const [, line] = toAggregate('order', { ...order, lines }, at, settings, noLink).rows;
    assert.equal(line!.fields['Product_Key__c'], rowsOf(true)[0]!.externalId);
    assert.ok(writtenFields['Product2']!.includes('StockKeepingUnit'));
  });

  it('is no reason to read orders again', () => {
    const print = (createProducts: boolean) =>
      (['order', 'product'] as const).map((model) =>
        fingerprint(model, { ...settings, createProducts }),
      );
    const [without, withProducts] = [print(false), print(true)];
    assert.equal(without[0], withProducts[0]);
    assert.notEqual(without[1], withProducts[1]);
    const history = { linesSince: '2024-01-01' };
    assert.notEqual(fingerprint('order', { ...settings, history }), without[0]);
  });
});
