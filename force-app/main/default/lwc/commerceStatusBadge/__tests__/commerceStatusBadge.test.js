import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommerceStatusBadge from 'c/commerceStatusBadge';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

function badge(properties) {
  const element = createElement('c-commerce-status-badge', { is: CommerceStatusBadge });
  Object.assign(element, properties);
  document.body.appendChild(element);
  return {
    element,
    word: element.shadowRoot.querySelector('.word').textContent,
    icon: element.shadowRoot.querySelector('lightning-icon').iconName,
    className: element.shadowRoot.querySelector('span').className,
  };
}

describe('c-commerce-status-badge', () => {
  it.each([
    ['open', 'utility:clock'],
    ['paid', 'utility:money'],
    ['partly shipped', 'utility:fulfillment_order'],
    ['shipped', 'utility:truck'],
    ['delivered', 'utility:success'],
    ['on hold', 'utility:pause'],
    ['payment failed', 'utility:warning'],
    ['cancelled', 'utility:ban'],
    ['partly refunded', 'utility:undo'],
    ['refunded', 'utility:undo'],
    ['returned', 'utility:reply'],
  ])('%s has an icon of its own', (status, icon) => {
    expect(badge({ status }).icon).toBe(icon);
  });

  it('says the word in the user language', () => {
    expect(badge({ status: 'payment failed', label: 'Zahlung fehlgeschlagen' })).toMatchObject({
      word: 'Zahlung fehlgeschlagen',
      className: 'badge slds-truncate badge_error',
    });
  });

  it('shows a status it does not know as its word', async () => {
    const { element, word, icon } = badge({ status: 'queued', label: 'Queued' });
    expect([word, icon]).toEqual(['Queued', 'utility:info']);
    await expect(element).toBeAccessible();
  });
});
