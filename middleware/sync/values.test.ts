import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Order } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import {
  laneWorld,
  order,
  orders,
  runAllValues,
  runOrders,
  ScriptedWriter,
  store,
} from './fixtures/lane-world.ts';

const customer = (id: string) => ({ platform: 'shopify', store: 'giftshop', id });
const money = (amount: string, currency = 'GBP') => ({ amount, currency });

function of(who: string | null, total: string, change: Partial<Order> = {}): Partial<Order> {
  const buyer = who === null ? null : customer(who);
  return { customer: buyer, total: money(total), refunded: money('0'), ...change };
}

describe('what customers are worth', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  let day = 0;
  const write = (memory: Store, ...some: [id: string, change: Partial<Order>][]) => {
    day += 1;
    const updatedAt = new Date(Date.UTC(2026, 1, day)).toISOString();
    const records = some.map(([id, change]) => order(id, [`${id}-1`], { updatedAt, ...change }));
    return runOrders([orders('end', ...records)], { memory, writer: new ScriptedWriter() });
  };
  /** Lifetime value by customer and currency, of those that were sent. */
  const values = async (memory: Store, writer = new ScriptedWriter()) => {
    const result = await runAllValues({ memory, writer });
    const sent = writer.aggregates.map(({ rows: [row] }) => [
      row!.externalId.replace(`${store}:`, ''),
      row!.fields['Lifetime_Value__c'],
    ]);
    return { ...result, sent: Object.fromEntries(sent) as Record<string, unknown> };
  };

  it('is written once a customer, from all their orders, and not again', async () => {
    const memory = world.freshMemory();
    await write(memory, ['1', of('a', '10')], ['2', of('a', '5')], ['3', of('b', '7')]);
    const first = await values(memory);
    assert.deepEqual(first.sent, { 'a:GBP': '15', 'b:GBP': '7' });
    assert.deepEqual([first.counts.written, first.counts.rows, first.complete], [2, 2, true]);
    assert.deepEqual((await values(memory)).sent, {});
    await write(memory, ['4', of('b', '1')]);
    assert.deepEqual((await values(memory)).sent, { 'b:GBP': '8' });
  });

  it('follows refunds and cancellations', async () => {
    const memory = world.freshMemory();
    await write(memory, ['1', of('a', '10')], ['2', of('a', '5')]);
    await values(memory);
    await write(memory, ['1', of('a', '10', { refunded: money('2.5') })]);
    assert.deepEqual((await values(memory)).sent, { 'a:GBP': '12.5' });
    const cancelledAt = '2026-02-01T00:00:00.000Z';
    await write(memory, ['1', of('a', '10', { cancelledAt, refunded: money('10') })]);
    assert.deepEqual((await values(memory)).sent, { 'a:GBP': '5' });
  });

  it('touches nobody when an order changes in what does not count', async () => {
    const memory = world.freshMemory();
    await write(memory, ['1', of('a', '10')]);
    await values(memory);
    const { counts } = await write(memory, ['1', of('a', '10', { status: 'delivered' })]);
    assert.equal(counts.written, 1);
    assert.equal(await memory.touched.count(store), 0);
  });

  it('is zero for whoever lost their only order, to another customer or another currency', async () => {
    const memory = world.freshMemory();
    await write(memory, ['1', of('a', '10')], ['2', of('c', '3')]);
    await values(memory);
    const euro = { total: money('3', 'EUR'), refunded: money('0', 'EUR') };
    await write(memory, ['1', of('b', '10')], ['2', of('c', '', euro)]);
    const { sent } = await values(memory);
    assert.deepEqual(sent, { 'a:GBP': '0', 'b:GBP': '10', 'c:EUR': '3', 'c:GBP': '0' });
  });

  it('is nothing for guests', async () => {
    const memory = world.freshMemory();
    await write(memory, ['1', of(null, '10')]);
    assert.deepEqual((await values(memory)).sent, {});
    await write(memory, ['1', of('a', '10')]);
    assert.deepEqual((await values(memory)).sent, { 'a:GBP': '10' });
    await write(memory, ['1', of(null, '10')]);
    assert.deepEqual((await values(memory)).sent, { 'a:GBP': '0' });
  });

  it('counts only orders that are in Salesforce', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.answers = { 1: 'rejected', 2: 'waiting-parent', 3: 'retry' };
    const records = ['1', '2', '3', '4'].map((id) => order(id, [], of('a', id)));
    await runOrders([orders('end', ...records)], { memory, writer });
    assert.deepEqual((await values(memory)).sent, { 'a:GBP': '4' });
  });

  it('is written by the next run when this one broke, or Salesforce put it off', async () => {
    const memory = world.freshMemory();
    await write(memory, ['1', of('a', '10')], ['2', of('b', '5', { total: money('5', 'EUR') })]);
    const writer = new ScriptedWriter();
    writer.breaksAt = 'EUR';
    await assert.rejects(values(memory, writer), /the connection broke/);
    assert.equal(await memory.touched.count(store), 1);
    const later = new ScriptedWriter();
    later.answers = { EUR: 'retry' };
    assert.equal((await values(memory, later)).complete, false);
    const waiting = new ScriptedWriter();
    waiting.answers = { EUR: 'waiting-parent' };
    assert.equal((await values(memory, waiting)).counts.waiting, 1);
    assert.equal(await memory.rejections.count(), 1);
    assert.deepEqual((await values(memory)).sent, { 'b:EUR': '5' });
    assert.equal(await memory.rejections.count(), 0);
    assert.equal(await memory.touched.count(store), 0);
  });

  it('is not sent again when Salesforce refused it, until it changes', async () => {
    const memory = world.freshMemory();
    await write(memory, ['1', of('a', '10')]);
    const writer = new ScriptedWriter();
    writer.answers = { GBP: 'rejected' };
    assert.equal((await values(memory, writer)).counts.rejected, 1);
    const [rejected] = await memory.rejections.list();
    assert.equal(rejected?.key, 'value/shopify:giftshop:a:GBP');
    assert.deepEqual((await values(memory)).sent, {});
    await write(memory, ['2', of('a', '1')]);
    assert.deepEqual((await values(memory)).sent, { 'a:GBP': '11' });
    assert.equal(await memory.rejections.count(), 0);
  });

  it('is worked out again for whoever was touched while it was on its way', async () => {
    const memory = world.freshMemory();
    await write(memory, ['1', of('a', '10')]);
    class Interrupted extends ScriptedWriter {
      override async *write(aggregates: Parameters<ScriptedWriter['write']>[0]) {
        for await (const outcome of super.write(aggregates)) {
          await write(memory, ['2', of('a', '1')]);
          yield outcome;
        }
      }
    }
    assert.deepEqual((await values(memory, new Interrupted())).sent, { 'a:GBP': '10' });
    assert.deepEqual((await values(memory)).sent, { 'a:GBP': '11' });
  });
});
