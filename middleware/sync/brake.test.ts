import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Brake, type Pass } from './brake.ts';

const { signal } = new AbortController();
const broken = { retryAfterMs: undefined };

/** Many who want in; tells who is. */
function crowd(brake: Brake, many: number) {
  const inside: Pass[] = [];
  const all = Array.from({ length: many }, async () => {
    const pass = await brake.enter(signal);
    inside.push(pass);
  });
  return { inside, all: Promise.all(all) };
}

describe('the brake', () => {
  it('waits longer after each failure, and no shorter than it was told to', async () => {
    const brake = new Brake(() => 1);
    assert.deepEqual([brake.pass().failed(broken), brake.holds], [1000, true]);
    brake.release();
    assert.equal(brake.pass().failed({ retryAfterMs: 90_000 }), 90_000);
    brake.release();
    assert.equal(brake.holds, false);
  });

  it('lets one go ahead after the pause, and the others when it was answered', async () => {
    const brake = new Brake(() => 0);
    brake.pass().failed(broken);
    const { inside, all } = crowd(brake, 5);
    await wait(600);
    assert.deepEqual(
      inside.map(({ isProbe }) => isProbe),
      [true],
    );
    inside[0]!.answered();
    await all;
    assert.equal(inside.filter(({ isProbe }) => isProbe).length, 1);
  });

  it('has another go ahead where the first ended without a word, after no other pause', async () => {
    const brake = new Brake(() => 0);
    brake.pass().failed(broken);
    const { inside, all } = crowd(brake, 2);
    await wait(600);
    inside[0]!.ended();
    await wait(10);
    assert.deepEqual([inside.length, inside[1]?.isProbe], [2, true]);
    await all;
  });

  it('remembers how often it failed until a piece of work is done: an answer alone proves little', async () => {
    const brake = new Brake(() => 0);
    assert.equal(brake.pass().failed(broken), 500);
    const probe = await brake.enter(signal);
    probe.answered();
    assert.equal(brake.holds, false);
    assert.equal(probe.failed(broken), 1000, 'it was answered, and failed all the same');
    brake.release();
    brake.pass().failed(broken);
    const again = await brake.enter(signal);
    again.answered();
    again.succeeded();
    assert.equal(brake.pass().failed(broken), 500);
  });

  it('learns nothing from what had begun before it held, but how long to wait', async () => {
    const brake = new Brake(() => 0);
    const [first, second, third] = [brake.pass(), brake.pass(), brake.pass()];
    first.failed(broken);
    assert.ok(second.failed(broken) <= 500, 'no failure of its own');
    third.succeeded();
    assert.equal(brake.holds, true);
    assert.equal(Math.round(brake.pass().failed({ retryAfterMs: 2000 })), 2000);
    brake.release();
  });

  it('lets go of whoever is to end', async () => {
    const brake = new Brake(() => 1);
    brake.pass().failed({ retryAfterMs: 60_000 });
    const stop = new AbortController();
    const waiting = brake.enter(stop.signal);
    stop.abort();
    assert.equal((await waiting).isProbe, false);
  });
});
