import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { setup } from '@sa11y/jest';
import CommerceLifetimeValue from 'c/commerceLifetimeValue';
import { inside } from '../../commercePanelFrame/__tests__/inside';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

// Under its own name the linter takes it for a wire used outside of @wire.
const caseRecord = jest.requireActual('lightning/uiRecordApi').getRecord;
const ofValues = ({ variables }) => variables?.where !== undefined;
const ofStores = ({ variables }) => variables !== undefined && variables.where === undefined;
const settled = () => jest.requireActual('timers/promises').setImmediate();

const value = (id, currency = 'GBP') => ({
  node: {
    Id: id,
    Currency__c: { value: currency },
    Lifetime_Value__c: { value: 10 },
    Order_Count__c: { value: 1 },
    Customer__r: { Store__c: { value: 'shopify:giftshop' } },
  },
});
const values = (edges, hasNextPage = false) => ({
  uiapi: { query: { Commerce_Customer_Value__c: { edges, pageInfo: { hasNextPage } } } },
});

async function panel(properties = {}) {
  const element = createElement('c-commerce-lifetime-value', { is: CommerceLifetimeValue });
  Object.assign(element, { recordId: '001X', objectApiName: 'Account', ...properties });
  document.body.appendChild(element);
  await settled();
  return element;
}

const parts = (element) => [...element.shadowRoot.querySelectorAll('c-commerce-currency-value')];
const message = (element) => inside(element, 'c-commerce-panel-message');
const whereAsked = () => {
  const asked = [];
  graphql.emit(undefined, ({ variables }) => asked.push(variables?.where) && false);
  return asked.find(Boolean);
};

describe('c-commerce-lifetime-value', () => {
  it('holds the place of what will come', async () => {
    const element = await panel();
    expect(inside(element, '.skeleton')).not.toBeNull();
    await expect(element).toBeAccessible();
  });

  it.each([
    ['Account', { Account__c: { eq: '001X' } }],
    ['Contact', { Contact__c: { eq: '001X' } }],
  ])('asks for all customers of the %s', async (objectApiName, link) => {
    await panel({ objectApiName });
    expect(whereAsked()).toEqual({ Customer__r: link });
  });

  it('adds up one currency, and keeps two apart', async () => {
    const element = await panel({ panelTitle: 'Worth', defaultPeriod: '24 months' });
    graphql.emit(values([value('1'), value('2'), value('3', 'EUR')]), ofValues);
    await settled();
    expect(parts(element).map(({ totals }) => [totals.currency, totals.lifetime])).toEqual([
      ['GBP', 200_000n],
      ['EUR', 100_000n],
    ]);
    expect(parts(element)[0]).toMatchObject({ currencyNamed: true, monthCount: 24 });
    expect(inside(element, '.heading').textContent).toContain('Worth');
    await expect(element).toBeAccessible();
  });

  it('shows nothing before every page is there', async () => {
    const element = await panel();
    graphql.emit(values([value('1')], true), ofValues);
    await settled();
    expect(parts(element)).toHaveLength(0);
    expect(whereAsked().and[1]).toEqual({ Id: { gt: '1' } });
    graphql.emit(values([value('2')]), ofValues);
    await settled();
    expect(parts(element)[0].totals.orders).toBe(2);
  });

  it('says what would fill it', async () => {
    const element = await panel();
    graphql.emit(values([]), ofValues);
    await settled();
    expect(message(element)).toMatchObject({ kind: 'empty', message: 'c.Orderlens_Value_Empty' });
    await expect(element).toBeAccessible();
  });

  it('says what to do when nothing could be read, and keeps what was there', async () => {
    const element = await panel();
    const refresh = jest.fn();
    graphql.emitErrors([{ message: 'Busy' }], ofValues, refresh);
    await settled();
    expect(message(element)).toMatchObject({ kind: 'error', message: 'c.Orderlens_Value_Error' });
    await expect(element).toBeAccessible();
    message(element).dispatchEvent(new CustomEvent('retry'));
    expect(refresh).toHaveBeenCalledTimes(1);
    graphql.emit(values([value('1')]), ofValues);
    graphql.emitErrors([{ message: 'Busy' }], ofValues);
    await settled();
    expect(message(element).message).toBe('c.Orderlens_Value_Stale');
    expect(parts(element)).toHaveLength(1);
  });

  it('says who can help where the object may not be read', async () => {
    const element = await panel();
    graphql.emitErrors([{ message: 'x', extensions: { ErrorType: 'ValidationError' } }], ofValues);
    await settled();
    expect(message(element)).toMatchObject({ kind: 'locked', retryable: false });
  });

  it('refreshes in place', async () => {
    const element = await panel();
    const refresh = jest.fn();
    graphql.emit(values([value('1')]), ofValues, refresh);
    await settled();
    inside(element, 'lightning-button-icon').click();
    expect(refresh).toHaveBeenCalledTimes(1);
    graphql.emit(values([value('1'), value('2')]), ofValues);
    await settled();
    expect(parts(element)[0].totals.orders).toBe(2);
  });

  it("shows the account's value on a case without a contact, and says so", async () => {
    const element = await panel({ objectApiName: 'Case', recordId: '500X' });
    expect(whereAsked()).toBeUndefined();
    caseRecord.emit({ fields: { AccountId: { value: '001Y' } } });
    await settled();
    expect(whereAsked()).toEqual({ Customer__r: { Account__c: { eq: '001Y' } } });
    expect(inside(element, '.instead')).not.toBeNull();
  });

  it('is as fresh as the stores it comes from', async () => {
    const element = await panel();
    const checked = (key, at) => ({
      node: {
        Id: key,
        Name: { value: key },
        External_Id__c: { value: key },
        Checked_Through__c: { value: at },
      },
    });
    const edges = [
      checked('shopify:giftshop', '2026-03-20T12:00:00Z'),
      checked('shopify:other', '2020-01-01T00:00:00Z'),
    ];
    graphql.emit({ uiapi: { query: { Commerce_Store__c: { edges } } } }, ofStores);
    graphql.emit(values([value('1')]), ofValues);
    await settled();
    expect(inside(element, '.freshness').title).toMatch(/^March 20, 2026/);
  });
});
