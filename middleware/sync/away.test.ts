import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { answers } from '../../sandbox/faults/answers.ts';
import { customerSeed, productSeed } from '../../sandbox/shops/shopify/testing.ts';
import { createLog } from '../common/log.ts';
import { sleep } from '../common/sleep.ts';
import { openRuntime, type Runtime } from '../runtime.ts';
import { shopAndOrg, type ShopAndOrg } from './fixtures/shop-and-org.ts';
import { runLive } from './live.ts';
import { refreshHandler } from './refresh-job.ts';
import { createMetrics } from './metrics.ts';
import { syncHandler } from './schedule.ts';
import type { StoreSetup } from './store-setup.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-away-'));
const busy = { status: 503, headers: { 'Retry-After': '0' } };

describe('while one side is away', () => {
  let world: ShopAndOrg;
  let runtime: Runtime;
  let store: StoreSetup;
  let away = { shop: false, org: false };
  /** What was asked of whom since it was away. */
  const asked: { readonly at: number; readonly what: string }[] = [];
  const ask = (what: string) => asked.push({ at: performance.now(), what });

  before(async () => {
    world = await shopAndOrg(folder, {
      seed: [customerSeed, productSeed],
      onRequest: ({ body }) => {
        if (!away.shop) return undefined;
        ask(/query (\w+)/.exec((body as { query: string }).query)![1]!);
        return busy;
      },
    });
    runtime = await openRuntime(world.config, { signal: new AbortController().signal });
    [store] = runtime.stores as [StoreSetup];
  });
  after(async () => {
    await runtime.close();
    await world.close();
  });

  /** A run after the other, live changes, and nudges that come in all the while. */
  async function busily(meanwhile: (lines: readonly string[]) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const { signal } = stop;
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    const setup = { log, metrics: createMetrics(), signal };
    const queue = { send: async () => '1' };
    const [, handler] = syncHandler({ ...setup, queue, everyMs: 1 });
    const job = { id: '1', store: store.store, queue: 'runs', kind: 'sync', attempt: 0 } as const;
    const runs = async () => {
      while (!signal.aborted) {
        await handler({ ...job, data: {} }, store, signal).catch(() => undefined);
        await wait(100);
      }
    };
    const nudging = async () => {
      while (!signal.aborted) {
        const nudge = { model: 'customer' as const, id: customerSeed.id };
        await store.memory.nudges.add(store.store, [nudge], new Date());
        store.bell.ring();
        await wait(100);
      }
    };
    const all = Promise.all([
      runs(),
      runs(),
      nudging(),
      runLive({ ...setup, stores: [store], sleep }),
    ]);
    try {
      await meanwhile(lines);
    } finally {
      away = { shop: false, org: false };
      stop.abort();
      await all;
    }
  }

  const until = async (what: string, isSo: () => boolean) => {
    for (let times = 0; times < 800 && !isSo(); times += 1) await wait(25);
    assert.ok(isSo(), what);
  };

  async function goesOn(lines: readonly string[]): Promise<void> {
    const from = lines.length;
    const since = () => lines.slice(from).join('');
    await until('runs go on', () => since().includes('Store checked'));
    await until('live changes go on', () => since().includes('Nudges dealt with'));
    assert.equal(store.brake.holds, false);
  }

  /** Pauses between requests, in milliseconds; each is half of 1, 2, 4 … seconds at least. */
  function assertProbes(probes: typeof asked): void {
    const gaps = probes.slice(1).map(({ at }, index) => at - probes[index]!.at);
    assert.ok(
      gaps.length >= 1 && gaps.every((ms, index) => ms >= 450 * 2 ** (index + 1)),
      `${gaps}`,
    );
  }

  async function onlyProbesBy(what: string): Promise<void> {
    await until('it is noticed', () => store.brake.holds);
    const others = () => asked.filter((one) => one.what !== what);
    const lastOther = () => others().at(-1)?.at ?? 0;
    await until('what was under way ends', () => performance.now() - lastOther() > 500);
    asked.length = 0;
    await until('it is probed', () => asked.length >= 2);
    assert.deepEqual([...new Set(asked.map((one) => one.what))], [what]);
    assertProbes(asked);
  }

  it('the shop: one small request goes ahead, for runs and live changes together', async () => {
    await busily(async (lines) => {
      await goesOn(lines);
      away = { shop: true, org: false };
      await onlyProbesBy('ShopTimeZone');
      asked.length = 0;
      const [, refresh] = refreshHandler;
      const order = { customers: [], carts: [], correlation: 'c' };
      const job = { id: '2', store: store.store, queue: 'orders', kind: 'refresh' } as const;
      const { signal } = new AbortController();
      const asking = refresh({ ...job, attempt: 0, data: order }, store, signal);
      await assert.rejects(asking, /does not answer for now|503/);
      // It may give up before the next probe is due.
      assert.deepEqual(
        asked.filter(({ what }) => what !== 'ShopTimeZone'),
        [],
      );
      away = { shop: false, org: false };
      await goesOn(lines);
    });
  });

  it('the org: likewise', async () => {
    await busily(async (lines) => {
      await goesOn(lines);
      let back = false;
      const effect = answers.unavailable(0);
      world.org.faults.plan({
        path: {
          test: (url: string) => {
            if (back || !url.startsWith('/services/data')) return false;
            ask(url);
            return true;
          },
        } as RegExp,
        times: Infinity,
        effect,
      });
      world.shop.merchant.placeOrder({
        customerId: customerSeed.id,
        items: [{ variantId: '71', quantity: 1 }],
      });
      await onlyProbesBy('/services/data/v66.0/');
      back = true;
      await goesOn(lines);
    });
  });
});
