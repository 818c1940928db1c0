import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Gate } from '../common/gate.ts';
import type { Source } from '../connectors/connector.ts';
import type { SalesforceRecord } from '../salesforce/record.ts';
import type { Store } from '../store/store.ts';
import { Bell } from './bell.ts';
import { Brake } from './brake.ts';
import { laneWorld, order, orders, page, ScriptedWriter, store } from './fixtures/lane-world.ts';
import { createTraffic } from './traffic.ts';
import { runStore, type Progress } from './store-run.ts';

const report = {
  ...{ shopId: '1', name: 'Gift Shop', currency: 'GBP', timeZone: 'Europe/London' },
  ...{ url: null, warnings: [] },
};

describe('a run of a store', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  const source: Source = {
    check: async () => report,
    read: {
      async *customer() {
        yield page('end', '17850');
      },
      async *order() {
        yield orders('end', order('1', ['a']), order('2', ['b']));
      },
    },
  };

  async function run(memory: Store, writer: ScriptedWriter, shop = source) {
    const saved: SalesforceRecord[] = [];
    const told: Progress[] = [];
    const setup = {
      ...{ key: 'giftshop', store, platform: 'shopify', source: shop },
      ...{ mapping: { createContacts: false }, gate: new Gate() },
      ...{ bell: new Bell(), due: new Bell(), brake: new Brake(), traffic: createTraffic() },
      ...{ memory, writer, now: () => new Date('2026-02-01T00:00:00Z') },
      saveStore: async (fields: SalesforceRecord) => ({ created: saved.push(fields) === 1 }),
    };
    const signal = new AbortController().signal;
    const result = await runStore(setup, 'backfill', signal, (one) => void told.push(one));
    return { result, told, fresh: saved.some((fields) => 'Checked_Through__c' in fields) };
  }

  it('writes customers, orders, and what customers are worth, in this order', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    const { result, told, fresh } = await run(memory, writer);
    assert.deepEqual(writer.sent, ['17850', '1', '2', 'GBP']);
    assert.deepEqual([result.counts.written, result.complete, fresh], [4, true, true]);
    const done = told.filter((one) => one.done).map(({ model }) => model);
    assert.deepEqual(done, ['customer', 'order', 'value']);
    const again = new ScriptedWriter();
    assert.equal((await run(memory, again)).result.counts.written, 0);
    assert.deepEqual(again.sent, []);
  });

  it('says in the status why it could not even begin', async () => {
    const memory = world.freshMemory();
    const check = () => Promise.reject(new Error('the token was taken back'));
    const begun = run(memory, new ScriptedWriter(), { ...source, check });
    await assert.rejects(begun, /the token was taken back/);
    const runs = (await memory.runs.latest()).map(({ model, state, message }) => {
      return [model, state, message];
    });
    assert.deepEqual(runs, [['store', 'failed', 'the token was taken back']]);
  });

  it('is not fresh while a value is missing, and the next one begins with it', async () => {
    const memory = world.freshMemory();
    const writer = new ScriptedWriter();
    writer.answers = { GBP: 'retry' };
    const { result, fresh } = await run(memory, writer);
    assert.deepEqual([result.complete, fresh], [false, false]);
    const broken = new ScriptedWriter();
    broken.breaksAt = 'GBP';
    await assert.rejects(run(memory, broken), /the connection broke/);
    assert.equal((await memory.runs.latest()).filter(({ state }) => state === 'failed').length, 1);
    const next = new ScriptedWriter();
    assert.equal((await run(memory, next)).fresh, true);
    assert.deepEqual(next.sent, ['GBP']);
  });
});
