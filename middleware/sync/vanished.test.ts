import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { laneWorld, order, orders, runOrders, ScriptedWriter } from './fixtures/lane-world.ts';

const line = 'Commerce_Order_Line__c';
const later = (day: number) => ({ updatedAt: `2026-02-0${day}T00:00:00.000Z` });

describe('a line that vanishes from its order', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  /** Of the last order sent: each line's id and whether it is marked. */
  function marks({ aggregates }: ScriptedWriter): Record<string, unknown> {
    const rows = aggregates.at(-1)!.rows.filter(({ object }) => object === line);
    return Object.fromEntries(
      rows.map(({ externalId, fields }) => [externalId.split(':').at(-1), fields['Removed__c']]),
    );
  }

  it('is marked once, and unmarked when it comes back', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    const read = (day: number, ...lines: string[]) =>
      runOrders([orders('end', order('1', lines, later(day)))], { memory, writer });
    await read(1, 'a', 'b');
    assert.deepEqual(marks(writer), { a: false, b: false });
    const { counts } = await read(2, 'a');
    assert.deepEqual(marks(writer), { a: false, b: true });
    assert.equal(counts.rows, 3);
    await read(3, 'a', 'c');
    assert.deepEqual(marks(writer), { a: false, c: false });
    await read(4, 'a', 'b', 'c');
    assert.deepEqual(marks(writer), { a: false, b: false, c: false });
    await read(5);
    assert.deepEqual(marks(writer), { a: true, b: true, c: true });
  });

  it('is marked by its key alone, and need not be there', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    await runOrders([orders('a', order('1', ['a'], later(1)))], { memory, writer });
    await runOrders([orders('b', order('1', [], later(2)))], { memory, writer });
    const externalId = 'shopify:giftshop:a';
    assert.deepEqual(writer.aggregates.at(-1)!.rows.at(-1), {
      ...{ object: line, externalId, onlyIfThere: true },
      fields: { External_Id__c: externalId, Removed__c: true, Correlation_Id__c: 'run' },
    });
  });

  it('is marked even when the order that had it was not confirmed', async () => {
    for (const answer of ['rejected', 'retry', 'waiting-parent'] as const) {
      const memory = world.freshMemory();
      const writer = new ScriptedWriter();
      writer.answers = { 1: answer };
      await runOrders([orders('end', order('1', ['a', 'b'], later(1)))], { memory, writer });
      writer.answers = {};
      await runOrders([orders('end', order('1', ['a'], later(2)))], { memory, writer });
      assert.deepEqual(marks(writer), { a: false, b: true }, answer);
    }
  });

  it('stays to be marked until Salesforce has confirmed it', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    await runOrders([orders('end', order('1', ['a', 'b'], later(1)))], { memory, writer });
    writer.answers = { 1: 'rejected' };
    await runOrders([orders('end', order('1', ['a'], later(2)))], { memory, writer });
    writer.answers = {};
    await runOrders([orders('end', order('1', ['a', 'c'], later(3)))], { memory, writer });
    assert.deepEqual(marks(writer), { a: false, c: false, b: true });
  });

  it('is noticed between two versions that are on their way together', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.chunk = 10;
    const versions = [order('1', ['a', 'b'], later(1)), order('1', ['a'], later(2))];
    const next = orders('end', order('1', ['c'], later(3)));
    await runOrders([orders('a', ...versions), next], { memory, writer });
    const sent = writer.aggregates.map(({ rows }) => rows.filter(({ object }) => object === line));
    assert.deepEqual(
      sent.map((rows) => rows.map(({ fields }) => fields['Removed__c'])),
      [
        [false, false],
        [false, true],
        [false, true, true],
      ],
    );
  });

  it('is remembered when the process dies with the order on its way', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.chunk = 10;
    writer.breaksAt = '2';
    const first = orders('end', order('1', ['a', 'b'], later(1)), order('2', []));
    await assert.rejects(runOrders([first], { memory, writer }));
    writer.breaksAt = undefined;
    await runOrders([orders('end', order('1', ['a'], later(2)))], { memory, writer });
    assert.deepEqual(marks(writer), { a: false, b: true });
  });
});
