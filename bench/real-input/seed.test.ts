import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { alpha2 } from './countries.ts';
import { header, write } from './fixtures/written.ts';
import { toUtc, writeSeed } from './seed.ts';
import { sourceFigures } from './source-figures.ts';

describe('the rule that makes refunds of cancellations', () => {
  const sold = (invoice: number, quantity: number, at: string, customer = '1') =>
    `${invoice},A,CUP,${quantity},2011-01-${at}:00,2.5,${customer},France`;
  const back = (invoice: number, quantity: number, at: string, customer = '1') =>
    `C${invoice},A,CUP,${-quantity},2011-01-${at}:00,3,${customer},France`;

  /** Both copies of the rule: the orders that each refund is of, and what is left over. */
  async function refundsOf(rows: readonly string[]) {
    const csv = write('rule.csv', [header, ...rows]);
    const seed = `${csv}.jsonl`;
    await writeSeed(csv, seed);
    const records = fs.readFileSync(seed, 'utf8').trim().split('\n');
    const refunds = records
      .map((line) => JSON.parse(line) as { id: string; type: string; refunds?: { id: string }[] })
      .flatMap((record) => (record.refunds ?? []).map(({ id }) => id));
    const { notLoaded, refundedFrom, refunds: count } = await sourceFigures(csv);
    assert.equal(count, refunds.length);
    const without = notLoaded['cancellation without an order']?.lines ?? 0;
    return { refunds, lines: refundedFrom.lines, without };
  }

  it('takes the most recent earlier order with enough left', async () => {
    const orders = [sold(500001, 9, '01 10:00'), sold(500002, 4, '02 10:00')];
    const later = sold(500004, 99, '04 10:00');
    assert.deepEqual(
      await refundsOf([
        ...[...orders, back(500003, 3, '03 10:00'), later],
        ...[back(500005, 100, '05 10:00'), back(500006, 2, '03 09:00')],
      ]),
      // The third's later order does not count, and the second order has only one left for it.
      { refunds: ['500006500001', '500003500002'], lines: 2, without: 1 },
    );
  });

  it('wants the same customer, an earlier time and a minus', async () => {
    const rows = [
      ...[
        sold(500001, 9, '01 10:00'),
        back(500002, 1, '01 10:00'),
        back(500003, 1, '02 10:00', '2'),
      ],
      ...[sold(500004, 9, '01 10:00', ''), back(500005, 1, '02 10:00', '')],
      back(500006, -1, '02 10:00'),
    ];
    assert.deepEqual(await refundsOf(rows), { refunds: [], lines: 0, without: 4 });
  });

  it('takes all lines of one code in an order together, and of two at once the later', async () => {
    const rows = [
      ...[sold(500001, 2, '01 10:00'), sold(500001, 3, '01 10:05'), sold(500002, 4, '01 10:00')],
      ...[back(500003, 5, '02 10:00'), back(500003, 4, '02 10:01')],
    ];
    assert.deepEqual(await refundsOf(rows), {
      refunds: ['500003500001', '500003500002'],
      ...{ lines: 2, without: 0 },
    });
  });
});

describe('the seed', () => {
  it('knows London time, in winter and in summer', () => {
    assert.equal(toUtc('2010-12-01 08:26:00'), '2010-12-01T08:26:00Z');
    assert.equal(toUtc('2011-06-01 08:26:00'), '2011-06-01T07:26:00Z');
  });

  it('knows the countries of the file', () => {
    assert.deepEqual(
      ['United Kingdom', 'EIRE', 'Germany', 'European Community', 'Nowhere'].map(alpha2),
      ['GB', 'IE', 'DE', null, null],
    );
  });
});
