import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { forecast } from './forecast.ts';
import { addNeeds, fitInto, needOf } from './reckoning.ts';

const rate = 1_000_000;
const sized = (orders: number, linesPerOrder: number | null = 3) => ({
  ...{ customers: orders, orders, ordersWithLines: orders, products: 10, linesPerOrder },
});
const lanesOf = (orders: number) => forecast(sized(orders), { createContacts: false }).lanes;
const limits = {
  apiRequests: { max: 1000, remaining: 900 },
  bulkBatches: { max: 15_000, remaining: 15_000 },
  dataStorageMB: { max: 100, remaining: 40 },
};
const some = { rows: 1, bulkJobs: 1, bulkBatches: 10, requests: 500, megabytes: 10 };

describe('what a backfill takes', () => {
  it('few rows take a call for each thousand, and no bulk job', () => {
    const lanes = [{ model: 'order', rows: { Commerce_Order__c: 1500 } }] as const;
    const need = { rows: 1500, bulkJobs: 0, bulkBatches: 0, requests: 2 };
    assert.deepEqual(needOf(lanes, rate), need);
  });

  it('many rows: a job for each object of each 30,000 rows, cut into batches of 10,000', () => {
    const rows = { Commerce_Order__c: 15_000, Commerce_Order_Line__c: 45_000 };
    const need = needOf([{ model: 'order', rows }], rate);
    // Two chunks of 7,500 orders and 22,500 lines.
    assert.deepEqual([need.rows, need.bulkJobs, need.bulkBatches], [60_000, 4, 2 * (1 + 3)]);
    assert.equal(need.requests, 4 * (4 + 12 + 11));
  });

  it('asks who customers are', () => {
    const rows = { Commerce_Customer__c: 1000 };
    assert.equal(needOf([{ model: 'customer', rows }], rate).requests, 1 + 5);
  });

  it('never takes less for more orders, nor fewer rows than there are', () => {
    const orders = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(orders, orders, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((n) => needOf(lanesOf(n), rate));
        assert.ok(less!.rows <= more!.rows && less!.bulkBatches <= more!.bulkBatches);
        assert.equal(more!.rows, Math.max(a, b) * 6);
        assert.ok(more!.bulkBatches * 10_000 >= more!.rows - 3 * 2000);
      }),
    );
  });

  it('adds up over stores', () => {
    const one = needOf(lanesOf(100_000), rate);
    assert.equal(addNeeds(one, one).requests, 2 * one.requests);
  });
});

describe('whether it fits', () => {
  it('leaves others their share, and names the tightest limit first', () => {
    const [first, ...others] = fitInto(limits, some, 0.2);
    assert.equal(first!.what, 'API requests');
    assert.deepEqual([first!.available, first!.fits, first!.days], [700, true, 1]);
    assert.deepEqual(
      others.map(({ what }) => what),
      ['Data storage (MB)', 'Bulk batches'],
    );
  });

  it('does not fit where only the share of others is left, and takes its days', () => {
    const [first] = fitInto(limits, { ...some, requests: 1700 }, 0.2);
    assert.deepEqual([first!.fits, first!.days], [false, 3]);
  });

  it('keeps no share of the storage, and says nothing of what the org does not tell', () => {
    const [only, ...none] = fitInto(
      { apiRequests: null, bulkBatches: null, dataStorageMB: limits.dataStorageMB },
      { ...some, megabytes: 41 },
      0.2,
    );
    assert.deepEqual([only!.available, only!.fits, none.length], [40, false, 0]);
  });

  it('nothing is always enough', () => {
    const nothing = { rows: 0, bulkJobs: 0, bulkBatches: 0, requests: 0, megabytes: 0 };
    const empty = { max: 5, remaining: 0 };
    const used = { apiRequests: empty, bulkBatches: empty, dataStorageMB: empty };
    assert.ok(fitInto(used, nothing, 0.2).every(({ fits }) => fits));
  });
});
