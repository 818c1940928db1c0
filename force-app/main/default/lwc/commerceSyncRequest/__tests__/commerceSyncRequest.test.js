import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { createRecord } from 'lightning/uiRecordApi';
import { setup } from '@sa11y/jest';
import CommerceSyncRequest from 'c/commerceSyncRequest';

// Under its own name the linter takes it for a wire used outside of @wire.
const objectInfo = jest.requireActual('lightning/uiObjectInfoApi').getObjectInfo;

const CONTACT = { object: 'Contact', id: '003X', instead: false };
const settled = () => jest.requireActual('timers/promises').setImmediate();

describe('c-commerce-sync-request', () => {
  let told;
  let answers;
  let refresh;

  const request = async ({ createable = true } = {}) => {
    const element = createElement('c-commerce-sync-request', { is: CommerceSyncRequest });
    element.subject = CONTACT;
    element.addEventListener('change', ({ detail }) => told.push(detail));
    element.addEventListener('answer', answers);
    document.body.appendChild(element);
    objectInfo.emit({ createable });
    await settled();
    return element;
  };
  const ask = async (element) => {
    element.ask();
    await settled();
  };
  const answer = async (status, message = null) => {
    const node = { Id: 'a09', Status__c: { value: status }, Message__c: { value: message } };
    const query = { Commerce_Sync_Request__c: { edges: [{ node }] } };
    graphql.emit({ uiapi: { query } }, ({ variables }) => variables?.id === 'a09', refresh);
    await settled();
  };
  const message = (element) => element.shadowRoot.querySelector('c-commerce-panel-message');
  const news = (element) => element.shadowRoot.querySelector('[role="status"]').textContent;

  beforeAll(setup);
  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
    answers = jest.fn();
    refresh = jest.fn();
    createRecord.mockReset().mockResolvedValue({ id: 'a09' });
  });
  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
  });

  it('asks about the subject, waits, and says when there is an answer', async () => {
    const element = await request();
    expect(told.at(-1)).toEqual({ mayAsk: true, text: null, detail: null });
    await ask(element);
    expect(createRecord).toHaveBeenCalledWith({
      apiName: 'Commerce_Sync_Request__c',
      fields: { Contact__c: '003X' },
    });
    expect(told.at(-1).text).toBe('c.Orderlens_Shop_Asked');
    expect(news(element)).toBe('c.Orderlens_Shop_Asked');
    await answer('Requested');
    jest.advanceTimersByTime(3_000);
    await answer('Running');
    jest.advanceTimersByTime(3_000);
    expect(refresh).toHaveBeenCalledTimes(2);
    expect(answers).not.toHaveBeenCalled();
    await answer('Done', '3 orders read.');
    expect(answers).toHaveBeenCalledTimes(1);
    expect(told.at(-1)).toEqual({
      mayAsk: true,
      text: 'c.Orderlens_Shop_Answered',
      detail: '3 orders read.',
    });
    expect(message(element)).toBeNull();
    jest.advanceTimersByTime(10_000);
    expect(told.at(-1).text).toBeNull();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
    await expect(element).toBeAccessible();
  });

  it('asks once, however often the button is pressed', async () => {
    const element = await request();
    await ask(element);
    await ask(element);
    expect(createRecord).toHaveBeenCalledTimes(1);
    await answer('Done');
    await ask(element);
    expect(createRecord).toHaveBeenCalledTimes(2);
  });

  it('asks nothing for who may not', async () => {
    const element = await request({ createable: false });
    await ask(element);
    expect(createRecord).not.toHaveBeenCalled();
    expect(told.at(-1)).toEqual({ mayAsk: false, text: null, detail: null });
    objectInfo.error({ message: 'no such object' });
    await ask(element);
    expect(createRecord).not.toHaveBeenCalled();
  });

  it('says why the shop could not be asked', async () => {
    const element = await request();
    await ask(element);
    await answer('Failed', 'The shop does not answer.');
    expect(message(element)).toMatchObject({ kind: 'error', message: 'c.Orderlens_Shop_Failed' });
    expect(told.at(-1)).toMatchObject({ text: null, detail: 'The shop does not answer.' });
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
    await expect(element).toBeAccessible();
  });

  it('says why the org refused the request', async () => {
    createRecord.mockRejectedValue({ status: 400, body: { message: 'No more storage.' } });
    const element = await request();
    await ask(element);
    expect(told.at(-1).detail).toBe('No more storage.');
    expect(message(element)).not.toBeNull();
  });

  it('waits a minute and a half, and not longer', async () => {
    const element = await request();
    await ask(element);
    await answer('Requested');
    jest.advanceTimersByTime(87_000);
    expect(refresh).toHaveBeenCalledTimes(29);
    expect(message(element)).toBeNull();
    jest.advanceTimersByTime(3_000);
    await settled();
    expect(message(element)).toMatchObject({ message: 'c.Orderlens_Shop_Silent' });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('forgets what it asked when somebody else is shown, and when it goes', async () => {
    const element = await request();
    await ask(element);
    element.subject = { object: 'Account', id: '001X', instead: false };
    await settled();
    expect(told.at(-1).text).toBeNull();
    expect(jest.getTimerCount()).toBe(0);
    await ask(element);
    expect(createRecord.mock.lastCall[0].fields).toEqual({ Account__c: '001X' });
    element.remove();
    expect(jest.getTimerCount()).toBe(0);
  });
});
