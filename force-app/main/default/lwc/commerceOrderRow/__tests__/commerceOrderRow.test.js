import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommerceOrderRow from 'c/commerceOrderRow';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

const ORDER = {
  id: 'a01000000000001AAA',
  number: '#540998',
  placedAt: '2026-03-17T11:00:00Z',
  status: 'payment failed',
  statusLabel: 'Payment failed',
  total: 12.75,
  currency: 'GBP',
  summary: 'White lantern, Heart T-light',
  lineCount: 2,
  store: 'shopify:giftshop',
};

function row(order, properties = {}) {
  const element = createElement('c-commerce-order-row', { is: CommerceOrderRow });
  Object.assign(element, { order, now: Date.parse('2026-03-20T12:00:00Z'), ...properties });
  document.body.appendChild(element);
  return element;
}

const textOf = (element, selector) => element.shadowRoot.querySelector(selector)?.textContent ?? null;

describe('c-commerce-order-row', () => {
  it('answers at a glance: number, total, when, what', async () => {
    const element = row(ORDER, { storeName: 'Gift Shop UK' });
    expect(textOf(element, '.number')).toBe('#540998');
    expect(textOf(element, '.total')).toBe('£12.75');
    expect(textOf(element, '.date')).toBe('3 days ago');
    expect(element.shadowRoot.querySelector('.date').title).toMatch(/^March 17, 2026/);
    expect(textOf(element, '.summary')).toBe('{0} items · White lantern, Heart T-light'.replace('{0} items', 'c.Orderlens_Items'));
    expect(textOf(element, '.store')).toBe('Gift Shop UK');
    await expect(element).toBeAccessible();
  });

  it('leaves out what is empty or may not be seen', () => {
    const element = row({
      ...ORDER,
      placedAt: null,
      status: null,
      total: null,
      summary: null,
      lineCount: null,
    });
    for (const selector of ['.total', '.date', '.summary', '.store', '.status']) {
      expect(element.shadowRoot.querySelector(selector)).toBeNull();
    }
  });

  it('reads the details only when it is opened', async () => {
    const element = row(ORDER);
    const button = element.shadowRoot.querySelector('button');
    expect(button.getAttribute('aria-expanded')).toBe('false');
    expect(element.shadowRoot.querySelector('c-commerce-order-details')).toBeNull();
    button.click();
    await Promise.resolve();
    expect(button.getAttribute('aria-expanded')).toBe('true');
    expect(element.shadowRoot.querySelector('c-commerce-order-details').orderId).toBe(ORDER.id);
    await expect(element).toBeAccessible();
    button.click();
    await Promise.resolve();
    expect(element.shadowRoot.querySelector('c-commerce-order-details')).toBeNull();
  });

  it('has what is open read again, and nothing while it is closed', async () => {
    const element = row(ORDER);
    element.refresh(true);
    element.shadowRoot.querySelector('button').click();
    await Promise.resolve();
    const details = element.shadowRoot.querySelector('c-commerce-order-details');
    details.refresh = jest.fn();
    element.refresh(false);
    expect(details.refresh.mock.calls).toEqual([[false]]);
  });
});
