import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommercePanelFrame from 'c/commercePanelFrame';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

function frame(properties = {}) {
  const element = createElement('c-commerce-panel-frame', { is: CommercePanelFrame });
  Object.assign(element, { iconName: 'standard:orders', heading: 'Orders', ...properties });
  document.body.appendChild(element);
  return element;
}
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const heard = (element, type) => {
  const listener = jest.fn();
  element.addEventListener(type, listener);
  return listener;
};

describe('c-commerce-panel-frame', () => {
  it('names the panel, and how fresh it is', async () => {
    const element = frame({ freshness: 'as of now', exactFreshness: '1 December 2010' });
    expect(find(element, '.heading').textContent).toBe('Ordersas of now');
    expect(find(element, '.freshness').title).toBe('1 December 2010');
    await expect(element).toBeAccessible();
  });

  it("keeps the freshness's place while it is awaited, and no longer", () => {
    expect(find(frame({ awaitsFreshness: true }), '.freshness')).not.toBeNull();
    expect(find(frame(), '.freshness')).toBeNull();
  });

  it('holds the place of rows, and cannot be refreshed meanwhile', async () => {
    const element = frame({ loading: true, busy: 'true' });
    expect(element.shadowRoot.querySelectorAll('.skeleton')).toHaveLength(4);
    expect(find(element, '[role="status"]').textContent).toContain('c.Orderlens_Loading');
    expect(find(element, 'lightning-button-icon').disabled).toBe(true);
    expect(find(element, '.panel').getAttribute('aria-busy')).toBe('true');
    await expect(element).toBeAccessible();
  });

  it('asks for a refresh', () => {
    const element = frame();
    const listener = heard(element, 'refresh');
    find(element, 'lightning-button-icon').click();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it("says that what it shows is the account's", () => {
    expect(find(frame({ insteadMessage: 'Theirs' }), '.instead')).toBeNull();
    const element = frame({ isInstead: true, insteadMessage: 'Theirs' });
    expect(find(element, '.instead').textContent).toBe('Theirs');
  });

  it('says what went wrong, and asks again', async () => {
    const element = frame({ problem: 'Broken', problemDetail: 'Busy', retryable: true });
    const listener = heard(element, 'retry');
    const message = find(element, 'c-commerce-panel-message');
    expect(message).toMatchObject({ kind: 'error', message: 'Broken', detail: 'Busy' });
    message.dispatchEvent(new CustomEvent('retry'));
    expect(listener).toHaveBeenCalledTimes(1);
    await expect(element).toBeAccessible();
  });

  it('says that a case names nobody', () => {
    expect(find(frame({ nobody: true }), 'c-commerce-panel-message').message).toBe(
      'c.Orderlens_Case_Nobody',
    );
  });

  it('asks for more where there is more', () => {
    expect(find(frame(), 'lightning-button')).toBeNull();
    const element = frame({ canShowMore: true });
    const listener = heard(element, 'more');
    find(element, 'lightning-button').click();
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
