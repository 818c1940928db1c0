import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Big from 'big.js';
import fc from 'fast-check';
import { isCurrency, multiply, parseDecimal, sum } from './money.ts';

/** Whole hundredths and finer, as text, without a float in between. */
const decimals = fc
  .tuple(fc.bigInt(-(10n ** 17n), 10n ** 17n), fc.integer({ min: 0, max: 12 }))
  .map(([digits, scale]) => new Big(`${digits}e-${scale}`).toFixed());

describe('parseDecimal', () => {
  it('keeps the value and has one spelling for it', () => {
    fc.assert(
      fc.property(decimals, fc.nat(5), (text, zeros) => {
        const parsed = parseDecimal(text);
        assert.ok(new Big(parsed).eq(text));
        assert.equal(parseDecimal(parsed), parsed);
        assert.doesNotMatch(parsed, /e|^-0$|\.\d*0$|\.$/);
        const longer = text.includes('.') ? text : `${text}.`;
        assert.equal(parseDecimal(longer + '0'.repeat(zeros)), parsed);
      }),
    );
  });

  it('never lets anything through that is no decimal', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          assert.match(parseDecimal(text), /^-?\d+(\.\d+)?$/);
        } catch (error) {
          assert.equal((error as { kind?: string }).kind, 'bad-data');
        }
      }),
    );
  });

  const cases = { '1e3': '1000', '-0.00': '0', '+7': '7', '007.10': '7.1', '.5': '0.5' };
  for (const [given, expected] of Object.entries(cases)) {
    it(`${given} → ${expected}`, () => assert.equal(parseDecimal(given), expected));
  }

  for (const given of ['NaN', 'Infinity', '', ' 1', '1,50', '0x10', '1e400', '1e18', '1e-19']) {
    it(`refuses "${given}"`, () => {
      assert.throws(() => parseDecimal(given), { kind: 'bad-data' });
    });
  }
});

describe('sum and multiply', () => {
  it('agree with whole numbers of the smallest unit', () => {
    const cents = fc.bigInt(-(10n ** 15n), 10n ** 15n);
    const text = (value: bigint) => new Big(`${value}e-2`).toFixed();
    fc.assert(
      fc.property(fc.array(cents), (values) => {
        const total = values.reduce((a, b) => a + b, 0n);
        assert.equal(sum(values.map(text)), parseDecimal(text(total)));
      }),
    );
    fc.assert(
      fc.property(cents, fc.bigInt(0n, 10_000n), (price, quantity) => {
        assert.equal(multiply(text(price), String(quantity)), parseDecimal(text(price * quantity)));
      }),
    );
  });

  it('add where floats would not', () => {
    const amounts = fc.array(fc.oneof(decimals, fc.constantFrom('0.0001', '-0.05', '999999.9999')));
    fc.assert(
      fc.property(amounts, fc.nat(200_000), (values, count) => {
        const total = values.reduce((a, b) => a.plus(b), new Big(0));
        assert.equal(sum(values), total.eq(0) ? '0' : total.toFixed());
        for (const value of values) {
          const product = new Big(value).times(count);
          assert.equal(multiply(value, String(count)), product.eq(0) ? '0' : product.toFixed());
        }
      }),
    );
    assert.equal(sum(['0.1', '0.2'].values()), '0.3');
    assert.equal(sum([]), '0');
    assert.equal(sum(['1', '-1']), '0');
  });
});

describe('isCurrency', () => {
  it('knows the codes of ISO 4217', () => {
    for (const code of ['GBP', 'EUR', 'JPY', 'KWD']) assert.ok(isCurrency(code), code);
    for (const code of ['XXX', 'XTS', 'gbp', 'ZZZ', '']) assert.ok(!isCurrency(code), code);
  });
});
