import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cart } from '../mapping/fixtures/records.ts';
import type { Ref } from '../model/index.ts';
import { customer, laneWorld, order, ScriptedWriter, store } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { runReread } from './reread.ts';
import { runStore } from './store-run.ts';

const { signal } = new AbortController();
const ref = (id: string): Ref => ({ platform: 'shopify', store: 'giftshop', id });
const ignore = () => undefined;

describe('an order or a cart', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  function begin(shop: ScriptedShop) {
    const writer = new ScriptedWriter();
    return { writer, setup: storeSetup(shop, { memory: world.freshMemory(), writer }) };
  }

  it('brings customers whom nobody has read yet, once a page', async () => {
    const shop = new ScriptedShop().put('customer', customer('c'), customer('d'));
    for (const [id, who] of ['c', 'd', 'c'].entries()) {
      shop.put('order', order(String(id), [], { customer: ref(who) }));
    }
    const { writer, setup } = begin(shop);
    await runReread(setup, 'order', ['0', '1', '2'], signal);
    assert.deepEqual(writer.sent, ['c', 'd', '0', '1', '2']);
    assert.deepEqual(shop.asked, ['order 0,1,2', 'customer c,d']);
    await runReread(setup, 'order', ['0'], signal);
    assert.equal(shop.asked.at(-1), 'order 0');
  });

  it('waits for a customer whom Salesforce does not have, and is written when it can be', async () => {
    const shop = new ScriptedShop().put('order', order('1', [], { customer: ref('c') }));
    const { writer, setup } = begin(shop);
    writer.answers = { 1: 'waiting-parent' };
    const first = await runStore(setup, 'backfill', signal, ignore);
    assert.equal(first.counts.waiting, 1);
    await runStore(setup, 'delta', signal, ignore);
    assert.equal(await setup.memory.rejections.count(), 1);
    writer.answers = {};
    const last = await runStore(setup, 'delta', signal, ignore);
    assert.equal(last.counts.waiting, 0);
    assert.equal(await setup.memory.rejections.count(), 0);
    assert.ok(await setup.memory.facts.among([`${store}:1`]).then((keys) => keys.size === 1));
    shop.asked.length = 0;
    await runStore(setup, 'delta', signal, ignore);
    assert.deepEqual(shop.asked, []);
  });

  it('names the order that a cart became as soon as that is there, and waits for none', async () => {
    const shop = new ScriptedShop()
      .put('customer', customer('c'))
      .put('cart', { ...cart, customer: ref('c'), order: ref('1') });
    const { writer, setup } = begin(shop);
    const named = () => writer.aggregates.at(-1)!.rows[0]!.fields['Order__r.External_Id__c'];
    await runReread(setup, 'cart', ['37'], signal);
    assert.equal(named(), undefined);
    shop.put('order', order('1', [], { customer: ref('c') }));
    await runReread(setup, 'order', ['1'], signal);
    await runReread(setup, 'cart', ['37'], signal);
    assert.equal(named(), `${store}:1`);
  });
});

describe('the window of history', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  const line = 'Commerce_Order_Line__c';
  const placed = (day: string) => ({ customer: null, placedOn: day, placedAt: `${day}T00:00:00Z` });

  it('leaves out what is older, unless it is there already', async () => {
    const shop = new ScriptedShop().put(
      'order',
      order('1', [], placed('2023-12-31')),
      order('2', [], placed('2024-01-01')),
    );
    const writer = new ScriptedWriter();
    const history = { ordersSince: '2024-01-01' };
    const mapping = { createContacts: false, history };
    const setup = storeSetup(shop, { memory: world.freshMemory(), writer, mapping });
    const { counts } = await runStore(setup, 'backfill', signal, ignore);
    assert.deepEqual([counts.read, counts.written, counts.outside], [2, 1, 1]);
    assert.deepEqual(writer.sent, ['2']);
    const whole = { ...setup, mapping: { createContacts: false } };
    await runStore(whole, 'delta', signal, ignore);
    assert.deepEqual(writer.sent, ['2', '1']);
    shop.put('order', order('1', [], { ...placed('2023-12-31'), updatedAt: shop.readAt }));
    await runReread(setup, 'order', ['1'], signal);
    assert.equal(await setup.memory.outcomes.known([`order/${store}:1`]).then((k) => k.size), 1);
  });

  it('keeps lines that are there when it shrinks, and tells how many there are', async () => {
    const shop = new ScriptedShop().put('order', order('1', ['a', 'b'], placed('2023-12-31')));
    const writer = new ScriptedWriter();
    const whole = storeSetup(shop, { memory: world.freshMemory(), writer });
    await runReread(whole, 'order', ['1'], signal);
    const mapping = { createContacts: false, history: { linesSince: '2024-01-01' } };
    const change = { number: '#1b', updatedAt: '2026-02-02T00:00:00.000Z' };
    shop.put('order', order('1', ['a'], { ...placed('2023-12-31'), ...change }));
    await runReread({ ...whole, mapping }, 'order', ['1'], signal);
    const shrunk = writer.aggregates.at(-1)!;
    assert.deepEqual(
      shrunk.rows.map(({ object }) => object),
      ['Commerce_Order__c'],
    );
    assert.equal(shrunk.rows[0]!.fields['Line_Count__c'], 1);
    assert.equal(shrunk.rows[0]!.fields['Item_Summary__c'], '6 × White lantern');
    const again = { updatedAt: '2026-02-03T00:00:00.000Z' };
    shop.put('order', order('1', ['a'], { ...placed('2023-12-31'), ...again }));
    await runReread(whole, 'order', ['1'], signal);
    const marks = writer.aggregates.at(-1)!.rows.filter(({ object }) => object === line);
    assert.deepEqual(
      marks.map(({ fields }) => fields['Removed__c']),
      [false, true],
    );
  });
});
