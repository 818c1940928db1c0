import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startLocalOrg, type LocalOrg } from '../../sandbox/local-org/index.ts';
import { startShop, type Shop } from '../../sandbox/shops/shopify/index.ts';
import { customerSeed, productSeed } from '../../sandbox/shops/shopify/testing.ts';
import { storeId } from '../operation/operation.ts';
import { disagreement } from './agreement.ts';

describe('what the two sides do not agree about', () => {
  let shop: Shop;
  let org: LocalOrg;
  before(async () => {
    const seed = [customerSeed, productSeed];
    [shop, org] = await Promise.all([startShop({ seed }), startLocalOrg()]);
  });
  after(() => Promise.all([shop.close(), org.close()]));

  const write = (object: string, fields: Readonly<Record<string, unknown>>) => {
    const { org: engine } = org;
    const [columns, row] = [Object.keys(fields), Object.values(fields)];
    const upsert = { operation: 'upsert', externalIdField: 'External_Id__c' } as const;
    const how = 'External_Id__c' in fields ? upsert : ({ operation: 'insert' } as const);
    const request = { object, ...how, columns, rows: [row] };
    const [result] = engine.save(engine.systemSession(), request);
    assert.deepEqual(result?.errors, []);
  };
  const customerKey = `${storeId}:${customerSeed.id}`;

  it('is what is missing in the org', () => {
    assert.deepEqual(disagreement(shop, org), {
      lost: [`customer ${customerKey}`],
      duplicated: [],
      stale: [],
    });
  });

  it('is what is not the same, down to a penny', () => {
    const { email, phone } = shop.store.customers.get(customerSeed.id)!;
    const customer = { External_Id__c: customerKey, Name: 'Emma', Email__c: email };
    write('Commerce_Customer__c', { ...customer, Phone__c: phone, Store__c: storeId });
    const items = [{ variantId: '71', quantity: 2 }];
    const order = shop.merchant.placeOrder({ customerId: customerSeed.id, items });
    const key = `${storeId}:${order.id}`;
    assert.deepEqual(disagreement(shop, org).lost, [
      `order ${key}`,
      `value of customer ${customerKey}`,
    ]);
    const header = { External_Id__c: key, Name: order.name, Store__c: storeId };
    const wrong = (Number(order.total) + 0.01).toFixed(2);
    const of = { 'Customer__r.External_Id__c': customerKey };
    write('Commerce_Order__c', { ...header, Total__c: wrong, Refunded__c: '0', ...of });
    const { stale } = disagreement(shop, org);
    assert.equal(stale.length, 3);
    assert.match(stale[0]!, /total is \d+\.\d+ in the shop, \d+\.\d+ in the org/);
    assert.match(stale[1]!, /lines is 1 in the shop, 0 in the org/);
  });

  it('is what the shop has no more, and what is there twice', () => {
    const gone = { External_Id__c: `${storeId}:999`, Name: '#999', Store__c: storeId };
    write('Commerce_Order__c', gone);
    assert.ok(disagreement(shop, org).stale.some((line) => line.includes('is not in the shop')));
    for (const LastName of ['One', 'Two']) write('Contact', { LastName, Email: 'a@example.com' });
    assert.deepEqual(disagreement(shop, org).duplicated, ['Contact a@example.com']);
  });
});

describe('chaos', () => {
  for (const store of ['pglite', 'postgres']) {
    it(`leaves both sides in agreement on ${store}`, async () => {
      const file = path.join(import.meta.dirname, 'index.ts');
      const args = [file, '--rounds', '1', '--store', store, '--orders', '200', '--json'];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const { rounds, lost, duplicated, stale, faults } = JSON.parse(
        stdout.trim().split('\n').at(-1)!,
      ) as Record<string, number>;
      assert.deepEqual(
        { rounds, lost, duplicated, stale },
        {
          ...{ rounds: 1, lost: 0, duplicated: 0, stale: 0 },
        },
      );
      assert.ok(Object.keys(faults!).length > 0);
    });
  }
});
