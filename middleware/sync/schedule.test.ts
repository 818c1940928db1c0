import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../common/log.ts';
import { customer, laneWorld, ScriptedWriter } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { createMetrics } from './metrics.ts';
import { runSchedule } from './schedule.ts';

describe('the schedule', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  it('counts a store as checked only where nothing is missing, and forgets what is old', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.answers = { '1': 'retry' };
    const shop = new ScriptedShop().put('customer', customer('1'));
    const old = new Date('2026-01-01T00:00:00Z');
    await memory.runs.start('shopify:giftshop', 'order', 'delta', old);
    await memory.deliveries.isNew('shopify:giftshop', 'd', old);
    const metrics = createMetrics();
    const stop = new AbortController();
    const checked: boolean[] = [];
    await runSchedule({
      ...{ stores: [storeSetup(shop, { memory, writer })], everyMs: 1, signal: stop.signal },
      ...{ log: createLog('silent'), metrics },
      sleep: async () => {
        const text = await metrics.registry.metrics();
        checked.push(/checked_timestamp_seconds\{store="shopify:giftshop"\} \d/.test(text));
        writer.answers = {};
        if (checked.length === 2) stop.abort();
      },
    });
    assert.deepEqual(checked, [false, true]);
    const started = (await memory.runs.latest()).map(({ startedAt }) => startedAt);
    assert.ok(!started.includes(old.toISOString()));
    assert.equal(await memory.deliveries.isNew('shopify:giftshop', 'd', old), true);
  });
});
