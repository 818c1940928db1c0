import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isQuickDay, quickNumber, quickTime } from './quick.ts';

test('what is read quickly is what JavaScript reads', () => {
  const decimal = fc.stringMatching(/^[0-9]{0,9}\.?[0-9]{0,9}$/);
  fc.assert(
    fc.property(decimal, (text) => {
      const quick = quickNumber(text);
      if (quick !== undefined) assert.equal(quick, Number(text));
    }),
  );
  const time = fc.date({
    min: new Date('1700-01-01'),
    max: new Date('4000-12-31'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(time, (at) => {
      assert.equal(quickTime(at.toISOString()), at.getTime());
      assert.equal(
        quickTime(`${at.toISOString().slice(0, 19)}Z`),
        Math.floor(at.getTime() / 1000) * 1000,
      );
      assert.equal(isQuickDay(at.toISOString().slice(0, 10)), true);
    }),
  );
});

test('whatever looks otherwise is left to be read with care', () => {
  for (const text of ['', '.', '-1', '1e3', '1 ', '1.2.3', '1234567890123456', 'ten']) {
    assert.equal(quickNumber(text), undefined, text);
  }
  for (const day of [
    '2021-02-29',
    '2020-13-01',
    '2020-00-10',
    '2020-01-32',
    '1699-12-31',
    '4001-01-01',
    '2020/01/01',
    '2020-1-011',
  ]) {
    assert.equal(isQuickDay(day), false, day);
    assert.equal(quickTime(`${day}T00:00:00Z`), undefined, day);
  }
  for (const time of [
    '24:00:00Z',
    '12:60:00Z',
    '12:00:60Z',
    '12:00:00+',
    '12-00:00Z',
    '12:00:00.5Z',
    '12:00:00,500Z',
    '12:00:00.a00Z',
    '1a:00:00Z',
  ]) {
    assert.equal(quickTime(`2020-01-01T${time}`), undefined, time);
  }
});
