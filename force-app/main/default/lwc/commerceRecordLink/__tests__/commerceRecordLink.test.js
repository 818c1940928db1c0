import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommerceRecordLink from 'c/commerceRecordLink';
import { navigate } from './navigation';

jest.mock('lightning/navigation', () => jest.requireActual('./navigation'));

beforeAll(setup);
afterEach(() => document.body.replaceChildren());
const settled = () => jest.requireActual('timers/promises').setImmediate();

async function link() {
  const element = createElement('c-commerce-record-link', { is: CommerceRecordLink });
  const properties = { recordId: 'a01X', objectApiName: 'Commerce_Order__c', label: 'as #1' };
  document.body.appendChild(Object.assign(element, properties));
  await settled();
  return element;
}
const anchor = (element) => element.shadowRoot.querySelector('a');

describe('c-commerce-record-link', () => {
  it('has an address that can be opened in a tab', async () => {
    const element = await link();
    expect(anchor(element).href).toBe('https://org.example/a01X');
    expect(anchor(element).textContent).toBe('as #1');
    await expect(element).toBeAccessible();
    element.recordId = 'a01Y';
    await settled();
    expect(anchor(element).href).toBe('https://org.example/a01Y');
  });

  it('opens the record as the app does', async () => {
    anchor(await link()).click();
    expect(navigate).toHaveBeenCalledWith({
      type: 'standard__recordPage',
      attributes: { recordId: 'a01X', objectApiName: 'Commerce_Order__c', actionName: 'view' },
    });
  });
});
