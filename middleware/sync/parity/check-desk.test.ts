import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JobEnd } from '../../store/job-queue.ts';
import { createCheckDesk } from './check-desk.ts';

const stores = ['a', 'b'].map((key) => ({ key, store: `shopify:${key}` }));

/** A desk whose jobs end as is said by store. */
function desk(ends: Record<string, JobEnd>) {
  const sent: string[] = [];
  const told: string[] = [];
  const withdrawn: string[] = [];
  const clock = { now: 0 };
  const queue = {
    send: async (...[store, queue]: [string, string, ...unknown[]]) => {
      sent.push(`${store} ${queue}`);
      return `job of ${store}`;
    },
    end: async (store: string, _queue: string, id: string) => {
      assert.equal(id, `job of ${store}`);
      return ends[store]!;
    },
    withdraw: async (store: string, _queue: string, id: string) => {
      assert.equal(id, `job of ${store}`);
      const end = ends[store]!;
      if (end.state !== 'open' || end.begun) return false;
      ends[store] = { state: 'gone' };
      withdrawn.push(store);
      return true;
    },
  };
  const tell = (store: string) => void told.push(store);
  const made = createCheckDesk({ stores, queue, tell, clock: () => clock.now });
  return { sent, told, withdrawn, clock, ...made };
}

const done = (output: object): JobEnd => ({ state: 'done', output });
const open: JobEnd = { state: 'open', begun: true };
const waiting: JobEnd = { state: 'open', begun: false };

describe('where checks are asked for', () => {
  it('has the owner of each store told, and waits for all of them', async () => {
    const ends: Record<string, JobEnd> = { 'shopify:a': done({ parity: 1 }), 'shopify:b': open };
    const { start, state, sent, told } = desk(ends);
    const id = await start({ repair: 'nothing' });
    assert.deepEqual(sent, ['shopify:a checks', 'shopify:b checks']);
    assert.deepEqual(told, ['shopify:a', 'shopify:b']);
    assert.deepEqual(await state(id), { state: 'running' });
    ends['shopify:b'] = done({ parity: 2 });
    assert.deepEqual(await state(id), { state: 'done', results: [1, 2] });
    assert.equal(await state('other'), undefined);
  });

  it('asks for the store that was named, and tells why it failed', async () => {
    const failed = { kind: 'auth', message: 'No.', action: 'Log in.' };
    const { start, state, sent } = desk({ 'shopify:b': done({ failed }) });
    const id = await start({ repair: 'all', store: 'b' });
    assert.deepEqual(sent, ['shopify:b checks']);
    assert.deepEqual(await state(id), { state: 'failed', ...failed });
  });

  it('does not wait for a job that is gone', async () => {
    const { start, state } = desk({ 'shopify:a': { state: 'gone' }, 'shopify:b': open });
    const found = await state(await start({ repair: 'all' }));
    assert.ok(found?.state === 'failed' && /Nobody compared store shopify:a/.test(found.message));
  });

  it('has nobody do later what it has told as not done', async () => {
    const ends: Record<string, JobEnd> = { 'shopify:a': waiting, 'shopify:b': waiting };
    const { start, state, clock, withdrawn } = desk(ends);
    const id = await start({ repair: 'all' });
    clock.now = 6 * 3_600_000;
    assert.deepEqual(await state(id), { state: 'running' });
    clock.now += 1;
    const found = await state(id);
    assert.ok(found?.state === 'failed' && /Nobody compared store shopify:a/.test(found.message));
    assert.deepEqual(withdrawn, ['shopify:a', 'shopify:b']);
  });

  it('waits for what somebody is at, however late, and withdraws only what nobody is', async () => {
    const { start, state, clock, withdraw, withdrawn } = desk({
      ...{ 'shopify:a': open, 'shopify:b': waiting },
    });
    const id = await start({ repair: 'all' });
    clock.now = 7 * 3_600_000;
    assert.deepEqual(await state(id), { state: 'running' });
    assert.deepEqual(withdrawn, []);
    await withdraw(id);
    assert.deepEqual(withdrawn, ['shopify:b']);
  });
});
