import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommercePanelMessage from 'c/commercePanelMessage';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

function message(properties) {
  const element = createElement('c-commerce-panel-message', { is: CommercePanelMessage });
  Object.assign(element, properties);
  document.body.appendChild(element);
  return element;
}

describe('c-commerce-panel-message', () => {
  it('says what happened and offers the way out', async () => {
    const element = message({ kind: 'error', message: 'It failed.', detail: 'X', retryable: true });
    const onRetry = jest.fn();
    element.addEventListener('retry', onRetry);
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toContain('It failed.');
    element.shadowRoot.querySelector('lightning-button').click();
    expect(onRetry).toHaveBeenCalledTimes(1);
    await expect(element).toBeAccessible();
  });

  it('has no button and no detail where there is nothing to do', () => {
    const { shadowRoot } = message({ kind: 'empty', message: 'No orders yet.' });
    expect(shadowRoot.querySelector('[role="status"]').textContent).toContain('No orders yet.');
    expect(shadowRoot.querySelector('lightning-button')).toBeNull();
    expect(shadowRoot.querySelector('.detail')).toBeNull();
  });
});
