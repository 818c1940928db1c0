import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../../common/log.ts';
import { Figures, type Placed } from './figures.ts';
import { laneWorld, order, ScriptedWriter, store } from '../fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from '../fixtures/scripted-shop.ts';
import { createMetrics } from '../metrics.ts';
import { runStore } from '../store-run.ts';
import type { StoreSetup } from '../store-setup.ts';
import type { Books } from './books.ts';
import { isDue, nightlyCheckHandler } from './nightly.ts';
import { figuresOf, toHead } from './shop-side.ts';

const { signal } = new AbortController();

/** Salesforce has nothing, or just what the shop has. */
function books(shop: ScriptedShop, hasAll: boolean): Books {
  const all = (): Placed[] =>
    [...shop.shelves.order.values()].flatMap((one) => [
      ...figuresOf('order', toHead('order', one), { createContacts: false }),
    ]);
  return {
    figures: async (model) => new Figures().addAll(hasAll && model === 'order' ? all() : []),
    list: async () => [],
    find: async () => new Map(),
    markRemoved: async () => [],
  };
}

describe('the nightly check', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  async function begin(hasAll: boolean) {
    const shop = new ScriptedShop().put('order', order('1', ['11'], { customer: null }));
    const clock = { now: '2026-03-01T02:30:00.000Z' };
    const setup: StoreSetup = storeSetup(shop, {
      ...{ memory: world.freshMemory(), writer: new ScriptedWriter() },
      ...{ books: books(shop, hasAll), now: () => new Date(clock.now) },
    });
    return { setup, clock, read: () => runStore(setup, 'backfill', signal, () => undefined) };
  }

  async function night(setup: StoreSetup) {
    const lines: string[] = [];
    const ends = () => setup.memory.parity.ends();
    const metrics = createMetrics(undefined, undefined, undefined, ends);
    const [kind, work] = nightlyCheckHandler({
      ...{ hour: 3, repair: 'nothing' },
      log: createLog('info', { write: (line) => void lines.push(line) }),
    });
    const job = { id: '1', store, queue: 'checks', kind, data: {}, attempt: 0 } as const;
    await work(job, setup, signal);
    return { log: lines.join(''), metrics: await metrics.registry.metrics() };
  }

  it('is due once a day, from its hour by the clock of the store, when all has been read', async () => {
    const { setup, clock, read } = await begin(true);
    const due = () => isDue(setup, 3, signal);
    clock.now = '2026-03-01T03:30:00.000Z';
    assert.equal(await due(), false);
    await read();
    assert.equal(await due(), true);
    clock.now = '2026-03-01T02:30:00.000Z';
    assert.equal(await due(), false);
    clock.now = '2026-03-01T04:00:00.000Z';
    const { log, metrics } = await night(setup);
    assert.match(log, /Both sides agree/);
    assert.match(metrics, /orderlens_parity_differences\{store="shopify:giftshop"\} 0/);
    clock.now = '2026-03-01T23:00:00.000Z';
    assert.equal(await due(), false);
    // In London summer time began that night.
    clock.now = '2026-03-29T02:00:00.000Z';
    assert.equal(await due(), true);
  });

  it('says that the two sides differ, and remembers it', async () => {
    const { setup, clock, read } = await begin(false);
    await read();
    clock.now = '2026-03-01T03:00:00.000Z';
    const { log, metrics } = await night(setup);
    assert.match(log, /The two sides differ/);
    assert.match(metrics, /orderlens_parity_differences\{store="shopify:giftshop"\} 1/);
    const [kept] = await setup.memory.parity.all();
    assert.deepEqual([kept?.store, kept?.agrees, kept?.differing], [store, false, 1]);
    clock.now = '2026-03-01T03:10:00.000Z';
    const again = await night(setup);
    assert.equal(again.log, '');
    assert.match(again.metrics, /orderlens_parity_differences\{store="shopify:giftshop"\} 1/);
  });

  it('tells what keeps it from comparing', async () => {
    const { setup, clock, read } = await begin(true);
    await read();
    clock.now = '2026-03-01T03:00:00.000Z';
    const { log } = await night({ ...setup, books: undefined });
    assert.match(log, /nothing of Salesforce to compare with.*/);
    assert.deepEqual(await setup.memory.parity.all(), []);
  });
});
