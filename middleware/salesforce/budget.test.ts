import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tellBudget } from './budget-words.ts';
import { Budget, stoppedMs, type BudgetReport, type Use } from './budget.ts';

const reserves = fc.integer({ min: 0, max: 90 }).map((percent) => percent / 100);
const limits = fc.integer({ min: 1, max: 5_000_000 });
const uses: readonly Use[] = ['live', 'check', 'backfill'];

function decided(use: Use, used: number, limit: number, reserve: number) {
  const budget = new Budget(reserve);
  budget.see({ used, limit }, 0);
  return budget.decide(use, 1);
}

describe('the API budget', () => {
  it('lets everything go on before the org has told anything', () => {
    const budget = new Budget(0.2);
    assert.ok(uses.every((use) => budget.decide(use, 0).state === 'free'));
  });

  it('never lets a backfill send a request that goes beyond the limit minus the share of others', () => {
    const request = fc.record({
      others: fc.nat(50),
      use: fc.constantFrom<Use>('backfill', 'live', 'check'),
    });
    const days = fc.array(request, { minLength: 50, maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), reserves, days, (limit, reserve, day) => {
        const budget = new Budget(reserve);
        let used = 0;
        budget.see({ used, limit }, 0);
        for (const { others, use } of day) {
          budget.see({ used: (used += others), limit }, 0);
          if (budget.decide(use, 1).state === 'stopped') continue;
          used += 1;
          if (use === 'backfill') assert.ok(used <= limit * (1 - reserve) + 1e-6);
          budget.see({ used, limit }, 0);
        }
      }),
    );
  });

  it('never holds live changes back for what a backfill may use', () => {
    fc.assert(
      fc.property(
        limits,
        reserves,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (limit, reserve, part) => {
          const used = Math.floor(limit * (1 - reserve) * part);
          fc.pre(used < Math.floor(limit * (1 - reserve)));
          assert.equal(decided('live', used, limit, reserve).state, 'free');
        },
      ),
    );
  });

  it('waits longer the more is used, backfill before polls before live', () => {
    const used = fc.nat(6_000_000);
    fc.assert(
      fc.property(limits, reserves, used, used, (limit, reserve, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        for (const use of uses) {
          const waits = [less, more].map((one) => decided(use, one, limit, reserve).waitMs);
          assert.ok(waits[0]! <= waits[1]!);
        }
        const [live, check, backfill] = uses.map((use) => decided(use, a, limit, reserve).waitMs);
        assert.ok(live! <= check! && check! <= backfill!);
      }),
    );
  });

  it('stops a backfill that Salesforce refused, until the org tells something else or it is time to look', () => {
    const budget = new Budget(0.2);
    budget.refused(1000);
    assert.equal(budget.decide('backfill', 2000).state, 'stopped');
    assert.equal(budget.decide('live', 2000).state, 'free');
    assert.equal(budget.isStale(2000), false);
    assert.equal(budget.isStale(1000 + stoppedMs), true);
    budget.see({ used: 10, limit: 1000 }, 3000);
    assert.equal(budget.decide('backfill', 3000).state, 'free');
  });

  it('says how much is used', () => {
    assert.match(decided('backfill', 85, 100, 0.2).reason, /^85 of the org's 100 API requests/);
  });
});

describe('how the budget stands', () => {
  const minute = 60_000;
  const begin = Date.parse('2026-03-01T00:00:00Z');

  function watched() {
    const told: BudgetReport[] = [];
    const budget = new Budget(0.2, (report) => told.push(report));
    let now = begin;
    const see = (used: number, afterMs = minute) => {
      budget.see({ used, limit: 1000 }, (now += afterMs));
    };
    return { budget, told, see, states: () => told.map(({ state }) => state), now: () => now };
  }

  it('is told whenever it gets worse, and when it has got better for a while', () => {
    const { see, states } = watched();
    for (const used of [100, 599, 700, 701, 800, 850, 900, 970, 990]) see(used);
    const worse = ['slowing down', 'history held back', 'only live changes', 'all held back'];
    assert.deepEqual(states(), worse);
    see(100, 1000);
    see(990, 1000);
    see(100, 1000);
    assert.equal(states().length, 4, 'at a border it comes and goes');
    see(100, minute);
    assert.deepEqual(states().slice(4), ['plenty']);
  });

  it('says in words what is held back, for whom, and until when', () => {
    const { budget, see, told, now } = watched();
    // All of it within an hour, of which history is held back at the end.
    for (let at = 0; at <= 60; at += 1) {
      for (let sent = 0; sent < 12; sent += 1) budget.spend('backfill', now());
      see(100 + at * 12);
    }
    const { heldBack, slowed, until } = told.at(-1)!;
    assert.deepEqual([heldBack, slowed], [['backfill'], ['check']]);
    assert.ok(Date.parse(until!) > now(), until!);
    const text = tellBudget(told.at(-1)!);
    assert.match(
      text,
      /^Of the org's limits history is held back\. Slowed down: looking for changes\./,
    );
    assert.match(text, /Held back: history, until about 2026-03-0/);
    assert.match(text, /8\d\d of 1,000 API requests in 24 hours are used, 200 are kept for others/);
  });

  it('foretells the day, once it has seen enough to', () => {
    const { budget, see, now } = watched();
    see(100);
    assert.equal(budget.report(now()).apiRequests?.forecast, null);
    for (let at = 1; at <= 30; at += 1) see(100 + at * 5);
    const { forecast } = budget.report(now()).apiRequests!;
    assert.ok(forecast!.inADay > 5 * 1440 && forecast!.inADay < 5.5 * 1440, `${forecast!.inADay}`);
    const leftMs = Date.parse(forecast!.keptReachedAt!) - now();
    assert.ok(leftMs > 100 * minute && leftMs < 130 * minute, `${leftMs / minute}`);
    assert.match(
      tellBudget(budget.report(now())),
      /the share of others is reached about 2026-03-01T02/,
    );
  });

  it('counts Bulk batches: as the org tells them and what was sent since, or what was sent from here', () => {
    const { budget, told, now } = watched();
    budget.bulk.sent(25_000, now());
    assert.deepEqual(budget.report(now()).bulkBatches, {
      ...{ used: 3, limit: 15_000, told: false, rowsFromHere: 25_000 },
    });
    assert.match(
      tellBudget(budget.report(now())),
      /3 Bulk batches were sent from here, and Salesforce/,
    );
    budget.seeBulk({ max: 100, remaining: 22 }, now());
    assert.equal(budget.decide('backfill', now(), true).state, 'slow');
    budget.bulk.sent(20_000, now());
    const { state, reason } = budget.decide('backfill', now(), true);
    assert.deepEqual(
      [state, reason.slice(0, 37)],
      ['stopped', "80 of the org's 100 Bulk batches in 2"],
    );
    assert.equal(budget.decide('backfill', now()).state, 'free', 'requests are another matter');
    assert.equal(budget.decide('live', now(), true).state, 'free');
    budget.see({ used: 1, limit: 1000 }, now());
    assert.deepEqual(
      told.map(({ state, heldBack }) => [state, heldBack]),
      [
        ['slowing down', []],
        ['history held back', ['backfill']],
      ],
    );
  });
});
