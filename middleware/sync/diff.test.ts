import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Version } from '../salesforce/record.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import { goneHash, judge } from './diff.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const version = (changed: number, read: number): Version => {
  return { sourceTime: at(changed), readAt: at(read) };
};
const known = (hash: string, changed: number, read: number): KnownOutcome => {
  return { hash, state: 'written', ...version(changed, read) };
};

describe('a version', () => {
  it('is older by its time of change, whenever it was read', () => {
    assert.equal(judge(known('a', 5, 6), 'b', version(4, 9)), 'older');
    assert.equal(judge(known('a', 5, 9), 'b', version(6, 7)), 'send');
  });

  it('of the same time of change is older by when its read began', () => {
    assert.equal(judge(known('a', 5, 8), 'b', version(5, 7)), 'older');
    assert.equal(judge(known('a', 5, 8), 'b', version(5, 9)), 'send');
    assert.equal(judge(known('a', 5, 8), 'b', version(5, 8)), 'unclear');
    assert.equal(judge(known('a', 5, 8), 'a', version(5, 8)), 'unchanged');
  });

  it('from before anybody kept when it was read is the oldest of its time', () => {
    const old = { ...known('a', 5, 8), readAt: null };
    assert.equal(judge(old, 'b', version(5, 6)), 'send');
    assert.equal(judge(old, 'b', version(4, 6)), 'older');
  });

  it('that is gone goes by when that was seen, in both directions', () => {
    assert.equal(judge(known(goneHash, 8, 8), 'a', version(5, 7)), 'older');
    assert.equal(judge(known(goneHash, 8, 8), 'a', version(5, 9)), 'send');
    assert.equal(judge(known('a', 5, 8), goneHash, version(7, 7)), 'older');
    assert.equal(judge(known('a', 5, 8), goneHash, version(9, 9)), 'send');
    assert.equal(judge(known('a', 5, 8), goneHash, version(8, 8)), 'unclear');
  });
});

/** What a shop has of one record, second by second: it changes, with and without a new time of change, goes and comes back. */
const lives = fc.array(
  fc.constantFrom('change' as const, 'silently' as const, 'go' as const, 'rest' as const),
  { minLength: 1, maxLength: 12 },
);

interface Sight {
  readonly hash: string;
  readonly version: Version;
}

function sightsOf(life: readonly string[]): Sight[] {
  let [hash, changed] = ['v0', 0];
  return life.map((step, index) => {
    const now = index + 1;
    if (step === 'go') return { hash: goneHash, version: version(now, now) };
    if (step === 'change') [hash, changed] = [`v${now}`, now];
    if (step === 'silently') hash = `v${now}`;
    return { hash, version: version(changed, now) };
  });
}

describe('reads that arrive in any order', () => {
  const inAnyOrder = lives.chain((life) => {
    const sights = sightsOf(life);
    return fc.tuple(
      fc.constant(sights),
      fc.shuffledSubarray(sights, { minLength: sights.length, maxLength: sights.length }),
    );
  });

  it('leave the newest behind', () => {
    fc.assert(
      fc.property(inAnyOrder, ([sights, arriving]) => {
        let kept: KnownOutcome | undefined;
        for (const { hash, version } of arriving) {
          const verdict = judge(kept, hash, version);
          // What is seen unchanged is remembered as seen then.
          const isKept = verdict === 'send' || verdict === 'unchanged';
          if (isKept) kept = { hash, state: 'written', ...version };
        }
        assert.equal(kept?.hash, sights.at(-1)!.hash);
      }),
    );
  });
});
