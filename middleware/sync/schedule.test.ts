import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { createLog } from '../common/log.ts';
import type { JobQueue } from '../store/job-queue.ts';
import { customer, laneWorld, ScriptedWriter } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { createMetrics } from './metrics.ts';
import { purge } from './nightly.ts';
import { askForSync, syncHandler } from './schedule.ts';
import type { StoreSetup } from './store-setup.ts';

const everyMs = 60_000;

describe('the schedule', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  function begin(change: Partial<StoreSetup> = {}) {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    const shop = new ScriptedShop().put('customer', customer('1'));
    const store = storeSetup(shop, { memory, writer, ...change });
    const sent: (number | undefined)[] = [];
    const queue: Pick<JobQueue, 'send'> = {
      send: async (_store, _queue, _kind, options) => String(sent.push(options?.afterMs)),
    };
    const metrics = createMetrics(undefined, () => memory.stops.all());
    const [, handler] = syncHandler({ queue, everyMs, log: createLog('silent'), metrics });
    const job = { id: '1', store: store.store, queue: 'runs', kind: 'sync', attempt: 0 } as const;
    const signal = new AbortController().signal;
    return {
      ...{ memory, writer, store, sent, queue, metrics },
      sync: (data: object = {}) => handler({ ...job, data }, store, signal),
    };
  }

  it('counts a store as checked only where nothing is missing, and looks again in its time', async () => {
    const { writer, sent, metrics, sync } = begin();
    writer.answers = { '1': 'retry' };
    const isChecked = async () =>
      /checked_timestamp_seconds\{store="shopify:giftshop"\} \d/.test(
        await metrics.registry.metrics(),
      );
    await sync();
    assert.equal(await isChecked(), false);
    writer.answers = {};
    await sync();
    assert.equal(await isChecked(), true);
    assert.deepEqual(sent, [everyMs, everyMs]);
  });

  it('waits longer after each failure that passes by itself, as long as it is told to', async () => {
    const failure = (retryAfterMs: number) =>
      new Failure('busy', { kind: 'rate-limit', action: 'Wait.', retryAfterMs });
    const { store, sent, sync } = begin();
    const source = { ...store.source, check: () => Promise.reject(failure(300_000)) };
    Object.assign(store, { source });
    await sync();
    assert.deepEqual([sent, store.brake.holds], [[300_000], true]);
  });

  it('does not hold up anything else where only this kind of work is held back', async () => {
    const details = { kind: 'rate-limit', action: 'Wait.', retryAfterMs: 300_000 } as const;
    const held = new Failure('the rest is kept for others', { ...details, heldBack: true });
    const { store, sent, sync } = begin();
    Object.assign(store, { source: { ...store.source, check: () => Promise.reject(held) } });
    await sync();
    assert.deepEqual([sent, store.brake.holds], [[300_000], false]);
  });

  it('stops a store that a person has to put right, says so, and goes on when asked to', async () => {
    const { store, memory, queue, metrics, sent, sync } = begin();
    const { source } = store;
    const refused = new Failure('the token is refused', { kind: 'auth', action: 'Renew it.' });
    Object.assign(store, { source: { ...source, check: () => Promise.reject(refused) } });
    await sync();
    await sync();
    assert.deepEqual(sent, [], 'it is not looked at again');
    const [stop] = await memory.stops.all();
    assert.deepEqual([stop?.kind, stop?.message], ['auth', 'the token is refused']);
    assert.match(
      await metrics.registry.metrics(),
      /orderlens_store_stopped\{store="shopify:giftshop",kind="auth"\} 1/,
    );
    Object.assign(store, { source });
    await askForSync(queue, store);
    await sync({ asked: true });
    assert.deepEqual(await memory.stops.all(), []);
    assert.deepEqual(sent, [undefined, everyMs]);
  });

  it('forgets what is old each night', async () => {
    const { memory, store } = begin();
    const old = new Date('2026-01-01T00:00:00Z');
    await memory.runs.start(store.store, 'order', 'delta', old);
    await memory.deliveries.isNew(store.store, 'd', old);
    await purge.run(store, new AbortController().signal);
    assert.deepEqual(await memory.runs.latest(), []);
    assert.equal(await memory.deliveries.isNew(store.store, 'd', old), true);
  });
});
