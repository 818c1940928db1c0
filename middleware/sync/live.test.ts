import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createLog } from '../common/log.ts';
import { sleep } from '../common/sleep.ts';
import type { RawRequest, Received, Source } from '../connectors/connector.ts';
import { customer, laneWorld, ScriptedWriter, store } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { createInbox } from './inbox.ts';
import { runLive } from './live.ts';
import { createMetrics } from './metrics.ts';
import { drainNudges, runReread } from './reread.ts';
import { runStore } from './store-run.ts';
import type { StoreSetup } from './store-setup.ts';

const day = (number: number) => ({ updatedAt: `2026-02-0${number}T00:00:00.000Z` });

/** Takes the body for the id of a customer, and a header for that of the delivery. */
function receive({ headers, body }: RawRequest): Received {
  const id = Buffer.from(body).toString();
  const nudges = id ? [{ model: 'customer' as const, id }] : [];
  return { status: 200, nudges, delivery: headers['delivery'] ?? null, refused: null };
}

describe('nudges', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  function begin() {
    const shop = new ScriptedShop().put('customer', customer('1', { name: 'Old', ...day(1) }));
    const writer = new ScriptedWriter();
    const webhooks = { receive, ensure: async () => [] };
    const source: Source = { ...shop.source, webhooks };
    const setup = storeSetup(shop, { memory: world.freshMemory(), writer, source });
    const inbox = createInbox([setup]);
    const deliver = (id: string, delivery?: string) =>
      inbox.receive('giftshop', {
        headers: delivery === undefined ? {} : { delivery },
        body: Buffer.from(id),
      });
    return { shop, writer, setup, deliver };
  }

  const { signal } = new AbortController();
  const names = ({ aggregates }: ScriptedWriter) =>
    aggregates.map(({ rows }) => rows.at(-1)!.fields['Name']);

  it('are not lost when they come while the record is being read again', async () => {
    const { shop, writer, setup, deliver } = begin();
    let changes = 0;
    shop.meanwhile = async () => {
      if ((changes += 1) > 1) return;
      shop.put('customer', customer('1', { name: 'New', ...day(2) }));
      await deliver('1');
    };
    await deliver('1');
    await drainNudges(setup, signal);
    assert.deepEqual(names(writer), ['Old', 'New']);
    assert.deepEqual(shop.asked, ['customer 1', 'customer 1']);
    assert.equal(await setup.memory.nudges.count(), 0);
  });

  it('stay when reading or writing breaks', async () => {
    const { writer, setup, deliver } = begin();
    await deliver('1');
    writer.breaksAt = '1';
    await assert.rejects(drainNudges(setup, signal), /the connection broke/);
    assert.equal(await setup.memory.nudges.count(store), 1);
  });

  it('that are repeated, or about nothing, are not taken', async () => {
    const { setup, deliver } = begin();
    const fates = [];
    for (const [id, delivery] of [['1', 'a'], ['1', 'a'], ['1', 'b'], ['', 'c'], ['1']] as const) {
      fates.push((await deliver(id, delivery)).fate);
    }
    assert.deepEqual(fates, ['taken', 'repeated', 'taken', 'ignored', 'taken']);
    const [taken] = await setup.memory.nudges.take(store, 'customer', 10);
    assert.equal(taken?.generation, 3);
  });

  it('that come late bring nothing older', async () => {
    const { shop, writer, setup } = begin();
    shop.put('customer', customer('1', { name: 'New', ...day(2) }));
    await runReread(setup, 'customer', ['1'], signal);
    shop.put('customer', customer('1', { name: 'Old', ...day(1) }));
    const { counts } = await runReread(setup, 'customer', ['1'], signal);
    assert.deepEqual([names(writer), counts.unchanged], [['New'], 1]);
  });

  it('are left by a run to whoever follows the store, and else dealt with by it', async () => {
    for (const isFollowed of [true, false]) {
      const { setup, deliver } = begin();
      setup.traffic.isFollowed = isFollowed;
      await deliver('1');
      await setup.bell.heard(signal);
      await runStore(setup, 'delta', signal, () => undefined);
      assert.equal(await setup.memory.nudges.count(store), isFollowed ? 1 : 0);
      if (!isFollowed) continue;
      const late = AbortSignal.timeout(1000);
      await setup.bell.heard(late);
      assert.equal(late.aborted, false);
    }
  });

  describe('live', () => {
    async function live(setup: StoreSetup, meanwhile: () => Promise<void>, impatient = false) {
      const stop = new AbortController();
      const lines: string[] = [];
      const log = createLog('info', { write: (line) => void lines.push(line) });
      const shorter = (ms: number, until: AbortSignal) => sleep(Math.min(ms, 20), until);
      const running = runLive({
        ...{ stores: [setup], signal: stop.signal, log, metrics: createMetrics() },
        sleep: impatient ? shorter : sleep,
      });
      await meanwhile();
      stop.abort();
      await running;
      return lines.join('');
    }

    const eventually = async (isSo: () => boolean | Promise<boolean>) => {
      for (let times = 0; times < 400 && !(await isSo()); times += 1) await wait(25);
      assert.ok(await isSo());
    };

    it('are read at once, those left from before too, and those of one moment together', async () => {
      const { shop, writer, setup, deliver } = begin();
      shop.put('customer', customer('2'), customer('3'));
      await deliver('1');
      await live(setup, async () => {
        await eventually(() => writer.sent.length === 1);
        await Promise.all([deliver('2'), deliver('3')]);
        await eventually(() => writer.sent.length === 3);
      });
      assert.deepEqual(shop.asked, ['customer 1', 'customer 2,3']);
    });

    it('are tried again after a failure, which the log tells', async () => {
      const { writer, setup, deliver } = begin();
      await deliver('1');
      writer.breaksAt = '1';
      const work = async () => {
        await eventually(() => writer.broke > 0);
        writer.breaksAt = undefined;
        await eventually(async () => (await setup.memory.nudges.count()) === 0);
      };
      const log = await live(setup, work, true);
      assert.match(log, /the connection broke/);
      assert.deepEqual(writer.sent, ['1']);
    });

    it('do not wait for a run of the store', async () => {
      const { writer, setup, deliver } = begin();
      let end = () => undefined as void;
      const run = setup.gate.enter(() => new Promise<void>((resolve) => (end = resolve)));
      await deliver('1');
      await live(setup, () => eventually(() => writer.sent.length === 1), true);
      end();
      await run;
    });
  });
});
