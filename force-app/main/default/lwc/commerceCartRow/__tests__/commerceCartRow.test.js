import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import { encodeDefaultFieldValues } from 'lightning/pageReferenceUtils';
import CommerceCartRow from 'c/commerceCartRow';
import { navigate } from '../../commerceRecordLink/__tests__/navigation';

jest.mock('lightning/navigation', () => jest.requireActual('../../commerceRecordLink/__tests__/navigation'));

beforeAll(setup);
beforeEach(() => jest.clearAllMocks());
afterEach(() => document.body.replaceChildren());

const NOW = Date.parse('2026-03-20T12:00:00Z');
const CART = {
  id: 'a09000000000001AAA',
  number: '#501',
  lastActivityAt: '2026-03-18T11:00:00Z',
  startedAt: '2026-03-18T10:00:00Z',
  completedAt: null,
  completionSeen: true,
  total: 112,
  currency: 'GBP',
  itemCount: 5,
  lineCount: 2,
  summary: 'Regency cakestand, Jumbo bag',
  recoveryUrl: 'https://shop.example/carts/501',
  customer: 'Ada van der Berg',
  email: 'ada@example.com',
  store: 'shopify:giftshop',
  contactId: '003000000000001AAA',
  orderId: null,
  orderNumber: null,
  removed: false,
};
const JUST_NOW = { lastActivityAt: '2026-03-20T11:48:00Z' };
const BOUGHT = { completedAt: '2026-03-19T12:00:00Z', orderId: 'a01X', orderNumber: '#541500' };
const LOST = { lastActivityAt: '2026-01-20T12:00:00Z' };

function row(cart = {}, properties = {}) {
  const element = createElement('c-commerce-cart-row', { is: CommerceCartRow });
  const page = { pageRecordId: '001X', pageObject: 'Account' };
  Object.assign(element, { cart: { ...CART, ...cart }, now: NOW, ...page, ...properties });
  document.body.appendChild(element);
  return element;
}
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector)?.textContent.trim() ?? null;
const expand = async (element) => {
  find(element, '.toggle').click();
  await Promise.resolve();
};

describe('c-commerce-cart-row', () => {
  it('answers at a glance: what became of it, how much, what, when', async () => {
    const element = row({}, { storeName: 'Gift Shop UK' });
    expect(find(element, 'c-commerce-status-badge')).toMatchObject({
      status: 'abandoned',
      label: 'c.Orderlens_Cart_Abandoned',
    });
    expect(textOf(element, '.total')).toBe('£112.00');
    expect(textOf(element, '.items')).toBe('c.Orderlens_Items');
    expect(textOf(element, '.date')).toBe('2 days ago');
    expect(find(element, '.date').title).toMatch(/^March 18, 2026/);
    expect(textOf(element, '.summary')).toBe('Regency cakestand, Jumbo bag');
    expect(textOf(element, '.store')).toBe('Gift Shop UK');
    expect(find(element, '.row_with-store')).not.toBeNull();
    await expect(element).toBeAccessible();
  });

  it('names one item as one, and the currency where there are several', () => {
    const element = row({ itemCount: 1 }, { currencyNamed: true });
    expect(textOf(element, '.items')).toBe('c.Orderlens_Item');
    expect(textOf(element, '.total')).toMatch(/^GBP\s112\.00$/);
  });

  it('leads to the order that it became, and offers nothing else', async () => {
    const element = row(BOUGHT);
    expect(find(element, 'c-commerce-status-badge').status).toBe('recovered');
    expect(find(element, 'c-commerce-record-link')).toMatchObject({
      recordId: 'a01X',
      objectApiName: 'Commerce_Order__c',
      label: 'c.Orderlens_Cart_As',
    });
    expect(textOf(element, '.date')).toBe('yesterday');
    await expand(element);
    expect(find(element, '.actions')).toBeNull();
    await expect(element).toBeAccessible();
  });

  it('says recovered also where the order may not be seen', () => {
    const element = row({ ...BOUGHT, orderNumber: null });
    expect(find(element, 'c-commerce-status-badge').status).toBe('recovered');
    expect(find(element, 'c-commerce-record-link')).toBeNull();
  });

  it('opens and copies the way back, which is https', () => {
    const element = row(JUST_NOW);
    expect(find(element, 'c-commerce-status-badge').status).toBe('in the cart now');
    expect(find(element, '.actions a').href).toBe('https://shop.example/carts/501');
    expect(find(element, '.actions a').rel).toBe('noopener noreferrer');
    expect(find(element, 'c-commerce-copy-button').value).toBe('https://shop.example/carts/501');
    expect(find(element, '.follow-up')).toBeNull();
  });

  it('offers a lost cart only to who looks closer', async () => {
    const element = row(LOST);
    expect(find(element, 'c-commerce-status-badge').status).toBe('lost');
    expect(find(element, '.actions')).toBeNull();
    await expand(element);
    expect(find(element, '.follow-up')).not.toBeNull();
  });

  it.each([
    ['an account', 'Account', '001X', { WhoId: CART.contactId, WhatId: '001X' }],
    ['a contact', 'Contact', '003X', { WhoId: '003X' }],
    ['a case', 'Case', '500X', { WhoId: CART.contactId, WhatId: '500X' }],
  ])('opens a new task, filled in, on %s', (_, pageObject, pageRecordId, links) => {
    encodeDefaultFieldValues.mockReturnValue('encoded');
    const element = row({}, { pageObject, pageRecordId });
    find(element, '.follow-up').click();
    expect(encodeDefaultFieldValues).toHaveBeenCalledWith({
      Subject: 'c.Orderlens_Follow_Up_Subject',
      Description: 'Regency cakestand, Jumbo bag',
      ...links,
    });
    expect(navigate).toHaveBeenCalledWith({
      type: 'standard__objectPage',
      attributes: { objectApiName: 'Task', actionName: 'new' },
      state: { defaultFieldValues: 'encoded' },
    });
  });

  it('leaves out what is empty or may not be seen', async () => {
    const nothing = Object.fromEntries(Object.keys(CART).map((key) => [key, null]));
    const element = row({ ...nothing, id: CART.id, number: '#501', completionSeen: false });
    for (const selector of ['c-commerce-status-badge', '.total', '.items', '.date', '.summary']) {
      expect(find(element, selector)).toBeNull();
    }
    expect(textOf(element, '.toggle')).toBe('#501');
    await expand(element);
    expect(element.shadowRoot.querySelectorAll('.facts dt')).toHaveLength(1);
    await expect(element).toBeAccessible();
  });

  it('reads the lines only when it is opened', async () => {
    const element = row();
    expect(find(element, 'c-commerce-order-lines')).toBeNull();
    await expand(element);
    expect(find(element, '.toggle').getAttribute('aria-expanded')).toBe('true');
    expect(find(element, 'c-commerce-order-lines')).toMatchObject({
      kind: 'cart',
      orderId: CART.id,
      orderNumber: '#501',
      lineCount: 2,
    });
    const facts = [...element.shadowRoot.querySelectorAll('.facts dd')];
    expect(facts.map(({ textContent }) => textContent)).toEqual([
      'Ada van der Berg',
      'ada@example.com',
      '2 days ago',
      '#501',
    ]);
    await expect(element).toBeAccessible();
  });

  it('has what is open read again', async () => {
    const element = row();
    await expand(element);
    const lines = find(element, 'c-commerce-order-lines');
    lines.refresh = jest.fn();
    element.refresh(true);
    expect(lines.refresh.mock.calls).toEqual([[true]]);
  });
});
