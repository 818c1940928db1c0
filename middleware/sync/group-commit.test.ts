import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupCommit } from './group-commit.ts';

describe('a group commit', () => {
  it('takes together what comes while another is under way, each with its own answer', async () => {
    const sizes: number[] = [];
    const begun = Promise.withResolvers<void>();
    const come = Promise.withResolvers<void>();
    const put = groupCommit(async (items: readonly number[]) => {
      sizes.push(items.length);
      begun.resolve();
      await come.promise;
      return items.map((item) => item * 2);
    }, 4);
    const first = put(0);
    await begun.promise;
    const rest = Array.from({ length: 9 }, (_, index) => put(index + 1));
    come.resolve();
    assert.deepEqual(await Promise.all([first, ...rest]), [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    assert.deepEqual(sizes, [1, 4, 4, 1]);
    assert.equal(await put(21), 42);
  });

  it('that fails fails for all of its own, and for nobody after', async () => {
    let calls = 0;
    const put = groupCommit(async (items: readonly string[]) => {
      calls += 1;
      if (calls === 1) throw new Error('the disk is full');
      return items;
    });
    const both = await Promise.allSettled([put('a'), put('b')]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(await put('c'), 'c');
  });
});
