import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('come one at a time, the urgent ones first', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await setImmediate();
      seen.push(`${name} ends`);
    };
    const first = turns.take(work('first'));
    const usual = ['a', 'b'].map((name) => turns.take(work(name)));
    const urgent = ['x', 'y'].map((name) => turns.take(work(name), 'urgent'));
    await Promise.all([first, ...usual, ...urgent]);
    const inOrder = ['first', 'x', 'y', 'a', 'b'];
    assert.deepEqual(
      seen,
      inOrder.flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it('go on after one that failed, and tell whoever had it', async () => {
    const turns = new Turns();
    const failing = turns.take(() => Promise.reject(new Error('no room')));
    const next = turns.take(async () => 'done');
    await assert.rejects(failing, /no room/);
    assert.equal(await next, 'done');
    assert.equal(await turns.take(async () => 'once more'), 'once more');
  });
});
