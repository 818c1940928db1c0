import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Gate } from './gate.ts';

describe('a gate', () => {
  it('lets one in at a time, the urgent ones first', async () => {
    const gate = new Gate();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await setImmediate();
      seen.push(`${name} ends`);
    };
    const first = gate.enter(work('first'));
    const usual = ['a', 'b'].map((name) => gate.enter(work(name)));
    const urgent = ['x', 'y'].map((name) => gate.enter(work(name), 'urgent'));
    await Promise.all([first, ...usual, ...urgent]);
    const inOrder = ['first', 'x', 'y', 'a', 'b'];
    assert.deepEqual(
      seen,
      inOrder.flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it('lets the next one in after one that failed, and tells whoever had failed', async () => {
    const gate = new Gate();
    const failing = gate.enter(() => Promise.reject(new Error('no room')));
    const next = gate.enter(async () => 'done');
    assert.ok(gate.isBusy);
    await assert.rejects(failing, /^Error: no room$/);
    assert.equal(await next, 'done');
    assert.ok(!gate.isBusy);
    assert.equal(await gate.enter(async () => 'once more'), 'once more');
  });
});
