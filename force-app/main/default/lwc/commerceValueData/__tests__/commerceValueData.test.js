import { decimal, divide, lastMonths, toText, totalsByCurrency, valueRows } from 'c/commerceValueData';

const node = (id, currency, fields = {}) => ({
  node: {
    Id: id,
    Currency__c: { value: currency },
    Placed_Total__c: { value: 0.1 },
    Cancelled_Total__c: { value: 0 },
    Refunded_Total__c: { value: 0 },
    Lifetime_Value__c: { value: 0.1 },
    Placed_Count__c: { value: 1 },
    Cancelled_Count__c: { value: 0 },
    Refunded_Count__c: { value: 0 },
    Order_Count__c: { value: 1 },
    First_Order_On__c: { value: '2026-01-01' },
    Last_Order_At__c: { value: '2026-01-01T10:00:00.000Z' },
    Days_Between_Orders__c: { value: null },
    Months__c: { value: '{"2026-01":{"net":"0.1","orders":1}}' },
    Customer__r: { Store__c: { value: 'shopify:giftshop' } },
    ...fields,
  },
});
const totals = (...edges) => totalsByCurrency(valueRows({ edges }));

describe('c-commerce-value-data', () => {
  it.each([
    [6214.8, '6214.8000'],
    ['-12.5', '-12.5000'],
    ['0.00019', '0.0001'],
    [99999999999.99, '99999999999.9900'],
    ['99999999999999.9999', '99999999999999.9999'],
  ])('reads %s as %s', (value, expected) => expect(toText(decimal(value))).toBe(expected));

  it('refuses what is no decimal', () => expect(() => decimal('1e3')).toThrow(RangeError));

  it.each([
    ['6214.80', 34, '182.7900'],
    ['0.05', 2, '0.0300'],
    ['-0.05', 2, '-0.0300'],
  ])('divides %s by %d to the penny', (value, by, expected) =>
    expect(toText(divide(decimal(value), by))).toBe(expected),
  );

  it('adds the customers of an account exactly', () => {
    const [gbp] = totals(
      node('1', 'GBP'),
      node('2', 'GBP', {
        Placed_Total__c: { value: 0.2 },
        Lifetime_Value__c: { value: 0.2 },
        Last_Order_At__c: { value: '2026-01-31T10:00:00.000Z' },
      }),
    );
    expect(toText(gbp.lifetime)).toBe('0.3000');
    expect(gbp).toMatchObject({ orders: 2, daysBetween: 30, lastAt: '2026-01-31T10:00:00.000Z' });
    expect(toText(gbp.months.get('2026-01').net)).toBe('0.2000');
  });

  it('keeps currencies apart, those with most orders first', () => {
    const found = totals(node('1', 'EUR'), node('2', 'GBP', { Order_Count__c: { value: 9 } }));
    expect(found.map(({ currency }) => currency)).toEqual(['GBP', 'EUR']);
  });

  it('says nothing of a sum with a part missing', () => {
    const [gbp] = totals(node('1', 'GBP'), node('2', 'GBP', { Placed_Total__c: undefined }));
    expect(gbp.placed).toBeNull();
    expect(gbp.cancelled).toBe(0n);
  });

  it.each([[undefined], [{ value: 'not JSON' }], [{ value: '{"2026-01":{"net":1e3}}' }]])(
    'draws no chart from months it cannot read',
    (Months__c) => expect(totals(node('1', 'GBP', { Months__c }))[0].months === null).toBe(
      Months__c === undefined || Months__c.value === 'not JSON',
    ),
  );

  it('ends with this month, over the turn of the year', () => {
    const months = new Map([['2025-12', { net: 5n, orders: 2 }]]);
    const shown = lastMonths(months, '2026-02', 4);
    expect(shown.map(({ month }) => month)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(shown.map(({ orders }) => orders)).toEqual([0, 2, 0, 0]);
  });
});
