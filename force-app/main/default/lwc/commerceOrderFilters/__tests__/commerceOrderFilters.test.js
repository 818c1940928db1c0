import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommerceOrderFilters from 'c/commerceOrderFilters';

beforeAll(setup);
beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  document.body.replaceChildren();
  jest.useRealTimers();
});

function filters() {
  const element = createElement('c-commerce-order-filters', { is: CommerceOrderFilters });
  element.orders = [{ status: 'delivered', statusLabel: 'Geliefert' }];
  const heard = [];
  element.addEventListener('filter', ({ detail }) => heard.push(detail));
  document.body.appendChild(element);
  const change = (selector, value) =>
    element.shadowRoot
      .querySelector(selector)
      .dispatchEvent(new CustomEvent('change', { detail: { value } }));
  return { element, heard, change };
}

describe('c-commerce-order-filters', () => {
  it('says what is chosen, with the rest as it was', async () => {
    const { element, heard, change } = filters();
    change('.status', 'delivered');
    change('.period', '12 months');
    expect(heard).toEqual([
      { status: 'delivered', period: 'all', search: '' },
      { status: '', period: '12 months', search: '' },
    ]);
    jest.useRealTimers();
    await expect(element).toBeAccessible();
  });

  it('waits for the end of the word', () => {
    const { heard, change } = filters();
    change('.search', 'lan');
    change('.search', ' lantern ');
    jest.runAllTimers();
    expect(heard).toEqual([{ status: '', period: 'all', search: 'lantern' }]);
  });

  it("speaks the user's language where an order has taught it", () => {
    const { element } = filters();
    const { options } = element.shadowRoot.querySelector('.status');
    expect(options).toContainEqual({ value: 'delivered', label: 'Geliefert' });
    expect(options).toContainEqual({ value: 'on hold', label: 'On hold' });
  });

  it('forgets what is typed when it goes', () => {
    const { element, heard, change } = filters();
    change('.search', 'x');
    element.remove();
    jest.runAllTimers();
    expect(heard).toEqual([]);
  });
});
