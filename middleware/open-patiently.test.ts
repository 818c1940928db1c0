import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, type FailureKind } from './common/errors.ts';
import { openPatiently } from './open-patiently.ts';

const failure = (kind: FailureKind, retryAfterMs?: number) => {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new Failure('nobody answers', { kind, action: 'Wait.', ...wait });
};

/** Fails with these, one after the other, then opens. */
function opening(...failures: readonly unknown[]) {
  const left = [...failures];
  const slept: number[] = [];
  const heard: string[] = [];
  const lines: object[] = [];
  const stop = new AbortController();
  const log = { info: () => undefined, warn: (about: object) => void lines.push(about) };
  const open = async () => {
    if (left.length > 0) throw left.shift();
    return 'open';
  };
  const opened = openPatiently(open, {
    ...{ signal: stop.signal, log: log as never },
    waits: ({ kind }) => void heard.push(kind),
    sleep: async (ms, signal) => {
      slept.push(ms);
      signal.throwIfAborted();
    },
  });
  return { opened, slept, heard, lines, stop };
}

describe('what is opened patiently', () => {
  it('is tried again after longer and longer pauses, of which half is chance', async () => {
    const away = Array.from({ length: 10 }, () => failure('unavailable'));
    const { opened, slept, heard, lines } = opening(...away, failure('rate-limit', 90_000));
    assert.equal(await opened, 'open');
    for (const [index, ms] of slept.slice(0, 10).entries()) {
      const whole = Math.min(60_000, 1000 * 2 ** index);
      assert.ok(ms >= whole / 2 && ms <= whole, `${ms}`);
    }
    assert.equal(slept.at(-1), 90_000, 'as long as it was told to');
    assert.deepEqual([heard.length, heard.at(-1), lines.length], [11, 'rate-limit', 11]);
  });

  it('is given up where a person has to put something right, or it was never expected', async () => {
    for (const error of [failure('config'), failure('auth'), new TypeError('a mistake of ours')]) {
      const { opened, slept } = opening(failure('unavailable'), error);
      await assert.rejects(opened, error as Error);
      assert.equal(slept.length, 1);
    }
  });

  it('ends when it is told to', async () => {
    const { opened, stop } = opening(failure('unavailable'), failure('unavailable'));
    stop.abort();
    await assert.rejects(opened, { name: 'AbortError' });
  });
});
