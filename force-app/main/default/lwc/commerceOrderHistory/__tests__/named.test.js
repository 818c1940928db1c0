import { graphql } from 'lightning/graphql';
import { setup } from '@sa11y/jest';
import {
  button,
  caseRecord,
  many,
  numbers,
  ofNamed,
  ofOrders,
  order,
  orders,
  panel,
  rows,
  settled,
  whereAsked,
} from './testing';
import { candidatesIn, isNamed } from '../named';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

const words = (text) => candidatesIn(text).map(({ word }) => word);

describe('numbers in a text', () => {
  it.each([
    ['Where is #1530?', ['1530']],
    ['order 1530, please', ['1530']],
    ['GS-1530 came broken', ['GS-1530']],
    ['#7 and 8', ['7']],
    ['12 lanterns for £15.30', []],
    ['1530 1530 #1530', ['1530']],
    ['SKU 85123A', ['85123A']],
    ['', []],
  ])('%s', (text, expected) => expect(words(text)).toEqual(expected));

  it('are no more than a person would read', () => {
    const text = Array.from({ length: 500 }, (_, index) => `#${index + 1000}`).join(' ');
    expect(words(text)).toHaveLength(20);
    expect(words(`${' '.repeat(4_000)}#1530`)).toEqual([]);
  });

  it.each([
    ['#1530', '#1530', true],
    ['1530', '#1530', true],
    ['1530', 'GS-1530', true],
    ['gs-1530', '#GS-1530', true],
    ['GS-1530', '#1530', true],
    ['1530', '#11530', false],
    ['2026', 'GS-2026-0001', false],
    ['15-01-2026', '#2026', false],
    ['85123A', '#85123', false],
    ['1530-UK', '#1530-UK', true],
    ['#7', '#7', true],
  ])('%s names %s: %s', (text, number, expected) =>
    expect(isNamed(number, candidatesIn(text))).toBe(expected),
  );
});

describe('c-commerce-order-history: orders that the case names', () => {
  const onCase = async (subject, description = null) => {
    const element = await panel('500000000000001AAA', { objectApiName: 'Case' });
    const field = (value) => ({ value });
    caseRecord.emit({
      fields: {
        ContactId: field('003X'),
        Subject: field(subject),
        Description: field(description),
      },
    });
    await settled();
    return element;
  };
  const groups = (element) =>
    [...element.shadowRoot.querySelectorAll('section')].map((section) => [
      section.getAttribute('aria-label'),
      ...[...section.querySelectorAll('c-commerce-order-row')].map((row) => row.order.number),
    ]);
  const answer = async (of, ...given) => {
    graphql.emit(orders(...given), of);
    await settled();
  };

  it('stand on top, once, and come with the list', async () => {
    const element = await onCase('Where is #3?', 'I ordered it as number 1003.');
    expect(whereAsked(ofNamed)).toEqual([
      { Contact__c: { eq: '003X' } },
      { or: [{ Name: { in: ['3', '#3'] } }, { Name: { like: '%1003%' } }] },
    ]);
    await answer(ofOrders, [order(5), order(4), order(3)]);
    expect(rows(element)).toHaveLength(0);
    await answer(ofNamed, [order(3), order(13), order(1003)]);
    expect(groups(element)).toEqual([
      ['c.Orderlens_Named_In_Case', '#3', '#1003'],
      [null, '#5', '#4'],
    ]);
    await expect(element).toBeAccessible();
  });

  it('stay on top whatever is filtered, and are read again', async () => {
    const element = await onCase('#3');
    const refresh = jest.fn();
    graphql.emit(orders([order(3)]), ofNamed, refresh);
    await answer(ofOrders, [order(4)]);
    element.shadowRoot
      .querySelector('c-commerce-order-filters')
      .dispatchEvent(new CustomEvent('filter', { detail: { status: 'open', period: 'all', search: '' } }));
    await settled();
    await answer(ofOrders, []);
    expect(groups(element)).toEqual([['c.Orderlens_Named_In_Case', '#3']]);
    element.shadowRoot.querySelector('c-commerce-panel-frame').dispatchEvent(new CustomEvent('refresh'));
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('are not waited for where the case names none, or they cannot be read', async () => {
    const without = await onCase('Hello');
    await answer(ofOrders, [order(4)]);
    expect(numbers(without)).toEqual(['#4']);
    without.remove();
    const unread = await onCase('#3');
    await answer(ofOrders, [order(4)]);
    graphql.emitErrors([{ message: 'Busy' }], ofNamed);
    await settled();
    expect(groups(unread)).toEqual([[null, '#4']]);
  });

  it('are absent where the shop has removed them, or the case may not be read', async () => {
    const element = await onCase('#3');
    await answer(ofOrders, many(4, 5));
    await answer(ofNamed, [order(3, { Removed__c: { value: true } })]);
    expect(groups(element)).toEqual([[null, '#4', '#5']]);
    expect(button(element)).toBeNull();
  });
});
