import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it, mock } from 'node:test';
import { keepUse, recallUse } from './keep-use.ts';
import { Budget } from './salesforce/budget.ts';
import { readyFolder } from './store/fixtures/ready-folder.ts';
import { openStore, type StoreHandle } from './store/store.ts';

const minute = 60_000;
const midnight = Date.parse('2026-03-01T00:00:00Z');
const noon = midnight + 720 * minute;

describe("what was seen of the org's requests", () => {
  let folder: string;
  let handle: StoreHandle;
  before(async () => {
    folder = await readyFolder('use');
    handle = await openStore({ folder });
  });
  after(async () => {
    await handle.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Ten a minute until noon, of which the org tells the sum. */
  function untilNoon(budget: Budget): void {
    for (let at = midnight; at < noon; at += minute) {
      budget.see({ used: 5000 + ((at - midnight) / minute) * 10, limit: 100_000 }, at);
    }
  }
  const forecastOf = (budget: Budget, at: number) => budget.report(at).apiRequests?.forecast;

  it('is known to the next life, which foretells the day as the one before', async () => {
    const use = handle.forOrg('00D1').apiUse;
    const budget = new Budget(0.2);
    const keepNow = keepUse({ budget, use, now: () => new Date(noon) });
    untilNoon(budget);
    await keepNow();
    assert.ok((await use.get())!.length < 10_000);

    const later = noon + 2 * minute;
    const [next, stranger] = [new Budget(0.2), new Budget(0.2)];
    await recallUse({ budget: next, use, now: () => new Date(later) });
    for (const one of [budget, next, stranger]) one.see({ used: 12_220, limit: 100_000 }, later);
    assert.deepEqual(forecastOf(next, later), forecastOf(budget, later));
    assert.ok(forecastOf(next, later)!.inADay > 14_000);
    assert.equal(forecastOf(stranger, later), null);
    assert.equal(await handle.forOrg('00D2').apiUse.get(), undefined);
  });

  it('is kept once a minute, and only where there is something new', async (t) => {
    t.after(() => mock.timers.reset());
    mock.timers.enable({ apis: ['setInterval'] });
    const kept: string[] = [];
    const use = {
      get: async () => undefined,
      set: async (text: string) => {
        kept.push(text);
        throw new Error('the database is away');
      },
    };
    let at = midnight;
    const budget = new Budget(0.2);
    const keepNow = keepUse({ budget, use, now: () => new Date(at) });
    for (; at < midnight + 3 * minute; at += 15_000) {
      budget.see({ used: at % 977, limit: 1000 }, at);
      mock.timers.tick(15_000);
    }
    assert.equal(kept.length, 3);
    mock.timers.tick(5 * minute);
    await keepNow();
    assert.equal(kept.length, 3);
  });
});
