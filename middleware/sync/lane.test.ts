import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { customer, laneWorld, page, run, ScriptedWriter, store } from './fixtures/lane-world.ts';
import { ScriptedShop } from './fixtures/scripted-shop.ts';
import { createTraffic } from './traffic.ts';

describe('a lane', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  it('writes everything once, and nothing when nothing has changed', async () => {
    const memory = world.freshMemory();
    const pages = [page('a', '1', '2'), page('end', '3')];
    const first = await run(pages, { memory, writer: new ScriptedWriter() });
    assert.equal(first.counts.written, 3);
    assert.equal(first.counts.rows, 3);
    assert.equal(first.complete, true);
    const writer = new ScriptedWriter();
    const second = await run(pages, { memory, writer });
    assert.deepEqual(writer.sent, []);
    assert.equal(second.counts.unchanged, 3);
    assert.equal((await memory.checkpoints.get(store, 'customer'))?.cursor, 'end');
  });

  it('writes what has changed and never what is older', async () => {
    const memory = world.freshMemory();
    await run([page('end', '1', '2')], { memory, writer: new ScriptedWriter() });
    const writer = new ScriptedWriter();
    const changed = { name: 'New', updatedAt: '2026-02-01T00:00:00.000Z' };
    const older = { name: 'Old', updatedAt: '2026-01-01T00:00:00.000Z' };
    const records = [customer('1', changed), customer('2', older)];
    const { counts } = await run([{ ...page('end'), records }], { memory, writer });
    assert.deepEqual(writer.sent, ['1']);
    assert.equal(counts.unchanged, 1);
  });

  it('leaves nothing claimed when it fails, though pages ahead were being decided', async () => {
    const traffic = createTraffic();
    const writer = new ScriptedWriter();
    writer.breaksAt = '1';
    const ids = ['1', '2', '3', '4', '5', '6'];
    const pages = ids.map((id) => page(id, id));
    const failing = run(pages, { memory: world.freshMemory(), writer, traffic });
    await assert.rejects(failing, /the connection broke/);
    await setTimeout(50);
    await traffic.claims.recover(async () => undefined);
    const held = ids.filter((id) => traffic.claims.isHeld(`customer/${store}:${id}`));
    assert.deepEqual(held, []);
  });

  it('rejects one and goes on with the rest; the same is not sent again', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.answers = { 2: 'rejected' };
    const { counts, complete } = await run([page('end', '1', '2', '3')], { memory, writer });
    assert.deepEqual([counts.written, counts.rejected, complete], [2, 1, true]);
    const [rejected] = await memory.rejections.list();
    assert.equal(rejected?.key, 'customer/shopify:giftshop:2');
    assert.match(rejected.reason, /Commerce_Customer__c shopify:giftshop:2: STRING_TOO_LONG/);
    const again = new ScriptedWriter();
    const second = await run([page('end', '1', '2', '3')], { memory, writer: again });
    assert.deepEqual(again.sent, []);
    assert.equal(second.counts.rejected, 1);
    assert.equal(await memory.rejections.count(), 1);
  });

  it('forgets a rejection when the record is written after all', async () => {
    const memory = world.freshMemory();
    const unreadable = [{ id: '7', reason: 'no date', raw: { id: 7 } }];
    const writer = new ScriptedWriter();
    const { counts } = await run([{ ...page('end', '1'), rejected: unreadable }], {
      memory,
      writer,
    });
    assert.deepEqual([counts.read, counts.written, counts.rejected], [2, 1, 1]);
    assert.equal(await memory.rejections.count(), 1);
    await run([page('end', '1', '7')], { memory, writer });
    assert.equal(await memory.rejections.count(), 0);
  });

  it('rejects what makes no valid key before it reaches Salesforce', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    const { counts } = await run([page('end', 'x'.repeat(300), '1')], { memory, writer });
    assert.deepEqual(writer.sent, ['1']);
    assert.equal(counts.rejected, 1);
    assert.equal((await memory.rejections.list())[0]?.stage, 'map');
  });

  it('keeps a record that waits for its parent, and sends it again', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.answers = { 1: 'waiting-parent' };
    const { counts } = await run([page('end', '1')], { memory, writer });
    assert.equal(counts.waiting, 1);
    writer.answers = {};
    await run([page('end', '1')], { memory, writer });
    assert.deepEqual(writer.sent, ['1', '1']);
    assert.equal(await memory.rejections.count(), 0);
  });

  it('leaves its checkpoint before a page that is to be read again', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.answers = { 2: 'retry' };
    const pages = [page('a', '1'), page('b', '2'), page('end', '3')];
    const first = await run(pages, { memory, writer });
    assert.deepEqual([first.complete, first.counts.retry], [false, 1]);
    assert.equal((await memory.checkpoints.get(store, 'customer'))?.cursor, 'a');
    writer.answers = {};
    const second = await run(pages, { memory, writer });
    assert.deepEqual(writer.sent, ['1', '2', '3', '2']);
    assert.equal(second.complete, true);
  });

  it('goes on where one record stays locked, which is read again by itself', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.answers = { 2: 'retry' };
    writer.code = 'UNABLE_TO_LOCK_ROW';
    const reread = new ScriptedShop().source.reread;
    const pages = [page('a', '1'), page('b', '2'), page('end', '3')];
    const { complete, counts } = await run(pages, { memory, writer, reread });
    assert.deepEqual([complete, counts.retry, counts.nudged], [true, 1, 1]);
    assert.equal((await memory.checkpoints.get(store, 'customer'))?.cursor, 'end');
    const [nudge] = await memory.nudges.take(store, 'customer', 10);
    assert.equal(nudge?.id, '2');
    const [waiting] = await memory.rejections.list();
    assert.deepEqual([waiting?.key, waiting?.stage], [`customer/${store}:2`, 'retry']);
  });

  it('keeps what was confirmed when the writer breaks, and goes on from there', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.breaksAt = '4';
    writer.chunk = 2;
    const pages = [page('a', '1', '2'), page('b', '3'), page('end', '4')];
    await assert.rejects(run(pages, { memory, writer }), /the connection broke/);
    const kept = await memory.checkpoints.get(store, 'customer');
    assert.deepEqual([kept?.cursor, kept?.complete], ['a', false]);
    const rest = new ScriptedWriter();
    await run(pages, { memory, writer: rest });
    assert.deepEqual(rest.sent, ['3', '4']);
  });

  it('goes on with what has changed when the mapping has, and reads the rest again beside it', async () => {
    const memory = world.freshMemory();
    const pages = [page('a', '1', '2'), page('b', '3'), page('end', '4')];
    await run(pages, { memory, writer: new ScriptedWriter(), mode: 'delta' });
    const [mapping, writer] = [{ createContacts: true }, new ScriptedWriter()];
    await run([...pages, page('later', '5')], { memory, writer, mapping, mode: 'delta' });
    assert.deepEqual(writer.sent, ['5']);
    const cutOff = new ScriptedWriter();
    cutOff.breaksAt = '3';
    const remap = { memory, mapping, mode: 'remap' } as const;
    await assert.rejects(run(pages, { ...remap, writer: cutOff }), /the connection broke/);
    const rest = new ScriptedWriter();
    const { complete } = await run(pages, { ...remap, writer: rest });
    assert.deepEqual([cutOff.sent, rest.sent, complete], [['1', '2'], ['3', '4'], true]);
    assert.deepEqual(await memory.remappings.of(store), []);
    assert.equal((await memory.checkpoints.get(store, 'customer'))?.cursor, 'later');
  });

  it('sends two versions of one record in their order', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.chunk = 5;
    const newer = { name: 'New', updatedAt: '2026-02-01T00:00:00.000Z' };
    const records = [customer('1', newer)];
    const { counts } = await run([page('a', '1'), { ...page('end'), records }], { memory, writer });
    assert.equal(counts.written, 2);
    const known = await memory.outcomes.known(['customer/shopify:giftshop:1']);
    assert.equal([...known.values()][0]?.sourceTime, newer.updatedAt);
  });
});
