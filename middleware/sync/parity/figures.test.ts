import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sameAmount, sum } from '../../common/money.ts';
import { differing, Figures, totals, type Placed } from './figures.ts';
import { spansOf } from './spans.ts';

const day = fc.integer({ min: 0, max: 40 }).map((days) => {
  return new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10);
});
/** Up to 10^10, in 0.0001. */
const amount = fc.bigInt({ min: 0n, max: 10n ** 14n }).map((units) => {
  const text = String(units).padStart(5, '0');
  return `${text.slice(0, -4)}.${text.slice(-4)}`;
});
const placed: fc.Arbitrary<Placed> = fc
  .record({
    measure: fc.constantFrom('orders', 'lines', 'refunds'),
    ...{ recordDay: day, day, currency: fc.constantFrom('GBP', 'EUR', 'JPY'), sum: amount },
  })
  .map((one) => ({ ...one, day: one.measure === 'refunds' ? one.day : one.recordDay, count: 1 }));
const many = fc.array(placed, { minLength: 1, maxLength: 60 });

/** As Salesforce tells sums: grouped, and each a double. */
function asDoubles(figures: Figures): Figures {
  const told = [...figures.all()].map((one) => ({ ...one, sum: String(Number(one.sum)) }));
  return new Figures().addAll(told.map((one) => ({ ...one, sum: plain(one.sum) })));
}
const plain = (text: string) => (text.includes('e') ? Number(text).toFixed(4) : text);

describe('figures', () => {
  it('are the same whatever the order they come in, and as Salesforce tells them', () => {
    fc.assert(
      fc.property(many, (all) => {
        const [shop, other] = [all, all.toReversed()].map((some) => new Figures().addAll(some));
        assert.deepEqual(differing(shop!, other!), []);
        assert.deepEqual(differing(shop!, asDoubles(other!)), []);
      }),
    );
  });

  it('differ at the places where something is missing, more, or off by 0.0001, and at no other', () => {
    const change = fc.constantFrom('missing', 'twice', 'dearer');
    fc.assert(
      fc.property(many, fc.nat(), change, (all, pick, how) => {
        const at = pick % all.length;
        const one = all[at]!;
        const changed = { ...one, sum: sum([one.sum, '0.0001']) };
        const rest = all.toSpliced(at, 1);
        const theirs = { missing: rest, twice: [...all, one], dearer: [...rest, changed] }[how];
        const salesforce = asDoubles(new Figures().addAll(theirs));
        const found = differing(new Figures().addAll(all), salesforce);
        assert.deepEqual(
          found.map(({ shop: _shop, salesforce: _salesforce, ...place }) => place),
          [placeOf(one)],
        );
      }),
    );
  });

  it('come to the same in total', () => {
    fc.assert(
      fc.property(many, (all) => {
        const figures = new Figures().addAll(all);
        for (const { measure, currency, shop, salesforce } of totals(figures, figures)) {
          const mine = all.filter((one) => one.measure === measure && one.currency === currency);
          assert.deepEqual(shop, { count: mine.length, sum: sum(mine.map((one) => one.sum)) });
          assert.deepEqual(salesforce, shop);
        }
      }),
    );
  });
});

const placeOf = ({ measure, recordDay, day, currency }: Placed) => {
  return { measure, recordDay, day, currency };
};

describe('amounts', () => {
  it('are told apart to 15 digits', () => {
    assert.ok(!sameAmount('99999999999.9999', '99999999999.9998'));
    assert.ok(!sameAmount('9999999999999.99', '9999999999999.98'));
    assert.ok(sameAmount('123456789012345.6789', '123456789012345.68'));
    assert.ok(sameAmount('0', '0'));
    assert.ok(!sameAmount('0', '0.0001'));
    assert.ok(!sameAmount('1', '-1'));
    assert.ok(sameAmount('0.3', '0.30000000000000004'));
  });
});

describe('spans', () => {
  it('hold every day that is asked for once, in order, and not too many records', () => {
    fc.assert(
      fc.property(many, fc.uniqueArray(day), fc.integer({ min: 1, max: 20 }), (all, days, most) => {
        const orders = all.filter(({ measure }) => measure === 'orders');
        const side = new Figures().addAll(orders);
        const spans = spansOf('order', new Set(days), [side], most);
        assert.deepEqual(
          spans.flatMap((span) => [...span.days]),
          days.toSorted(),
        );
        for (const { since, until, days } of spans) {
          const within = orders.filter(({ day }) => day >= since && day <= until);
          assert.ok(days.size === 1 || within.length <= most, `${within.length}`);
        }
      }),
    );
  });
});
