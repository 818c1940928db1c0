import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { setup } from '@sa11y/jest';
import CommerceOrderLines from 'c/commerceOrderLines';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

const line = (position) => ({
  node: {
    Id: `a02${String(position).padStart(15, '0')}`,
    Name: { value: `Lantern ${position}` },
    Position__c: { value: position },
    Title__c: { value: `Lantern ${position}` },
    SKU__c: { value: '85123A' },
    Quantity__c: { value: 6 },
    Unit_Price__c: { value: 2.55 },
    Total__c: { value: 15.3 },
    Currency__c: { value: 'GBP' },
  },
});

const page = (from, to, hasNextPage) => ({
  uiapi: {
    query: {
      Commerce_Order_Line__c: {
        edges: Array.from({ length: to - from + 1 }, (_, index) => line(from + index)),
        pageInfo: { hasNextPage },
      },
    },
  },
});

function lines(properties = {}) {
  const element = createElement('c-commerce-order-lines', { is: CommerceOrderLines });
  Object.assign(element, { orderId: 'a01', orderNumber: '#1', lineCount: 12, ...properties });
  document.body.appendChild(element);
  return element;
}

const rows = (element) => [...element.shadowRoot.querySelectorAll('[role="row"]:not(.headings)')];
const settled = () => Promise.resolve();

describe('c-commerce-order-lines', () => {
  it('holds the place of the lines to come', async () => {
    const element = lines({ lineCount: 4 });
    expect(element.shadowRoot.querySelectorAll('.line_loading')).toHaveLength(4);
    await expect(element).toBeAccessible();
  });

  it('shows SKU, title, quantity, price and total', async () => {
    const element = lines();
    graphql.emit(page(1, 1, false));
    await settled();
    const cells = [...rows(element)[0].querySelectorAll('[role="cell"]')];
    expect(cells.map(({ textContent }) => textContent.trim())).toEqual([
      'Lantern 1',
      '85123A',
      '6',
      '£2.55',
      '£15.30',
    ]);
    await expect(element).toBeAccessible();
  });

  it('shows ten, then more, starting after the last', async () => {
    const element = lines();
    graphql.emit(page(1, 10, true));
    await settled();
    expect(rows(element)).toHaveLength(10);
    element.shadowRoot.querySelector('lightning-button').click();
    await settled();
    expect(graphql.getLastConfig().variables).toEqual({
      where: {
        and: [
          { Order__c: { eq: 'a01' } },
          {
            or: [
              { Position__c: { gt: 10 } },
              { and: [{ Position__c: { eq: 10 } }, { Id: { gt: 'a02000000000000010' } }] },
            ],
          },
        ],
      },
      size: 50,
    });
    graphql.emit(page(11, 12, false));
    await settled();
    expect(rows(element)).toHaveLength(12);
    expect(element.shadowRoot.querySelector('lightning-button')).toBeNull();
  });

  it('leaves fields blank that may not be seen, and takes the currency of the order', async () => {
    const element = lines({ currency: 'EUR' });
    const data = page(1, 1, false);
    const { node } = data.uiapi.query.Commerce_Order_Line__c.edges[0];
    delete node.Unit_Price__c;
    delete node.Currency__c;
    graphql.emit(data);
    await settled();
    expect(rows(element)[0].querySelector('.each').textContent).toBe('');
    expect(rows(element)[0].querySelector('.total').textContent).toBe('€15.30');
  });

  it('strikes out what the order no longer has, at the end', async () => {
    const element = lines({ lineCount: 2 });
    const data = page(1, 3, false);
    data.uiapi.query.Commerce_Order_Line__c.edges[0].node.Removed__c = { value: true };
    graphql.emit(data);
    await settled();
    expect(rows(element).map(({ className }) => className)).toEqual([
      'line',
      'line',
      'line line_removed',
    ]);
    expect(rows(element)[2].textContent).toContain('c.Orderlens_No_Longer');
    await expect(element).toBeAccessible();
  });

  it('says that there are none', async () => {
    const element = lines();
    graphql.emit(page(1, 0, false));
    await settled();
    expect(element.shadowRoot.textContent).toContain('c.Orderlens_Lines_Empty');
  });

  it('tries again after an error and keeps what was there', async () => {
    const element = lines();
    const refresh = jest.fn();
    graphql.emit(page(1, 10, true));
    await settled();
    graphql.emitErrors([{ message: 'Server busy' }], undefined, refresh);
    await settled();
    const message = element.shadowRoot.querySelector('c-commerce-panel-message');
    expect(message).toMatchObject({ kind: 'error', detail: 'Server busy', retryable: true });
    expect(rows(element)).toHaveLength(10);
    message.dispatchEvent(new CustomEvent('retry'));
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('says who can help where the object may not be read', async () => {
    const element = lines();
    graphql.emitErrors([{ message: 'x', extensions: { ErrorType: 'ValidationError' } }]);
    await settled();
    expect(element.shadowRoot.querySelector('c-commerce-panel-message')).toMatchObject({
      kind: 'locked',
      message: 'c.Orderlens_Lines_No_Access',
      retryable: false,
    });
  });

  it('shows the lines of a cart, and none that were taken out of it', async () => {
    const element = lines({ kind: 'cart', lineCount: 1 });
    await settled();
    expect(graphql.getLastConfig().variables).toEqual({
      where: { Cart__c: { eq: 'a01' } },
      size: 10,
    });
    const out = { node: { ...line(2).node, Removed__c: { value: true } } };
    const answer = (edges, hasNextPage) => ({
      uiapi: { query: { Commerce_Cart_Line__c: { edges, pageInfo: { hasNextPage } } } },
    });
    graphql.emit(answer([line(1), out], false));
    await settled();
    expect(rows(element)).toHaveLength(1);
    expect(element.shadowRoot.querySelector('[role="table"]').getAttribute('aria-label')).toBe(
      'c.Orderlens_Cart_Lines_Of',
    );
    await expect(element).toBeAccessible();
    graphql.emit(answer([], false));
    await settled();
    expect(element.shadowRoot.textContent).toContain('c.Orderlens_Cart_Lines_Empty');
  });
});
