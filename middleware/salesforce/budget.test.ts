import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Budget, stoppedMs, type Use } from './budget.ts';

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
