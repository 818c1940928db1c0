import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Big from 'big.js';
import fc from 'fast-check';
import { sum } from '../common/money.ts';
import type { OrderFact } from '../model/index.ts';
import { customerValue, customerValues } from './customer-value.ts';

let keys = 0;
function fact(placedOn: string, total: string, change: Partial<OrderFact> = {}): OrderFact {
  const key = `shopify:giftshop:${(keys += 1)}`;
  return {
    ...{ key, customer: 'shopify:giftshop:17850', currency: 'GBP', placedOn, total },
    ...{ placedAt: `${placedOn}T12:00:00.000Z`, refunded: '0', cancelled: false },
    ...change,
  };
}

const cents = (max: bigint) =>
  fc.bigInt(0n, max).map((value) => sum([new Big(`${value}e-2`).toFixed()]));

function facts(months: { from: string; to: string }, customers = ['a']) {
  const days = fc
    .date({ min: new Date(months.from), max: new Date(months.to), noInvalidDate: true })
    .map((date) => date.toISOString());
  const one = fc.record({
    key: fc.uuid(),
    customer: fc.constantFrom(...customers, null),
    currency: fc.constantFrom('GBP', 'JPY'),
    placedAt: days,
    total: cents(10n ** 9n),
    refunded: cents(10n ** 9n),
    cancelled: fc.boolean(),
  });
  return fc
    .array(one, { maxLength: 30 })
    .map((all) =>
      all.map((each): OrderFact => ({ ...each, placedOn: each.placedAt.slice(0, 10) })),
    );
}

const long = facts({ from: '2009-01-01', to: '2012-12-31' }, ['a', 'b', 'c']);
const within24Months = facts({ from: '2010-01-01', to: '2011-12-31' });

describe('the value of a customer', () => {
  it('is placed less cancelled less refunded, to the penny', () => {
    fc.assert(
      fc.property(long, (all) => {
        for (const value of customerValues(all)) {
          const { placedTotal, cancelledTotal, refundedTotal, lifetimeValue } = value;
          const expected = new Big(placedTotal).minus(cancelledTotal).minus(refundedTotal);
          assert.ok(expected.eq(lifetimeValue));
          assert.equal(value.orderCount, value.placedCount - value.cancelledCount);
          assert.ok(value.refundedCount <= value.orderCount);
        }
      }),
    );
  });

  it('holds every order of a customer once, in its currency', () => {
    fc.assert(
      fc.property(long, (all) => {
        const values = customerValues(all);
        const counted = values.reduce((count, { placedCount }) => count + placedCount, 0);
        assert.equal(counted, all.filter(({ customer }) => customer !== null).length);
        const names = values.map(({ customer, currency }) => `${customer} ${currency}`);
        assert.equal(new Set(names).size, names.length);
      }),
    );
  });

  it('is the sum of its months when they reach back far enough', () => {
    fc.assert(
      fc.property(within24Months, (all) => {
        for (const { months, lifetimeValue, orderCount } of customerValues(all)) {
          const booked = Object.values(months);
          assert.equal(sum(booked.map(({ net }) => net)), lifetimeValue);
          assert.equal(
            booked.reduce((count, { orders }) => count + orders, 0),
            orderCount,
          );
        }
      }),
    );
  });

  it('never keeps more than 24 months, the last order among them', () => {
    fc.assert(
      fc.property(long, (all) => {
        for (const { months, lastOrderAt } of customerValues(all)) {
          const names = Object.keys(months);
          assert.ok(names.length <= 24);
          assert.deepEqual(names, [...names].sort());
          assert.equal(names.at(-1), lastOrderAt?.slice(0, 7));
        }
      }),
    );
  });

  it('does not depend on the order of the facts', () => {
    fc.assert(
      fc.property(
        long.chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
          ),
        ),
        ([all, shuffled]) => {
          const sorted = (some: OrderFact[]) =>
            customerValues(some).sort((a, b) =>
              a.customer + a.currency < b.customer + b.currency ? -1 : 1,
            );
          assert.deepEqual(sorted(shuffled), sorted(all));
        },
      ),
    );
  });

  it('tells what an agent asks for', () => {
    const value = customerValue('c', 'GBP', [
      fact('2026-01-31', '100'),
      fact('2026-02-10', '50', { refunded: '12.5' }),
      fact('2026-02-20', '10'),
      fact('2026-03-01', '999', { cancelled: true, refunded: '999' }),
    ]);
    assert.deepEqual(value, {
      ...{ customer: 'c', currency: 'GBP', placedTotal: '1159', cancelledTotal: '999' },
      ...{ refundedTotal: '12.5', lifetimeValue: '147.5', averageOrderValue: '49.1667' },
      ...{ placedCount: 4, cancelledCount: 1, refundedCount: 1, orderCount: 3 },
      ...{ firstOrderOn: '2026-01-31', lastOrderAt: '2026-02-20T12:00:00.000Z' },
      daysBetweenOrders: '10',
      months: { '2026-01': { net: '100', orders: 1 }, '2026-02': { net: '47.5', orders: 2 } },
    });
  });

  it('of no orders, or cancelled ones only, is zero', () => {
    const none = customerValue('c', 'GBP', []);
    assert.equal(none.lifetimeValue, '0');
    assert.equal(none.averageOrderValue, null);
    assert.deepEqual([none.firstOrderOn, none.lastOrderAt, none.months], [null, null, {}]);
    const cancelled = customerValue('c', 'GBP', [fact('2026-01-01', '5', { cancelled: true })]);
    assert.equal(cancelled.lifetimeValue, '0');
    assert.deepEqual([cancelled.placedCount, cancelled.orderCount], [1, 0]);
  });

  it('forgets months before the last 24', () => {
    const months = (first: string) =>
      Object.keys(customerValue('c', 'GBP', [fact(first, '1'), fact('2026-01-15', '1')]).months);
    assert.deepEqual(months('2024-02-01'), ['2024-02', '2026-01']);
    assert.deepEqual(months('2024-01-31'), ['2026-01']);
  });
});
