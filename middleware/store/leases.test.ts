import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { Failure } from '../common/errors.ts';
import { fairShare } from './fair-share.ts';
import { databases } from './fixtures/server.ts';
import type { Lease, Owner } from './leases.ts';
import { openStore, type StoreHandle } from './store.ts';

const stores = ['shopify:a', 'shopify:b', 'shopify:c', 'shopify:d'];
const all = new Set(stores);
const at = new Date('2026-01-31T08:26:00Z');

describe('a fair share', () => {
  /** Rounds of all replicas in turn until nothing changes any more. */
  function settle(counts: Map<string, number>, free: number): number {
    for (let rounds = 0; rounds < 100; rounds += 1) {
      let changed = false;
      for (const [id, mine] of counts) {
        const others = new Map([...counts].filter(([other]) => other !== id));
        const { take, giveBack } = fairShare(id, { mine, others, free });
        assert.ok(take <= free && giveBack <= mine);
        counts.set(id, mine + take - giveBack);
        free += giveBack - take;
        changed ||= take + giveBack > 0;
      }
      if (!changed) return free;
    }
    assert.fail('It never comes to rest');
  }

  it('leaves no store alone, and no replica with two more than another, from wherever it starts', () => {
    const loads = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 7 });
    const property = fc.property(loads, fc.nat({ max: 20 }), (loads, free) => {
      const counts = new Map(loads.map((count, index) => [`r${index}`, count]));
      assert.equal(settle(counts, free), 0);
      assert.ok(Math.max(...counts.values()) - Math.min(...counts.values()) <= 1);
    });
    fc.assert(property);
  });
});

for (const { name, open } of databases) describe(`leases on ${name}`, () => shared(open));

function shared(open: (typeof databases)[number]['open']): void {
  let database: Awaited<ReturnType<typeof open>>;
  let handle: StoreHandle;
  before(async () => {
    database = await open();
    handle = await openStore(database.location);
  });
  after(async () => {
    await handle.close();
    await database.close();
  });

  const anOwner = (ttlMs = 60_000): Owner => ({ id: randomUUID(), ttlMs });
  it('are shared out evenly, and move to a newcomer one by one', async () => {
    const leases = handle.leases('00Deven');
    const [first, second] = [anOwner(), anOwner()];
    const alone = await leases.round(first, stores, [], all);
    assert.deepEqual(alone.taken.map(({ store }) => store).sort(), stores);
    assert.deepEqual((await leases.round(second, stores, [], all)).taken, []);
    const crowded = await leases.round(first, stores, alone.taken, new Set());
    assert.deepEqual([crowded.kept.length, crowded.surplus], [4, 2]);
    await leases.release(alone.taken.slice(2));
    const joined = await leases.round(second, stores, [], all);
    assert.equal(joined.taken.length, 2);
    const settled = await leases.round(first, stores, alone.taken.slice(0, 2), all);
    assert.deepEqual([settled.kept.length, settled.taken, settled.surplus], [2, [], 0]);
    assert.equal((await leases.all()).length, 4);
  });

  it('go to another once they are not prolonged, who has a token of its own', async () => {
    const leases = handle.leases('00Ddead');
    const [dead, heir] = [anOwner(60), anOwner()];
    const [before] = (await leases.round(dead, ['shopify:a'], [], all)).taken;
    assert.deepEqual((await leases.round(heir, ['shopify:a'], [], all)).taken, []);
    await wait(100);
    const [now] = (await leases.round(heir, ['shopify:a'], [], all)).taken;
    assert.ok(Number(now?.token) > Number(before?.token));
    assert.deepEqual(await leases.prolong(dead, [before!]), []);
    await leases.release([before!]);
    assert.deepEqual(await leases.prolong(heir, [now!]), [now]);
  });

  it('are refused to a command while somebody works on one of its stores', async () => {
    const leases = handle.leases('00Dbusy');
    const [one, other] = [anOwner(), anOwner()];
    const held = await leases.claim(one, ['shopify:a']);
    await assert.rejects(leases.claim(other, stores), (error: unknown) => {
      assert.ok(error instanceof Failure && error.kind === 'config');
      return /works on shopify:a of org 00Dbusy/.test(error.message);
    });
    assert.equal((await leases.claim(other, ['shopify:b'])).length, 1, 'nothing was kept of it');
    await leases.release(held);
    assert.equal((await leases.claim(other, ['shopify:a'])).length, 1);
  });

  it('keep a former owner from writing what only the owner may', async () => {
    const leases = handle.leases('00Dfence');
    const [former] = await leases.claim(anOwner(), ['shopify:a']);
    const stale = handle.forOrg('00Dfence', former!);
    await stale.ledger.opened({ id: '750a', object: 'Account', correlation: 'run' });
    await leases.release([former!]);
    const [owner] = await leases.claim(anOwner(), ['shopify:a']);
    const memory = handle.forOrg('00Dfence', owner!);
    const checkpoint = { cursor: 'x', complete: true, fingerprint: 'f', readAt: '2026' };
    const isLost = /Store shopify:a is worked on by another process now/;
    await assert.rejects(stale.checkpoints.set('shopify:a', 'order', checkpoint), isLost);
    await assert.rejects(stale.ledger.opened({ id: '750b', object: 'Account' }), isLost);
    await assert.rejects(
      stale.transaction(async ({ nudges }) => {
        await nudges.add('shopify:a', [{ model: 'order', id: '1' }], at);
      }),
      isLost,
    );
    assert.equal(await memory.nudges.count(), 0);
    await memory.checkpoints.set('shopify:a', 'order', checkpoint);
    const [left, ...others] = await memory.ledger.open();
    assert.deepEqual([left?.id, left?.correlation, left?.store], ['750a', 'run', 'shopify:a']);
    assert.deepEqual(others, []);
  });

  it("leave other stores' jobs and runs alone", async () => {
    const both = await handle.leases('00Dother').claim(anOwner(), ['shopify:a', 'shopify:b']);
    const [a, b] = both.map((lease: Lease) => handle.forOrg('00Dother', lease));
    await handle.forOrg('00Dother').ledger.opened({ id: '750old', object: 'Account' });
    await a!.ledger.opened({ id: '750a', object: 'Account' });
    const run = await b!.runs.start('shopify:b', 'order', 'delta', at);
    await a!.runs.abandon('shopify:a', at);
    const ids = (await b!.ledger.open()).map(({ id }) => id);
    assert.deepEqual(ids, ['750old'], 'opened before stores were told apart');
    assert.equal((await b!.runs.latest()).find(({ id }) => id === run)?.state, 'running');
  });
}

describe('a takeover on a PostgreSQL server', () => {
  it('waits until its former owner has committed what it was at', async () => {
    const database = await databases[1]!.open();
    const [old, fresh] = [await openStore(database.location), await openStore(database.location)];
    const [dead, heir] = [
      { id: 'dead', ttlMs: 1 },
      { id: 'heir', ttlMs: 60_000 },
    ];
    const [lease] = await old.leases('00D').claim(dead, ['shopify:a']);
    const leases = fresh.leases('00D');
    await old.forOrg('00D', lease!).transaction(async ({ runs }) => {
      const during = await leases.round(heir, ['shopify:a'], [], all);
      assert.deepEqual(during.taken, []);
      await runs.start('shopify:a', 'order', 'delta', at);
    });
    assert.equal((await leases.round(heir, ['shopify:a'], [], all)).taken.length, 1);
    await Promise.all([old.close(), fresh.close()]);
    await database.close();
  });
});
