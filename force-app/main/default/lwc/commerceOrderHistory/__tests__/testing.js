import { createElement } from 'lwc';
import { graphql } from 'lightning/graphql';
import CommerceOrderHistory from 'c/commerceOrderHistory';
import { inside } from '../../commercePanelFrame/__tests__/inside';

export const ACCOUNT = '001000000000001AAA';
// Which query a wire asks is seen from its variables: the platform's double parses no document.
export const firstPart = ({ variables }) => variables?.where?.and[0];
export const ofNamed = ({ variables }) => variables?.where !== undefined && variables.size === 50;
export const ofOrders = (config) =>
  firstPart(config)?.Order__r === undefined && !!firstPart(config) && !ofNamed(config);
export const ofProducts = (config) => firstPart(config)?.Order__r !== undefined;
export const ofStores = ({ variables }) => variables !== undefined && variables.where === undefined;
export const after = (at, id) => ({
  or: [{ Placed_At__c: { lt: at } }, { and: [{ Placed_At__c: { eq: at } }, { Id: { lt: id } }] }],
});
export const mine = { Account__c: { eq: ACCOUNT } };

export const order = (number, fields = {}) => ({
  node: {
    Id: `a01${String(number).padStart(15, '0')}`,
    Name: { value: `#${number}` },
    Placed_At__c: { value: '2011-12-01T08:26:00.000Z' },
    Status__c: { value: 'delivered', displayValue: 'Delivered' },
    Total__c: { value: 139.12 },
    Currency__c: { value: 'GBP' },
    Item_Summary__c: { value: 'White lantern' },
    Line_Count__c: { value: 7 },
    Store__c: { value: 'shopify:giftshop' },
    ...fields,
  },
});

export const orders = (edges, hasNextPage = false) => ({
  uiapi: { query: { Commerce_Order__c: { edges, pageInfo: { hasNextPage } } } },
});

export const store = (key, name, fields = {}) => ({
  node: {
    Id: `a03${key}`,
    Name: { value: name },
    External_Id__c: { value: key },
    Connected_At__c: { value: '2026-03-03T12:00:00.000Z' },
    Checked_Through__c: { value: new Date(Date.now() - 125_000).toISOString() },
    ...fields,
  },
});

export const stores = (...edges) => ({ uiapi: { query: { Commerce_Store__c: { edges } } } });
export const GIFT_SHOP = store('shopify:giftshop', 'Gift Shop UK');

// A macrotask: after all that was waiting, whatever it set off.
export const settled = () => jest.requireActual('timers/promises').setImmediate();

export async function panel(recordId = ACCOUNT, properties = {}) {
  const element = createElement('c-commerce-order-history', { is: CommerceOrderHistory });
  Object.assign(element, { recordId, ...properties });
  document.body.appendChild(element);
  await settled();
  return element;
}

export const rows = (element) => [...element.shadowRoot.querySelectorAll('c-commerce-order-row')];
export const message = (element) => inside(element, 'c-commerce-panel-message');
export const button = (element) => inside(element, 'lightning-button');
export const refreshButton = (element) => inside(element, 'lightning-button-icon');
export const numbers = (element) => rows(element).map((row) => row.order.number);
export const many = (from, to) =>
  Array.from({ length: to - from + 1 }, (_, index) => order(from + index));

/** The question for orders, or another, which may not be the last that was asked. */
function asked(of) {
  const all = [];
  graphql.emit(undefined, (config) => all.push(of(config) && config) && false);
  return all.find(Boolean)?.variables;
}

export const whereAsked = (of = ofOrders) => asked(of)?.where.and;
export const sizeAsked = () => asked(ofOrders)?.size;

// Under its own name the linter takes it for a wire used outside of @wire.
export const caseRecord = jest.requireActual('lightning/uiRecordApi').getRecord;
