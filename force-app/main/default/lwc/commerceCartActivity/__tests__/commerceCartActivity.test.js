import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { setup } from '@sa11y/jest';
import CommerceCartActivity from 'c/commerceCartActivity';
import { inside } from '../../commercePanelFrame/__tests__/inside';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

// Under its own name the linter takes it for a wire used outside of @wire.
const caseRecord = jest.requireActual('lightning/uiRecordApi').getRecord;
const ofCarts = ({ variables }) => variables?.where !== undefined;
const ofStores = ({ variables }) => variables !== undefined && variables.where === undefined;
const settled = () => jest.requireActual('timers/promises').setImmediate();
const ACCOUNT = '001000000000001AAA';
const mine = { Account__c: { eq: ACCOUNT } };

const cart = (number, fields = {}) => ({
  node: {
    Id: `a09${String(number).padStart(15, '0')}`,
    Name: { value: `#${number}` },
    Last_Activity_At__c: { value: '2026-03-18T11:00:00.000Z' },
    Completed_At__c: { value: null },
    Total__c: { value: 48.2 },
    Currency__c: { value: 'GBP' },
    Store__c: { value: 'shopify:giftshop' },
    ...fields,
  },
});
const carts = (edges, hasNextPage = false) => ({
  uiapi: { query: { Commerce_Cart__c: { edges, pageInfo: { hasNextPage } } } },
});
const store = (key, name, checked = '2026-03-20T12:00:00Z') => ({
  node: {
    Id: key,
    Name: { value: name },
    External_Id__c: { value: key },
    Connected_At__c: { value: '2026-03-03T12:00:00.000Z' },
    Checked_Through__c: { value: checked },
  },
});
const stores = (...edges) => ({ uiapi: { query: { Commerce_Store__c: { edges } } } });
const GIFT_SHOP = store('shopify:giftshop', 'Gift Shop UK');

async function panel(properties = {}) {
  const element = createElement('c-commerce-cart-activity', { is: CommerceCartActivity });
  Object.assign(element, { recordId: ACCOUNT, objectApiName: 'Account', ...properties });
  document.body.appendChild(element);
  await settled();
  return element;
}

const rows = (element) => [...element.shadowRoot.querySelectorAll('c-commerce-cart-row')];
const numbers = (element) => rows(element).map((row) => row.cart.number);
const message = (element) => inside(element, 'c-commerce-panel-message');

function whereAsked() {
  const asked = [];
  graphql.emit(undefined, (config) => asked.push(ofCarts(config) && config) && false);
  return asked.find(Boolean)?.variables.where.and;
}

