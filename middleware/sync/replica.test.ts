import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from '../common/log.ts';
import { sleep } from '../common/sleep.ts';
import type { Lease, Leases } from '../store/leases.ts';
import { runReplica, type Term } from './replica.ts';

const store = 'shopify:giftshop';
const stopMs = 200;

/** Leases of one process that is alone. */
function alone() {
  const released: string[] = [];
  let free = true;
  const leases = {
    round: async (_owner: unknown, _stores: unknown, held: readonly Lease[]) => {
      const taken = free ? [{ store, token: '1' }] : [];
      free = false;
      return { kept: held, taken, surplus: 0 };
    },
    prolong: async (_owner: unknown, held: readonly Lease[]) => held,
    release: async (all: readonly Lease[]) => void released.push(...all.map((one) => one.store)),
    leave: async () => undefined,
  } as unknown as Leases;
  return { leases, released };
}

/** Runs until the work has begun, and is then told to stop. */
async function stopped(work: (term: Term) => Promise<void>) {
  const { leases, released } = alone();
  const stop = new AbortController();
  const lines: string[] = [];
  let toldAt = 0;
  await runReplica({
    ...{ leases, stores: [store], stopMs, signal: stop.signal, sleep },
    owner: { id: 'a', ttlMs: 3000 },
    wire: { listen: () => () => undefined, send: async () => undefined } as never,
    log: createLog('info', { write: (line) => void lines.push(line) }),
    work: (_lease, term) => {
      toldAt = performance.now();
      stop.abort();
      return work(term);
    },
  });
  return { tookMs: performance.now() - toldAt, log: lines.join(''), released };
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });

describe('a replica that is told to stop', () => {
  it('ends at once where no work is at hand, and gives back what it holds', async () => {
    const { tookMs, released } = await stopped(({ quiet }) => aborted(quiet));
    assert.ok(tookMs < stopMs * 0.6, `${tookMs} ms`);
    assert.deepEqual(released, [store]);
  });

  it('cuts off what takes longer than a part of its time, and gives it back', async () => {
    const { tookMs, released, log } = await stopped(({ signal }) => aborted(signal));
    assert.ok(tookMs >= stopMs * 0.6 - 5, `${tookMs} ms`);
    assert.deepEqual(released, [store]);
    assert.doesNotMatch(log, /did not end in time/);
  });

  it('leaves what heeds nothing when its time is over: that lease ends by itself', async () => {
    const { tookMs, released, log } = await stopped(() => new Promise(() => undefined));
    assert.ok(tookMs >= stopMs - 5 && tookMs < stopMs * 10, `${tookMs} ms`);
    assert.deepEqual(released, []);
    assert.match(log, /"store":"shopify:giftshop","msg":"Its work did not end in time"/);
  });
});
