import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { before, dayIn, isTimeZone, parseInstant } from './time.ts';

describe('parseInstant', () => {
  it('brings every offset to UTC', () => {
    assert.equal(parseInstant('2010-12-01T08:26:00Z'), '2010-12-01T08:26:00.000Z');
    assert.equal(parseInstant('2010-12-01T00:26:00-08:00'), '2010-12-01T08:26:00.000Z');
  });

  it('gives back every moment that ISO can say', () => {
    const moments = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (date) => {
        assert.equal(parseInstant(date.toISOString()), date.toISOString());
      }),
    );
  });

  const wrong = [
    '2011-02-30T00:00:00Z',
    '2011-13-01T00:00:00Z',
    '2011-02-01T24:00:01Z',
    '2011-02-01',
    '2011-02-01T00:00:00',
    'yesterday',
    '',
  ];
  for (const text of wrong) {
    it(`refuses "${text}"`, () => assert.equal(parseInstant(text), null));
  }
});

describe('dayIn', () => {
  it('is the day on the clocks of the place', () => {
    assert.equal(dayIn('Europe/London', '2011-06-30T23:30:00Z'), '2011-07-01');
    assert.equal(dayIn('Europe/London', '2010-12-31T23:30:00Z'), '2010-12-31');
    assert.equal(dayIn('America/Los_Angeles', '2011-01-01T07:59:00Z'), '2010-12-31');
    assert.equal(dayIn('Pacific/Auckland', '2011-01-01T11:00:00Z'), '2011-01-02');
  });

  it('is that of the clocks, whichever moments of a day were asked for before', () => {
    const zones = ['Asia/Kathmandu', 'Pacific/Chatham', 'Australia/Lord_Howe', 'America/St_Johns'];
    const moments = fc.date({
      min: new Date('1980-01-01T00:00:00Z'),
      max: new Date('2099-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), (date, timeZone) => {
        const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
        for (const minutes of [0, 7, 15, 30]) {
          const moment = new Date(date.getTime() + minutes * 60_000);
          assert.equal(dayIn(timeZone, moment.toISOString()), shown.format(moment));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is the date itself in UTC', () => {
    const moments = fc.date({
      min: new Date('1900-01-01T00:00:00Z'),
      max: new Date('2200-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (date) => {
        assert.equal(dayIn('UTC', date.toISOString()), date.toISOString().slice(0, 10));
      }),
    );
  });

  it('says so where there is no such zone', () => {
    assert.ok(isTimeZone('Asia/Tokyo'));
    assert.throws(() => dayIn('Mars/Olympus', '2011-01-01T00:00:00Z'), { kind: 'config' });
  });
});

describe('before', () => {
  it('goes back in time', () => {
    assert.equal(before('2011-01-01T00:05:00.000Z', 300_000), '2011-01-01T00:00:00.000Z');
  });
});
