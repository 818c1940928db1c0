import { graphql } from 'lightning/graphql';
import { setup } from '@sa11y/jest';
import {
  ofOrders,
  ofStores,
  after,
  mine,
  order,
  orders,
  store,
  stores,
  GIFT_SHOP,
  settled,
  panel,
  rows,
  message,
  button,
  refreshButton,
  numbers,
  many,
  sizeAsked,
  whereAsked,
} from './testing';
import { inside } from '../../commercePanelFrame/__tests__/inside';

beforeAll(setup);
afterEach(() => {
  document.body.replaceChildren();
  jest.useRealTimers();
});

describe('c-commerce-order-history', () => {
  it('holds the place of what will come', async () => {
    const element = await panel();
    expect(inside(element, '.skeleton')).not.toBeNull();
    expect(graphql.getLastConfig()).toBeDefined();
    await expect(element).toBeAccessible();
  });

  it('reads nothing before it knows the record', async () => {
    const element = await panel(null);
    expect(inside(element, '.skeleton')).not.toBeNull();
  });

  it('lists the orders of the account, with count and freshness', async () => {
    const element = await panel();
    graphql.emit(stores(GIFT_SHOP), ofStores);
    graphql.emit(orders([order(2), order(1)]), ofOrders);
    await settled();
    expect(numbers(element)).toEqual(['#2', '#1']);
    const heading = inside(element, '.heading');
    expect(heading.textContent).toContain('c.Orderlens_Orders (2)');
    expect(heading.querySelector('.freshness')).not.toBeNull();
    expect(button(element)).toBeNull();
    await expect(element).toBeAccessible();
  });

  it('shows more from after the last order', async () => {
    const element = await panel();
    graphql.emit(orders(many(1, 20), true), ofOrders);
    await settled();
    expect(inside(element, '.heading').textContent).toContain('(20+)');
    button(element).click();
    await settled();
    const at = { value: '2011-12-01T08:26:00.000Z' };
    expect(graphql.getLastConfig().variables).toEqual({
      where: { and: [mine, after(at, 'a01000000000000020')] },
      size: 20,
    });
    graphql.emit(orders(many(21, 25)), ofOrders);
    await settled();
    expect(rows(element)).toHaveLength(25);
    expect(button(element)).toBeNull();
  });

  it.each([
    ['5', 5],
    [5, 5],
    [0, 20],
    [null, 20],
  ])(
    'begins with as many as an admin has said, and then reads pages: %s',
    async (rowsShown, size) => {
      const element = await panel(undefined, { rowsShown });
      expect(sizeAsked()).toBe(size);
      graphql.emit(orders(many(1, size), true), ofOrders);
      await settled();
      button(element).click();
      await settled();
      expect(sizeAsked()).toBe(20);
    },
  );

  it('names the shop only where there is more than one', async () => {
    const element = await panel();
    graphql.emit(orders([order(1)]), ofOrders);
    graphql.emit(stores(GIFT_SHOP), ofStores);
    await settled();
    expect(rows(element)[0].storeName).toBeNull();
    graphql.emit(stores(GIFT_SHOP, store('shopify:de', 'Geschenke')), ofStores);
    await settled();
    expect(rows(element)[0].storeName).toBe('Gift Shop UK');
  });

  it('writes currencies out where there is more than one', async () => {
    const element = await panel();
    graphql.emit(orders([order(2, { Currency__c: { value: 'EUR' } }), order(1)]), ofOrders);
    await settled();
    expect(rows(element).map((row) => row.currencyNamed)).toEqual([true, true]);
  });

  it.each([
    ['one shop', [GIFT_SHOP], 'c.Orderlens_Orders_Empty_Since'],
    ['several shops', [GIFT_SHOP, store('b', 'B')], 'c.Orderlens_Orders_Empty'],
    ['no shop', [], 'c.Orderlens_Orders_Empty_Unconnected'],
  ])('says what would fill an empty list: %s', async (_, edges, expected) => {
    const element = await panel();
    graphql.emit(stores(...edges), ofStores);
    graphql.emit(orders([]), ofOrders);
    await settled();
    expect(message(element)).toMatchObject({ kind: 'empty', message: expected });
    await expect(element).toBeAccessible();
  });

  it('stands without the stores', async () => {
    const element = await panel();
    graphql.emitErrors([{ message: 'no' }], ofStores);
    graphql.emit(orders([order(1)]), ofOrders);
    await settled();
    expect(rows(element)).toHaveLength(1);
    expect(inside(element, '.freshness')).toBeNull();
  });

  it('says what to do when nothing could be read', async () => {
    const element = await panel();
    const refresh = jest.fn();
    graphql.emitErrors([{ message: 'Server busy' }], ofOrders, refresh);
    await settled();
    expect(message(element)).toMatchObject({
      kind: 'error',
      message: 'c.Orderlens_Orders_Error',
      detail: 'Server busy',
      retryable: true,
    });
    expect(inside(element, '.skeleton')).toBeNull();
    await expect(element).toBeAccessible();
    message(element).dispatchEvent(new CustomEvent('retry'));
    expect(refresh).toHaveBeenCalledTimes(1);
    graphql.emit(orders([order(1)]), ofOrders);
    await settled();
    expect(message(element)).toBeNull();
    expect(rows(element)).toHaveLength(1);
  });

  it('keeps what was there when reading again fails', async () => {
    const element = await panel();
    graphql.emit(orders([order(1)]), ofOrders);
    await settled();
    graphql.emitErrors([{ message: 'Server busy' }], ofOrders);
    await settled();
    expect(message(element).message).toBe('c.Orderlens_Orders_Stale');
    expect(rows(element)).toHaveLength(1);
  });

  it('says who can help where the object may not be read', async () => {
    const element = await panel();
    graphql.emitErrors([{ message: 'x', extensions: { ErrorType: 'ValidationError' } }], ofOrders);
    await settled();
    expect(message(element)).toMatchObject({
      kind: 'locked',
      message: 'c.Orderlens_Orders_No_Access',
      retryable: false,
    });
  });

  it('refreshes past the cache, as deep as it had come, and loses no row meanwhile', async () => {
    const element = await panel();
    const refresh = jest.fn();
    graphql.emit(orders(many(1, 20), true), ofOrders, refresh);
    await settled();
    button(element).click();
    await settled();
    graphql.emit(orders(many(21, 25)), ofOrders, refresh);
    await settled();

    refreshButton(element).click();
    await settled();
    expect(graphql.getLastConfig().variables).toEqual({ where: { and: [mine] }, size: 20 });
    graphql.emit(orders(many(1, 20), true), ofOrders, refresh);
    expect(refresh).toHaveBeenCalledTimes(1);
    graphql.emit(orders([order(99), ...many(1, 19)], true), ofOrders, refresh);
    await settled();
    expect(rows(element)).toHaveLength(25);
    expect(graphql.getLastConfig().variables.where.and[1]).toEqual(
      after({ value: '2011-12-01T08:26:00.000Z' }, 'a01000000000000019'),
    );
    graphql.emit(orders(many(20, 24)), ofOrders, refresh);
    graphql.emit(orders(many(20, 25)), ofOrders, refresh);
    await settled();
    expect(refresh).toHaveBeenCalledTimes(2);
    expect(numbers(element).slice(0, 2)).toEqual(['#99', '#1']);
    expect(rows(element)).toHaveLength(26);
  });

  it('refreshes in place while only the first page is shown', async () => {
    const element = await panel();
    const refresh = jest.fn();
    graphql.emit(orders([order(1)]), ofOrders, refresh);
    await settled();
    refreshButton(element).click();
    expect(refresh).toHaveBeenCalledTimes(1);
    graphql.emit(orders([order(2), order(1)]), ofOrders, refresh);
    await settled();
    expect(numbers(element)).toEqual(['#2', '#1']);
  });

  it('starts anew for another account', async () => {
    const element = await panel();
    graphql.emit(orders([order(1)]), ofOrders);
    await settled();
    element.recordId = '001000000000002AAA';
    await settled();
    expect(rows(element)).toHaveLength(0);
    expect(whereAsked()[0]).toEqual({ Account__c: { eq: '001000000000002AAA' } });
  });

  it('keeps "2 min ago" true', async () => {
    jest.useFakeTimers();
    const element = await panel();
    graphql.emit(stores(GIFT_SHOP), ofStores);
    graphql.emit(orders([order(1)]), ofOrders);
    await settled();
    const before = rows(element)[0].now;
    jest.advanceTimersByTime(60_000);
    await settled();
    expect(rows(element)[0].now - before).toBe(60_000);
    element.remove();
    expect(jest.getTimerCount()).toBe(0);
  });
});
