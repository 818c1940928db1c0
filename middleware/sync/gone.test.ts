import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cart, product } from '../mapping/fixtures/records.ts';
import type { Ref } from '../model/index.ts';
import {
  customer,
  laneWorld,
  order,
  runOrders,
  ScriptedWriter,
  store,
} from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { drainNudges, runReread } from './reread.ts';

const { signal } = new AbortController();
const ref = (id: string): Ref => ({ platform: 'shopify', store: 'giftshop', id });
const money = (amount: string) => ({ amount, currency: 'GBP' });

describe('what the shop no longer has', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  /** A shop whose one customer has two orders, all of it in Salesforce. */
  async function shopInSalesforce() {
    const buyer = { customer: ref('c'), total: money('10'), refunded: money('0') };
    const shop = new ScriptedShop()
      .put('customer', customer('c'))
      .put('order', order('1', ['a'], buyer), order('2', ['b'], buyer));
    const writer = new ScriptedWriter();
    const setup = storeSetup(shop, { memory: world.freshMemory(), writer });
    const nudge = async (model: 'customer' | 'order' | 'cart' | 'product', ...ids: string[]) => {
      const from = writer.aggregates.length;
      const nudges = ids.map((id) => ({ model, id }));
      await setup.memory.nudges.add(store, nudges, setup.now());
      await drainNudges(setup, signal);
      return writer.aggregates.slice(from);
    };
    await nudge('customer', 'c');
    await nudge('order', '1', '2');
    return { shop, writer, setup, nudge };
  }

  const valueOf = (aggregates: ScriptedWriter['aggregates']) =>
    aggregates.find(({ key }) => key.startsWith('value/'))?.rows[0]?.fields['Lifetime_Value__c'];

  it('is marked, counts no longer, and comes back as it was', async () => {
    const { shop, nudge } = await shopInSalesforce();
    const kept = shop.shelves.order.get('1')!;
    shop.shelves.order.delete('1');
    const leaving = await nudge('order', '1');
    assert.deepEqual(leaving[0]!.rows, [
      {
        ...{ object: 'Commerce_Order__c', externalId: `${store}:1`, onlyIfThere: true },
        fields: {
          External_Id__c: `${store}:1`,
          Removed__c: true,
          Correlation_Id__c: leaving[0]!.rows[0]!.fields['Correlation_Id__c'],
        },
      },
    ]);
    assert.equal(valueOf(leaving), '10');
    assert.deepEqual(await nudge('order', '1'), []);
    shop.put('order', kept);
    const back = await nudge('order', '1');
    assert.equal(back[0]!.rows[0]!.fields['Removed__c'], false);
    assert.equal(back[0]!.rows.length, 2);
    assert.equal(valueOf(back), '20');
  });

  it('does not come back by what was read before it went', async () => {
    const { shop, setup, nudge, writer } = await shopInSalesforce();
    const earlier = { ...shop.page('order', ['1']), readAt: '2026-02-28T00:00:00.000Z' };
    shop.shelves.order.delete('1');
    await nudge('order', '1');
    const sent = writer.aggregates.length;
    const source = {
      ...shop.source,
      reread: {
        async *order() {
          yield earlier;
        },
      },
    };
    const { counts } = await runReread({ ...setup, source }, 'order', ['1'], signal);
    assert.deepEqual([counts.unchanged, writer.aggregates.length], [1, sent]);
  });

  it('is nothing to Salesforce, which never had it', async () => {
    const { setup, nudge } = await shopInSalesforce();
    const waiting = { store, model: 'order' as const, stage: 'waiting' as const, raw: null };
    const rejected = { ...waiting, key: `order/${store}:9`, reason: 'no customer' };
    await setup.memory.rejections.add([rejected], setup.now());
    assert.deepEqual(await nudge('order', '9'), []);
    assert.equal(await setup.memory.rejections.count(), 0);
  });

  it('is marked where Salesforce has it although nobody took that down', async () => {
    const { setup, writer } = await shopInSalesforce();
    const asked: string[] = [];
    const presence = {
      among: async (model: string, ids: readonly string[]) => {
        asked.push(...ids.map((id) => `${model} ${id}`));
        return new Set([`${store}:8`]);
      },
    };
    const sent = writer.aggregates.length;
    await runReread({ ...setup, presence }, 'order', ['8', '9'], signal);
    assert.deepEqual(asked, [`order ${store}:8`, `order ${store}:9`]);
    const marked = writer.aggregates.slice(sent).flatMap(({ rows }) => rows);
    assert.deepEqual(
      marked.map(({ externalId, fields }) => [externalId, fields['Removed__c']]),
      [[`${store}:8`, true]],
    );
  });

  it('does not come by a page that was read before it went, and written after', async () => {
    const { shop, setup, writer } = await shopInSalesforce();
    shop.put('order', order('3', ['c']));
    const earlier = { ...shop.page('order', ['3']), readAt: '2026-02-28T00:00:00.000Z' };
    shop.shelves.order.delete('3');
    await runReread(setup, 'order', ['3'], signal);
    const sent = writer.aggregates.length;
    await runOrders([earlier], { memory: setup.memory, writer });
    assert.equal(writer.aggregates.length, sent);
    shop.put('order', order('3', ['c']));
    await runReread(setup, 'order', ['3'], signal);
    assert.equal(writer.aggregates.length, sent + 1);
  });

  it('leaves the orders of a customer to whoever has them now', async () => {
    const { shop, nudge } = await shopInSalesforce();
    const merged = { customer: ref('d'), updatedAt: '2026-02-02T00:00:00.000Z' };
    shop.shelves.customer.delete('c');
    shop.put('customer', customer('d'));
    for (const [id, one] of shop.shelves.order) shop.shelves.order.set(id, { ...one, ...merged });
    const sent = await nudge('customer', 'c');
    assert.deepEqual(
      sent.map(({ key }) => key.replace(`${store}:`, '')),
      ['customer/c', 'customer/d', 'order/1', 'order/2', 'value/c:GBP', 'value/d:GBP'],
    );
    const values = sent.slice(-2).map(({ rows }) => rows[0]!.fields['Lifetime_Value__c']);
    assert.deepEqual(values, ['0', '20']);
  });

  it('may be a cart, or all that a product was', async () => {
    const { shop, setup, nudge } = await shopInSalesforce();
    shop.put('cart', { ...cart, customer: ref('c') }).put('product', product);
    Object.assign(setup.mapping, { createProducts: true });
    await nudge('product', '85123');
    await nudge('cart', '37');
    shop.shelves.cart.clear();
    shop.shelves.product.clear();
    const [goneCart] = await nudge('cart', '37');
    assert.deepEqual(goneCart!.rows[0]!.fields, {
      ...{
        External_Id__c: `${store}:37`,
        Removed__c: true,
        Correlation_Id__c: goneCart!.rows[0]!.fields['Correlation_Id__c'],
      },
    });
    const [goneProduct] = await nudge('product', '85123');
    assert.deepEqual(
      goneProduct!.rows.map(({ object, fields }) => [object, fields]),
      ['8512301', '8512302'].map((id) => [
        'Product2',
        { Commerce_Key__c: `${store}:${id}`, IsActive: false },
      ]),
    );
  });
});
