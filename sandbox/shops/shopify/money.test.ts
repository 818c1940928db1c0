import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatAmount, multiply, subtract, sum } from './money.ts';

const thousandths = (units: bigint): string => {
  const digits = String(units < 0n ? -units : units).padStart(4, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`;
};

test('prints amounts as Shopify does', () => {
  const printed = ['10', '10.00', '2.550', '0.425', '0', '-1.10'].map(formatAmount);
  assert.deepEqual(printed, ['10.0', '10.0', '2.55', '0.425', '0.0', '-1.1']);
});

test('adds and multiplies without losing a thousandth', () => {
  const units = fc.bigInt(0n, 10n ** 12n);
  fc.assert(
    fc.property(
      fc.array(units),
      units,
      fc.integer({ min: 1, max: 80_995 }),
      (many, one, quantity) => {
        const total = many.reduce((all, each) => all + each, 0n);
        assert.equal(formatAmount(sum(many.map(thousandths))), formatAmount(thousandths(total)));
        const product = multiply(thousandths(one), quantity);
        assert.equal(formatAmount(product), formatAmount(thousandths(one * BigInt(quantity))));
        assert.equal(
          formatAmount(subtract(thousandths(total), thousandths(one))),
          formatAmount(thousandths(total - one)),
        );
      },
    ),
  );
});