describe('c-commerce-cart-activity', () => {
  it('holds the place of what will come', async () => {
    const element = await panel();
    expect(inside(element, '.skeleton')).not.toBeNull();
    await expect(element).toBeAccessible();
  });

  it.each([
    ['Account', { Account__c: { eq: ACCOUNT } }],
    ['Contact', { Contact__c: { eq: ACCOUNT } }],
  ])('asks for the carts of the %s', async (objectApiName, link) => {
    await panel({ objectApiName });
    expect(whereAsked()).toEqual([link]);
  });

  it('lists carts, and says how fresh they are', async () => {
    const element = await panel({ panelTitle: 'Baskets' });
    graphql.emit(stores(GIFT_SHOP), ofStores);
    graphql.emit(carts([cart(2), cart(1)]), ofCarts);
    await settled();
    expect(numbers(element)).toEqual(['#2', '#1']);
    expect(rows(element)[0]).toMatchObject({
      pageRecordId: ACCOUNT,
      pageObject: 'Account',
      storeName: null,
      currencyNamed: false,
    });
    expect(inside(element, '.heading').textContent).toContain('Baskets');
    expect(inside(element, '.freshness').title).toMatch(/^March 20, 2026/);
    await expect(element).toBeAccessible();
  });

  it('leaves out what the shop no longer has', async () => {
    const element = await panel();
    graphql.emit(carts([cart(2, { Removed__c: { value: true } }), cart(1)]), ofCarts);
    await settled();
    expect(numbers(element)).toEqual(['#1']);
    graphql.emit(carts([cart(2, { Removed__c: { value: true } })]), ofCarts);
    await settled();
    expect(message(element).kind).toBe('empty');
  });

  it('shows more from after the last cart, also where nobody knows when it was touched', async () => {
    const element = await panel();
    graphql.emit(carts([cart(2), cart(1)], true), ofCarts);
    await settled();
    inside(element, 'lightning-button').click();
    await settled();
    const after = (value, Id) => ({
      or: [
        { Last_Activity_At__c: { lt: { value } } },
        { and: [{ Last_Activity_At__c: { eq: { value } } }, { Id: { lt: Id } }] },
      ],
    });
    expect(whereAsked()).toEqual([mine, after('2026-03-18T11:00:00.000Z', 'a09000000000000001')]);
    graphql.emit(carts([cart(0)]), ofCarts);
    await settled();
    expect(numbers(element)).toEqual(['#2', '#1', '#0']);
  });

  it('asks for a year where an admin has said so', async () => {
    const element = await panel({ defaultPeriod: '12 months' });
    const [, since] = whereAsked();
    expect(since.Last_Activity_At__c.gte.value).toMatch(/^\d{4}-\d\d-\d\dT00:00:00\.000Z$/);
    graphql.emit(carts([]), ofCarts);
    await settled();
    expect(message(element).message).toBe('c.Orderlens_Carts_Empty_Year');
  });

  it('names shops and currencies only where there are several', async () => {
    const element = await panel();
    graphql.emit(stores(GIFT_SHOP, store('shopify:de', 'Geschenke')), ofStores);
    graphql.emit(
      carts([cart(2, { Currency__c: { value: 'EUR' }, Store__c: { value: 'shopify:de' } }), cart(1)]),
      ofCarts,
    );
    await settled();
    expect(rows(element).map(({ storeName }) => storeName)).toEqual(['Geschenke', 'Gift Shop UK']);
    expect(rows(element).map(({ currencyNamed }) => currencyNamed)).toEqual([true, true]);
  });

  it('takes a cart without a total for no currency of its own', async () => {
    const element = await panel();
    const silent = { Currency__c: undefined, Total__c: undefined };
    graphql.emit(carts([cart(2, silent), cart(1)]), ofCarts);
    await settled();
    expect(rows(element)[1].currencyNamed).toBe(false);
  });

  it.each([
    ['one shop', [GIFT_SHOP], 'c.Orderlens_Carts_Empty_Since'],
    ['several shops', [GIFT_SHOP, store('b', 'B')], 'c.Orderlens_Carts_Empty'],
    ['no shop', [], 'c.Orderlens_Carts_Empty_Unconnected'],
  ])('says what would fill it: %s', async (_, edges, expected) => {
    const element = await panel();
    graphql.emit(stores(...edges), ofStores);
    graphql.emit(carts([]), ofCarts);
    await settled();
    expect(message(element)).toMatchObject({ kind: 'empty', message: expected });
    await expect(element).toBeAccessible();
  });

  it('says what to do when nothing could be read, and keeps what was there', async () => {
    const element = await panel();
    const refresh = jest.fn();
    graphql.emitErrors([{ message: 'Busy' }], ofCarts, refresh);
    await settled();
    expect(message(element)).toMatchObject({
      kind: 'error',
      message: 'c.Orderlens_Carts_Error',
      detail: 'Busy',
    });
    await expect(element).toBeAccessible();
    message(element).dispatchEvent(new CustomEvent('retry'));
    expect(refresh).toHaveBeenCalledTimes(1);
    graphql.emit(carts([cart(1)]), ofCarts, refresh);
    await settled();
    inside(element, 'lightning-button-icon').click();
    expect(refresh).toHaveBeenCalledTimes(2);
    graphql.emitErrors([{ message: 'Busy' }], ofCarts);
    await settled();
    expect(message(element).message).toBe('c.Orderlens_Orders_Stale');
    expect(rows(element)).toHaveLength(1);
  });

  it('says who can help where the object may not be read', async () => {
    const element = await panel();
    graphql.emitErrors([{ message: 'x', extensions: { ErrorType: 'ValidationError' } }], ofCarts);
    await settled();
    expect(message(element)).toMatchObject({
      kind: 'locked',
      message: 'c.Orderlens_Carts_No_Access',
      retryable: false,
    });
  });

  it("shows the account's carts on a case without a contact, and says so", async () => {
    const element = await panel({ objectApiName: 'Case', recordId: '500X' });
    expect(whereAsked()).toBeUndefined();
    caseRecord.emit({ fields: { ContactId: { value: null }, AccountId: { value: '001Y' } } });
    await settled();
    expect(whereAsked()).toEqual([{ Account__c: { eq: '001Y' } }]);
    expect(inside(element, '.instead').textContent).toBe('c.Orderlens_Carts_Instead');
    caseRecord.emit({ fields: { ContactId: { value: '003Y' }, AccountId: { value: '001Y' } } });
    await settled();
    expect(whereAsked()).toEqual([{ Contact__c: { eq: '003Y' } }]);
    expect(inside(element, '.instead')).toBeNull();
  });
});
