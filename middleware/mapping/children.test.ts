import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noLink, type Order } from '../model/index.ts';
import { at, order } from './fixtures/records.ts';
import { childKeys, parts, toAggregate, unite, vanished } from './index.ts';

describe('what an order no longer has', () => {
  const store = 'shopify:giftshop';
  const rowsOf = (changed: Order) =>
    toAggregate('order', changed, at, { createContacts: false }, noLink).rows;
  const keysOf = (changed: Order) => childKeys(rowsOf(changed), store, parts);
  const whole = keysOf(order);

  it('is marked, by its key alone', () => {
    const now = keysOf({ ...order, lines: order.lines.slice(1), shipments: [] });
    assert.deepEqual(vanished(whole, now, store, parts), [
      ...[
        ['Commerce_Order_Line__c', 'shopify:giftshop:1'],
        ['Commerce_Shipment__c', 'shopify:giftshop:71'],
        ['Commerce_Shipment_Line__c', 'shopify:giftshop:711'],
      ].map(([object, externalId]) => ({
        ...{ object, externalId },
        fields: { External_Id__c: externalId, Removed__c: true },
        onlyIfThere: true,
      })),
    ]);
  });

  it('is nothing when all is there, in whatever order', () => {
    const now = keysOf({ ...order, lines: order.lines.toReversed() });
    assert.deepEqual(vanished(whole, now, store, parts), []);
    assert.deepEqual(vanished({}, whole, store, parts), []);
  });

  it('counts on top of what was sent before', () => {
    const first = { Commerce_Order_Line__c: ['1', '2'] };
    const second = { Commerce_Order_Line__c: ['2', '3'], Commerce_Refund__c: ['9'] };
    assert.deepEqual(unite(first, second), {
      Commerce_Order_Line__c: ['1', '2', '3'],
      Commerce_Refund__c: ['9'],
    });
  });
});
