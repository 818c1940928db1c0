import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { createLog } from '../common/log.ts';
import type { Store } from '../store/store.ts';
import type { ErrorDesk } from './error-desk.ts';
import { ScriptedWriter } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { runErrors } from './errors-service.ts';

/** Nothing to tell; every look is counted. */
function memory(looks: { count: number }, failing: () => boolean): Store {
  const errors = {
    healed: async () => {
      looks.count += 1;
      if (failing()) throw new Failure('Salesforce is away.', { kind: 'config', action: 'Look.' });
      return [];
    },
    ...{ changed: async () => [], unreported: async () => [], shown: async () => 0 },
  };
  return { errors, runs: { unreported: async () => [] } } as unknown as Store;
}

async function run(most: number, failing: (looks: number) => boolean, mostLooks: number) {
  const looks = { count: 0 };
  const lines: string[] = [];
  const sleeps: number[] = [];
  const stop = new AbortController();
  const swept: Date[] = [];
  const desk: ErrorDesk = {
    asked: async () => [],
    sweep: async (before) => {
      swept.push(before);
      return 0;
    },
  };
  const writer = new ScriptedWriter();
  const shop = new ScriptedShop();
  const memoryOf = memory(looks, () => failing(looks.count));
  await runErrors({
    ...{ stores: [storeSetup(shop, { memory: memoryOf, writer })], desk, writer },
    ...{ most, keepDays: 30, askEveryMs: 0, signal: stop.signal },
    log: createLog('info', { write: (line) => void lines.push(line) }),
    sleep: async (ms, signal) => {
      if (ms >= 3_600_000) {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        return;
      }
      sleeps.push(ms);
      if (looks.count >= mostLooks) stop.abort();
    },
  });
  return { looks: looks.count, log: lines.join(''), sleeps, swept };
}

describe('what tells Salesforce of the work', () => {
  it('looks every few seconds, and sweeps what is old', async () => {
    const { looks, log, sleeps, swept } = await run(10, () => false, 3);
    assert.deepEqual([looks, log, sleeps], [3, '', [3000, 3000, 3000]]);
    assert.deepEqual(swept, [new Date('2026-01-30T00:00:00Z')]);
  });

  it('tells the same trouble once, and comes back less and less often', async () => {
    const { log, sleeps } = await run(10, (looks) => looks < 4, 4);
    assert.equal(log.match(/could not be told in Salesforce: Salesforce is away/g)?.length, 1);
    assert.deepEqual(sleeps, [6000, 12_000, 24_000, 3000]);
  });

  it('does nothing where nothing is to be shown', async () => {
    const { looks, swept } = await run(0, () => false, 1);
    assert.deepEqual([looks, swept], [0, []]);
  });
});
