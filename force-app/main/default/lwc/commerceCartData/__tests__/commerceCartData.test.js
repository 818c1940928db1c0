import { cartRows, cartState } from 'c/commerceCartData';

const NOW = Date.parse('2026-03-20T12:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const cart = (fields = {}) =>
  cartRows({
    edges: [
      {
        node: {
          Id: 'a09',
          Name: { value: '#1' },
          Last_Activity_At__c: { value: null },
          Completed_At__c: { value: null },
          ...fields,
        },
      },
    ],
  })[0];
const touched = (ago) => ({ Last_Activity_At__c: { value: new Date(NOW - ago).toISOString() } });

describe('c-commerce-cart-data', () => {
  it.each([
    ['in the cart now', 0],
    ['in the cart now', 60 * MINUTE - 1],
    ['abandoned', 60 * MINUTE],
    ['abandoned', 30 * DAY - 1],
    ['lost', 30 * DAY],
    // The shop's clock may be a little ahead.
    ['in the cart now', -MINUTE],
  ])('is %s when it was touched %d ms ago', (state, ago) => {
    expect(cartState(cart(touched(ago)), NOW)).toBe(state);
  });

  it('is recovered once it was bought, however long ago', () => {
    const bought = { Completed_At__c: { value: '2020-01-01T00:00:00Z' } };
    expect(cartState(cart({ ...touched(90 * DAY), ...bought }), NOW)).toBe('recovered');
    expect(cartState(cart({ Order__c: { value: 'a01' } }), NOW)).toBe('recovered');
  });

  it('says nothing of what this user may not see, or nobody knows', () => {
    expect(cartState(cart({ ...touched(DAY), Completed_At__c: undefined }), NOW)).toBeNull();
    expect(cartState(cart(), NOW)).toBeNull();
  });

  it('reads a field that is not there as nothing', () => {
    expect(cart({ Completed_At__c: undefined, Order__r: null, Customer__r: null })).toEqual({
      id: 'a09',
      number: '#1',
      lastActivityAt: null,
      startedAt: null,
      completedAt: null,
      completionSeen: false,
      total: null,
      currency: null,
      itemCount: null,
      lineCount: null,
      summary: null,
      recoveryUrl: null,
      customer: null,
      email: null,
      store: null,
      contactId: null,
      orderId: null,
      orderNumber: null,
      removed: false,
    });
  });

  // eslint-disable-next-line no-script-url -- what must not get through
  it.each(['javascript:alert(1)', 'http://shop.example/1', 'https://a b', 'data:text/html,x'])(
    'takes %s for no way back',
    (url) => {
      expect(cart({ Recovery_Url__c: { value: url } }).recoveryUrl).toBeNull();
    },
  );
});
