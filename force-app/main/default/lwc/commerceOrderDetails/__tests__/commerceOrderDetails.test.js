import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import { setup } from '@sa11y/jest';
import CommerceOrderDetails from 'c/commerceOrderDetails';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

const values = (fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }]));
const edges = (...nodes) => ({ edges: nodes.map((node) => ({ node })) });

const ORDER = {
  Id: 'a01',
  ...values({
    Currency__c: 'GBP',
    Subtotal__c: 20,
    Discount__c: 5,
    Discount_Codes__c: 'WELCOME10',
    Shipping__c: 3.95,
    Tax__c: 0,
    Total__c: 18.95,
    Refunded__c: 5,
    Payment_Status__c: 'PARTIALLY_REFUNDED',
    Fulfillment_Status__c: 'fulfilled',
    Cancelled_At__c: null,
    Channel__c: 'Online Store',
    Admin_Url__c: 'https://admin.example/orders/1',
    Ship_To_Name__c: 'Ada Lovelace',
    Ship_To_Street__c: '1 High Street',
    Ship_To_City__c: 'London',
    Ship_To_Postal_Code__c: 'N1 1AA',
    Ship_To_Country_Code__c: 'GB',
  }),
  Shipments__r: edges(
    { Id: 'a05B', ...values({ Name: 'F2', Removed__c: true, Shipped_At__c: '2026-01-01T00:00:00Z' }) },
    { Id: 'a05A', ...values({ Name: 'F1', Status__c: 'delivered', Tracking_Url__c: 'http://plain.example/1' }) },
  ),
  Refunds__r: edges({
    Id: 'a07',
    ...values({ Refunded_At__c: '2026-03-17T11:00:00Z', Amount__c: 5, Reason__c: 'damaged' }),
  }),
};
const answer = (order) => ({
  uiapi: {
    query: {
      Commerce_Order__c: edges(...order),
      Commerce_Shipment_Line__c: edges({
        Id: 'a06',
        ...values({ Name: 'Lantern', Shipment__c: 'a05A', Quantity__c: 2 }),
      }),
      Commerce_Refund_Line__c: edges({
        Id: 'a08',
        ...values({ Name: 'Lantern', Refund__c: 'a07', Quantity__c: 1, Amount__c: 5 }),
      }),
    },
  },
});
const ofDetails = ({ variables }) => variables?.order === 'a01' && variables.size === 200;

function details() {
  const element = createElement('c-commerce-order-details', { is: CommerceOrderDetails });
  Object.assign(element, { orderId: 'a01', orderNumber: '#1', lineCount: 1, currency: 'GBP' });
  document.body.appendChild(element);
  return element;
}

const settled = () => jest.requireActual('timers/promises').setImmediate();
const all = (element, selector) => [...element.shadowRoot.querySelectorAll(selector)];
const texts = (element, selector) =>
  all(element, selector).map(({ textContent }) => textContent.trim());

describe('c-commerce-order-details', () => {
  it('holds the place of what will come', async () => {
    const element = details();
    await settled();
    expect(all(element, '.bar').length).toBeGreaterThan(0);
    expect(all(element, 'c-commerce-order-lines')).toHaveLength(1);
    await expect(element).toBeAccessible();
  });

  it('shows money, shipments, refunds and the way to the shop', async () => {
    const element = details();
    await settled();
    graphql.emit(answer([ORDER]), ofDetails);
    await settled();
    expect(texts(element, '.money .amount')).toEqual(['£20.00', '-£5.00', '£3.95', '£18.95', '-£5.00']);
    const shipments = all(element, 'c-commerce-shipment').map(({ shipment }) => shipment);
    expect(shipments.map(({ name }) => name)).toEqual(['F1', 'F2']);
    expect(shipments[0]).toMatchObject({ trackingUrl: null, lines: [{ title: 'Lantern' }] });
    expect(texts(element, '.refund .reason')).toEqual(['damaged']);
    expect(texts(element, '.refund .amount')).toEqual(['£5.00', '£5.00']);
    expect(texts(element, '.about dd')).toEqual([
      'Partially refunded',
      'Fulfilled',
      'Online Store',
      'Ada Lovelace\n1 High Street\nN1 1AA London\nGB',
    ]);
    expect(all(element, 'a')[0].href).toBe('https://admin.example/orders/1');
    await expect(element).toBeAccessible();
  });

  it('leaves out what is empty or may not be seen', async () => {
    const element = details();
    await settled();
    graphql.emit(answer([{ Id: 'a01' }]), ofDetails);
    await settled();
    expect(all(element, '.section')).toHaveLength(1);
  });

  it('shows how far an order has come, with its parcels or without', async () => {
    const element = details();
    await settled();
    const course = values({ Status__c: 'paid', Payment_Status__c: 'PAID' });
    graphql.emit(answer([{ Id: 'a01', ...course }]), ofDetails);
    await settled();
    const steps = ({ steps: given }) => given.map(({ name, state }) => `${name} ${state}`);
    const [line] = all(element, 'c-commerce-progress');
    expect(steps(line)[1]).toBe('paid done');
    expect(steps(line)[2]).toBe('packed ahead');
    await expect(element).toBeAccessible();
    const parcels = ORDER.Shipments__r;
    graphql.emit(answer([{ Id: 'a01', ...course, Shipments__r: parcels }]), ofDetails);
    await settled();
    expect(all(element, 'c-commerce-progress')).toHaveLength(0);
    const [standing, removed] = all(element, 'c-commerce-shipment');
    expect(steps(standing).at(-1)).toBe('delivered done');
    expect(steps(removed)).toEqual([]);
  });

  it('strikes out a refund that the shop no longer has', async () => {
    const element = details();
    await settled();
    const refund = { Id: 'a07', ...values({ Amount__c: 5, Removed__c: true }) };
    graphql.emit(answer([{ Id: 'a01', Refunds__r: edges(refund) }]), ofDetails);
    await settled();
    expect(all(element, '.refund_removed')).toHaveLength(1);
  });

  it('says what to do when they could not be read, with the lines still there', async () => {
    const element = details();
    await settled();
    const refresh = jest.fn();
    graphql.emitErrors([{ message: 'Busy' }], ofDetails, refresh);
    await settled();
    const message = all(element, 'c-commerce-panel-message')[0];
    expect(message).toMatchObject({ kind: 'error', detail: 'Busy', retryable: true });
    expect(all(element, 'c-commerce-order-lines')).toHaveLength(1);
    message.dispatchEvent(new CustomEvent('retry'));
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('refreshes itself and its lines', async () => {
    const element = details();
    await settled();
    const refresh = jest.fn();
    graphql.emit(answer([ORDER]), ofDetails, refresh);
    await settled();
    element.refresh();
    expect(refresh).toHaveBeenCalledTimes(1);
  });
});
