import { ago, day, fill, moment, money, number, whenever } from 'c/commerceFormat';

// The platform's test doubles: locale en-US, time zone America/Los_Angeles.
const NOW = Date.parse('2026-03-20T12:00:00Z');

describe('c-commerce-format', () => {
  it.each([
    [12.75, 'GBP', '£12.75'],
    [1234.5, 'EUR', '€1,234.50'],
    [0.174, 'GBP', '£0.174'],
    [1500, 'JPY', '¥1,500'],
    [-5, 'USD', '-$5.00'],
  ])('writes %d %s as %s', (amount, currency, expected) => {
    expect(money(amount, currency)).toBe(expected);
  });

  it('writes the currency out where several stand together', () => {
    expect(money(12.75, 'GBP', true)).toMatch(/^GBP\s12\.75$/);
  });

  it('guesses no currency', () => {
    expect(money(12.75, null)).toBe('12.75');
    expect(money(12.75, '£')).toBe('12.75');
  });

  it('writes quantities with the decimals they have', () => {
    expect(number(6)).toBe('6');
    expect(number(0.125)).toBe('0.125');
    expect(number(1000)).toBe('1,000');
  });

  it.each([
    ['2026-03-20T11:59:30Z', 'now'],
    ['2026-03-20T11:58:00Z', '2 min. ago'],
    ['2026-03-20T09:00:00Z', '3 hr. ago'],
    ['2026-03-19T11:00:00Z', 'yesterday'],
    ['2026-03-17T11:00:00Z', '3 days ago'],
  ])('says how long ago %s was', (iso, expected) => {
    expect(ago(iso, NOW)).toBe(expected);
  });

  it('does not promise the future when clocks differ', () => {
    expect(ago('2026-03-20T12:00:05Z', NOW)).toBe('now');
  });

  it('writes the day itself when it is long ago', () => {
    expect(whenever('2026-03-17T11:00:00Z', NOW)).toBe('3 days ago');
    expect(whenever('2010-12-01T08:26:00Z', NOW)).toBe('Dec 1, 2010');
  });

  it("uses the user's time zone", () => {
    expect(day('2010-12-01T05:00:00Z')).toBe('Nov 30, 2010');
    expect(moment('2010-12-01T08:26:00Z')).toMatch(/^December 1, 2010.*12:26\sAM$/);
  });

  it('fills the holes of a label and leaves those it has no value for', () => {
    expect(fill('{0} of {1}, {2}', '10', '705')).toBe('10 of 705, {2}');
  });
});
