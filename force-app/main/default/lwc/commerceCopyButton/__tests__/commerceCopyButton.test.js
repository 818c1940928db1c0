import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommerceCopyButton from 'c/commerceCopyButton';

const writeText = jest.fn();

beforeAll(setup);
beforeEach(() => {
  writeText.mockReset().mockResolvedValue(undefined);
  Object.assign(navigator, { clipboard: { writeText } });
});
afterEach(() => {
  document.body.replaceChildren();
  jest.useRealTimers();
});

function copyButton(value = 'https://shop.example/carts/1') {
  const element = createElement('c-commerce-copy-button', { is: CommerceCopyButton });
  Object.assign(element, { value, label: 'Copy link' });
  document.body.appendChild(element);
  return element;
}
const button = (element) => element.shadowRoot.querySelector('lightning-button-icon');
const settled = () => jest.requireActual('timers/promises').setImmediate();

describe('c-commerce-copy-button', () => {
  it('copies, and says so for a while', async () => {
    jest.useFakeTimers();
    const element = copyButton();
    expect(button(element).alternativeText).toBe('Copy link');
    button(element).click();
    await settled();
    expect(writeText).toHaveBeenCalledWith('https://shop.example/carts/1');
    expect(button(element).alternativeText).toBe('c.Orderlens_Copied');
    expect(element.shadowRoot.querySelector('[role="status"]').textContent).toBe(
      'c.Orderlens_Copied',
    );
    jest.advanceTimersByTime(2_000);
    await settled();
    expect(button(element).alternativeText).toBe('Copy link');
  });

  it('can be used by everybody', async () => {
    await expect(copyButton()).toBeAccessible();
  });

  it('says nothing where the browser forbids it', async () => {
    writeText.mockRejectedValue(new Error('denied'));
    const element = copyButton();
    button(element).click();
    await settled();
    expect(button(element).alternativeText).toBe('Copy link');
  });

  it('is absent where there is nothing to copy, or no clipboard', () => {
    expect(button(copyButton(''))).toBeNull();
    Object.assign(navigator, { clipboard: undefined });
    expect(button(copyButton())).toBeNull();
  });
});
