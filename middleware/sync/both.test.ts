import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Random } from '../../sandbox/random.ts';
import { newCorrelation } from '../common/correlation.ts';
import type { Aggregate, Outcome, RecordWriter } from '../salesforce/record.ts';
import { customer, laneWorld, store } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { runLane } from './lane.ts';
import { drainNudges } from './reread.ts';
import type { StoreSetup } from './store-setup.ts';

/** An org that takes its time, and minds two writes of one record at once. */
class SlowOrg implements RecordWriter {
  readonly names = new Map<string, unknown>();
  readonly underWay = new Set<string>();
  overlapped = 0;
  /** Waited for before anything takes effect. */
  pause: () => Promise<void> = async () => undefined;

  async *write(aggregates: AsyncIterable<Aggregate>): AsyncIterable<Outcome> {
    let chunk: Aggregate[] = [];
    for await (const aggregate of aggregates) {
      // One job holds a record once.
      if (chunk.some(({ key }) => key === aggregate.key)) {
        yield* await this.#send(chunk);
        chunk = [];
      }
      chunk.push(aggregate);
      if (chunk.length < 5) continue;
      yield* await this.#send(chunk);
      chunk = [];
    }
    yield* await this.#send(chunk);
  }

  async #send(chunk: readonly Aggregate[]): Promise<Outcome[]> {
    for (const { key } of chunk) {
      if (this.underWay.has(key)) this.overlapped += 1;
      this.underWay.add(key);
    }
    await this.pause();
    return chunk.map(({ key, rows }) => {
      this.names.set(key, rows.at(-1)!.fields['Name']);
      this.underWay.delete(key);
      return { key, state: 'written', errors: [] };
    });
  }
}

describe('a run and live changes of one store', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  const { signal } = new AbortController();
  const day = (number: number) =>
    new Date(Date.UTC(2026, 1, 1) + number * 86_400_000).toISOString();

  function begin() {
    const shop = new ScriptedShop();
    const org = new SlowOrg();
    const setup = storeSetup(shop, { memory: world.freshMemory(), writer: org });
    const nudge = (id: string) =>
      setup.memory.nudges.add(store, [{ model: 'customer', id }], setup.now());
    return { shop, org, setup, nudge };
  }

  function backfill(setup: StoreSetup) {
    const { source } = setup;
    return runLane<'customer'>({
      ...{ ...setup, model: 'customer', mode: 'backfill', correlation: newCorrelation() },
      ...{ read: source.read.customer!, reread: source.reread, signal },
      onProgress: () => undefined,
    });
  }

  it('leave to each other what is on its way, and it is read again', async () => {
    const { shop, org, setup, nudge } = begin();
    shop.put('customer', customer('1', { name: 'Old', updatedAt: day(1) }));
    let arrived = () => undefined as void;
    const sent = new Promise<void>((onTheWay) => {
      org.pause = () => {
        onTheWay();
        return new Promise((resolve) => (arrived = resolve));
      };
    });
    const running = backfill(setup);
    await sent;
    shop.put('customer', customer('1', { name: 'New', updatedAt: day(2) }), customer('2'));
    await Promise.all([nudge('1'), nudge('2')]);
    org.pause = async () => undefined;
    await drainNudges(setup, signal);
    assert.deepEqual([...org.names.values()], ['Customer 2']);
    assert.equal(await setup.memory.nudges.count(store), 1);
    arrived();
    await running;
    await drainNudges(setup, signal);
    assert.equal(org.names.get(`customer/${store}:1`), 'New');
    assert.equal(await setup.memory.nudges.count(store), 0);
  });

  it('have a record read again that live changes are writing when the run comes to it', async () => {
    const { shop, org, setup } = begin();
    shop.put('customer', customer('1'));
    const key = `customer/${store}:1`;
    const live = {};
    setup.traffic.claims.take([key], live);
    const { counts } = await backfill(setup);
    assert.deepEqual([counts.nudged, org.names.size], [1, 0]);
    setup.traffic.claims.free([key], live);
    await drainNudges(setup, signal);
    assert.equal(org.names.get(key), 'Customer 1');
  });

  it('have a record read again where nothing tells which of two reads is older', async () => {
    const { shop, org, setup } = begin();
    shop.put('customer', customer('1', { name: 'First' }));
    await backfill(setup);
    shop.put('customer', customer('1', { name: 'Second' }));
    const { counts } = await backfill(setup);
    assert.equal(counts.nudged, 1);
    await drainNudges(setup, signal);
    assert.equal(org.names.get(`customer/${store}:1`), 'Second');
  });

  it('end with what the shop has, whatever they do at the same time', async () => {
    for (let seed = 1; seed <= 15; seed += 1) {
      const { shop, org, setup, nudge } = begin();
      const random = new Random(seed);
      const pause = async () => {
        for (let turns = random.between(0, 5); turns > 0; turns -= 1) await setImmediate();
      };
      org.pause = pause;
      shop.meanwhile = pause;
      const ids = Array.from({ length: 12 }, (_, index) => String(index));
      shop.put('customer', ...ids.map((id) => customer(id, { updatedAt: day(0) })));
      let changes = 0;
      const change = async () => {
        const id = random.pick(ids);
        changes += 1;
        // Every other change leaves the time of change alone.
        const updatedAt = day(changes - (changes % 2));
        shop.readAt = day(100 + changes);
        shop.put('customer', customer(id, { name: `${id} v${changes}`, updatedAt }));
        await nudge(id);
      };
      const live = async () => {
        for (let rounds = 0; rounds < 10; rounds += 1) {
          await change();
          await Promise.all([drainNudges(setup, signal), pause()]);
        }
      };
      const history = async () => {
        for (let runs = 0; runs < 3; runs += 1) await backfill(setup);
      };
      await Promise.all([live(), live(), history()]);
      await drainNudges(setup, signal);
      assert.equal(org.overlapped, 0, `seed ${seed}`);
      assert.equal(await setup.memory.nudges.count(store), 0, `seed ${seed}`);
      for (const id of ids) {
        const { name } = shop.shelves.customer.get(id)!;
        assert.equal(org.names.get(`customer/${store}:${id}`), name, `seed ${seed}`);
      }
    }
  });
});
