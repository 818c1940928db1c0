import { graphql } from 'lightning/graphql';
import { setup } from '@sa11y/jest';
import {
  ACCOUNT,
  ofOrders,
  ofProducts,
  mine,
  order,
  orders,
  settled,
  panel,
  rows,
  message,
  numbers,
  sizeAsked,
  whereAsked,
} from './testing';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

describe('c-commerce-order-history: filters', () => {
  const filters = (element) => element.shadowRoot.querySelector('c-commerce-order-filters');
  const choose = async (element, detail) => {
    const event = { status: '', period: 'all', search: '', ...detail };
    filters(element).dispatchEvent(new CustomEvent('filter', { detail: event }));
    await settled();
  };

  it('are not there where nothing is to be filtered', async () => {
    const element = await panel();
    expect(filters(element)).toBeNull();
    graphql.emit(orders([]), ofOrders);
    await settled();
    expect(filters(element)).toBeNull();
  });

  it('ask for a status and a period, and keep the rows until the answer', async () => {
    const element = await panel();
    graphql.emit(orders([order(2), order(1)]), ofOrders);
    await settled();
    await choose(element, { status: 'delivered', period: '12 months' });
    const [whose, status, since] = whereAsked();
    expect(whose).toEqual(mine);
    expect(status).toEqual({ Status__c: { eq: 'delivered' } });
    expect(since.Placed_At__c.gte.value).toMatch(/^\d{4}-\d\d-\d\dT00:00:00\.000Z$/);
    expect(rows(element)).toHaveLength(2);
    graphql.emit(orders([order(2)]), ofOrders);
    await settled();
    expect(numbers(element)).toEqual(['#2']);
  });

  it('search by number, then among the orders that hold such a product', async () => {
    const element = await panel();
    graphql.emit(orders([order(1)]), ofOrders);
    await settled();
    await choose(element, { search: '50%' });
    const number = { Name: { like: '%50\\%%' } };
    expect(whereAsked()).toEqual([mine, number]);
    graphql.emit(orders([]), ofOrders);
    await settled();
    expect(message(element)).toBeNull();
    const lines = [{ node: { Id: 'a02', Order__c: { value: 'a01X' } } }];
    graphql.emit({ uiapi: { query: { Commerce_Order_Line__c: { edges: lines } } } }, ofProducts);
    await settled();
    expect(whereAsked()[1]).toEqual({
      or: [number, { Id: { in: ['a01X'] } }],
    });
    graphql.emit(orders([order(7)]), ofOrders);
    await settled();
    expect(numbers(element)).toEqual(['#7']);
  });

  it('show a whole page of what is looked for, however few rows the panel begins with', async () => {
    const element = await panel(ACCOUNT, { rowsShown: 5, defaultPeriod: '12 months' });
    graphql.emit(orders([order(1)]), ofOrders);
    await settled();
    expect(sizeAsked()).toBe(5);
    await choose(element, { status: 'delivered' });
    expect(sizeAsked()).toBe(20);
    await choose(element, {});
    expect(sizeAsked()).toBe(5);
  });

  it('can be cleared where they leave nothing', async () => {
    const element = await panel();
    graphql.emit(orders([order(1)]), ofOrders);
    await settled();
    await choose(element, { status: 'returned' });
    graphql.emit(orders([]), ofOrders);
    await settled();
    expect(message(element).message).toBe('c.Orderlens_Orders_No_Match');
    await expect(element).toBeAccessible();
    message(element).dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(whereAsked()).toEqual([mine]);
  });

  it('begin with the period that an admin has set', async () => {
    await panel(ACCOUNT, { defaultPeriod: '12 months', panelTitle: 'Bought' });
    expect(whereAsked()[1].Placed_At__c).toBeDefined();
  });
});
