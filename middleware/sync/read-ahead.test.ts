import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { readAhead } from './read-ahead.ts';

describe('reading ahead', () => {
  async function* numbers(seen: string[], upTo: number) {
    try {
      for (let number = 1; number <= upTo; number += 1) {
        seen.push(`read ${number}`);
        yield number;
      }
    } finally {
      seen.push('closed');
    }
  }

  it('gives all in order, and has one more on its way, never two', async () => {
    const seen: string[] = [];
    for await (const number of readAhead(numbers(seen, 3))) {
      await setImmediate();
      seen.push(`took ${number}`);
    }
    assert.deepEqual(seen, [
      ...['read 1', 'read 2', 'took 1', 'read 3', 'took 2', 'closed', 'took 3'],
    ]);
  });

  it('has as many on their way as it is told to', async () => {
    const seen: string[] = [];
    for await (const number of readAhead(numbers(seen, 4), 2)) {
      await setImmediate();
      seen.push(`took ${number}`);
    }
    assert.deepEqual(seen.slice(0, 6), [
      ...['read 1', 'read 2', 'read 3', 'took 1', 'read 4', 'took 2'],
    ]);
    assert.equal(seen.at(-1), 'took 4');
  });

  it('closes the source when whoever reads stops', async () => {
    const seen: string[] = [];
    for await (const number of readAhead(numbers(seen, 9))) if (number === 2) break;
    await setImmediate();
    assert.equal(seen.at(-1), 'closed');
    assert.ok(!seen.includes('read 4'));
  });

  it('tells of a failure in its turn, after what came before it', async () => {
    async function* failing() {
      yield 1;
      throw new Error('the shop is gone');
    }
    const taken: number[] = [];
    await assert.rejects(async () => {
      for await (const number of readAhead(failing())) {
        await setImmediate();
        taken.push(number);
      }
    }, /the shop is gone/);
    assert.deepEqual(taken, [1]);
  });
});
