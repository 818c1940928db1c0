import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommerceCurrencyValue from 'c/commerceCurrencyValue';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

const TOTALS = {
  currency: 'GBP',
  placed: 64_772_000n,
  cancelled: 500_000n,
  refunded: 2_124_000n,
  lifetime: 62_148_000n,
  placedCount: 35,
  cancelledCount: 1,
  refundedCount: 2,
  orders: 34,
  lastAt: '2026-03-17T11:00:00Z',
  daysBetween: 41.04,
  months: new Map([['2026-03', { net: 1_000_000n, orders: 2 }]]),
};

function shown(totals = TOTALS, properties = {}) {
  const element = createElement('c-commerce-currency-value', { is: CommerceCurrencyValue });
  Object.assign(element, { totals, now: Date.parse('2026-03-20T12:00:00Z'), ...properties });
  document.body.appendChild(element);
  return element;
}

const texts = (element, selector) =>
  [...element.shadowRoot.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());
const open = async (element) => {
  element.shadowRoot.querySelector('.made-of').click();
  await Promise.resolve();
};

describe('c-commerce-currency-value', () => {
  it('answers at a glance', async () => {
    const element = shown();
    expect(texts(element, '.value')).toEqual(['£6,214.80', '34', '£182.79', '3 days ago']);
    expect(element.shadowRoot.querySelector('.remarks').textContent).toContain('·');
    expect(element.shadowRoot.querySelector('c-commerce-month-chart').months).toHaveLength(12);
    await expect(element).toBeAccessible();
  });

  it('says what the value is made of, to the penny', async () => {
    const element = shown();
    await open(element);
    expect(texts(element, '.parts tbody td')).toEqual([
      ...['35', '£6,477.20'],
      ...['1', '-£50.00'],
      ...['2', '-£212.40'],
      ...['34', '£6,214.80'],
    ]);
    await expect(element).toBeAccessible();
  });

  it('leaves out what may not be seen', () => {
    const nothing = Object.fromEntries(Object.keys(TOTALS).map((key) => [key, null]));
    const element = shown({ ...nothing, currency: 'GBP', orders: 3 });
    expect(texts(element, '.value')).toEqual(['3']);
    for (const selector of ['c-commerce-month-chart', '.remarks', '.made-of']) {
      expect(element.shadowRoot.querySelector(selector)).toBeNull();
    }
  });

  it('divides by no orders', () => {
    const element = shown({ ...TOTALS, orders: 0, lifetime: 0n });
    expect(texts(element, '.value')).toEqual(['£0.00', '0', '3 days ago']);
  });

  it('writes the currency out where there are two', () => {
    const element = shown(TOTALS, { currencyNamed: true });
    expect(texts(element, '.value')[0]).toMatch(/^GBP\s6,214\.80$/);
  });
});
