import { find } from '../local-org/engine/find.ts';
import type { Org } from '../local-org/engine/types.ts';
import { startLocalOrg } from '../local-org/index.ts';
import type { LocalOrg } from '../local-org/index.ts';
import { day, insert, minute, type Values } from './rows.ts';
import { worth } from './worth.ts';

/** An org with the customers that the console's test looks at. */
export interface FilledOrg extends LocalOrg {
  readonly accounts: { readonly regular: string; readonly abroad: string; readonly empty: string };
  /** Of the account `abroad`, and the one with an order whose details are all there. */
  readonly contact: string;
  readonly cases: {
    readonly withContact: string;
    readonly withAccount: string;
    readonly withNobody: string;
  };
}

const statuses = ['delivered', 'payment failed', 'partly shipped', 'on hold', 'partly refunded'];
const titles = ['White hanging heart T-light holder', 'Regency cakestand 3 tier', 'Party bunting'];

function order(account: string, number: number, at: number, values: Values = {}): Values {
  const iso = new Date(at).toISOString();
  return {
    Name: `#${number}`,
    External_Id__c: `shopify:giftshop:${number}`,
    Store__c: 'shopify:giftshop',
    Account__c: account,
    Placed_At__c: iso,
    Placed_On__c: iso.slice(0, 10),
    Status__c: statuses[number % statuses.length],
    Total__c: 139.12,
    Currency__c: 'GBP',
    Item_Summary__c: titles.slice(0, (number % 3) + 1).join(', '),
    Line_Count__c: 1,
    ...values,
  };
}

function line(order: string, number: number, position: number): Values {
  return {
    Name: titles[position % 3],
    External_Id__c: `shopify:giftshop:${number}-${position}`,
    Order__c: order,
    Position__c: position,
    Title__c: titles[position % 3],
    SKU__c: '85123A',
    Quantity__c: 6,
    Unit_Price__c: 2.55,
    Total__c: 15.3,
    Currency__c: 'GBP',
  };
}

function store(key: string, name: string, checkedThrough: number): Values {
  return {
    Name: name,
    External_Id__c: key,
    Platform__c: 'shopify',
    Connected_At__c: '2026-03-03T12:00:00Z',
    Checked_Through__c: new Date(checkedThrough).toISOString(),
  };
}

/**
 * A regular with 45 orders, two of them placed at the same moment across the end of a page, one with 705 lines; a
 * customer who buys in two currencies, with an order that has everything; one who has not bought yet.
 */
export async function startFilledOrg(now = Date.now()): Promise<FilledOrg> {
  const started = await startLocalOrg();
  const { org } = started;
  insert(org, 'Commerce_Store__c', [store('shopify:giftshop', 'Gift Shop UK', now - 2.5 * minute)]);
  const [regular = '', abroad = '', empty = ''] = insert(org, 'Account', [
    { Name: 'Lantern & Sons Wholesale', Phone: '+44 20 7946 0018' },
    { Name: 'Ada van der Berg', Phone: null },
    { Name: 'New Customer', Phone: null },
  ]);
  // Orders 19 and 20, 39 and 40 from the top share their moment: the key after it must part them.
  const placed = (index: number) =>
    now - Math.floor((index + 1) / 20) * day - 3 * day - index * minute;
  const moment = (index: number) => ([20, 40].includes(index) ? placed(index - 1) : placed(index));
  const orders = Array.from({ length: 45 }, (_, index) =>
    order(regular, 1045 - index, moment(index)),
  );
  const first = { ...orders[0], Line_Count__c: 705, Total__c: 10_786.5 };
  const [big = ''] = insert(org, 'Commerce_Order__c', [first, ...orders.slice(1)]);
  const positions = Array.from({ length: 705 }, (_, index) => index + 1);
  insert(
    org,
    'Commerce_Order_Line__c',
    positions.map((position) => line(big, 1045, position)),
  );
  const [contact = ''] = insert(org, 'Contact', [
    { LastName: 'van der Berg', FirstName: 'Ada', AccountId: abroad, Email: 'ada@example.com' },
  ]);
  const [told = ''] = insert(org, 'Commerce_Order__c', [
    order(abroad, 2001, now - day, { ...money, Contact__c: contact }),
    order(abroad, 2002, Date.parse('2010-12-01T08:26:00Z'), { Total__c: 77.4, Currency__c: 'EUR' }),
  ]);
  tell(org, told, now);
  worth(org, { regular, abroad, contact }, now);
  const [withContact = '', withAccount = '', withNobody = ''] = insert(org, 'Case', [
    { Subject: 'Where is my parcel?', ContactId: contact, AccountId: abroad },
    { Subject: 'Invoice', ContactId: null, AccountId: abroad },
    { Subject: 'Wrong number', ContactId: null, AccountId: null },
  ]);
  const cases = { withContact, withAccount, withNobody };
  return { ...started, accounts: { regular, abroad, empty }, contact, cases };
}

const money: Values = {
  Status__c: 'partly refunded',
  Line_Count__c: 2,
  Subtotal__c: 150.17,
  Discount__c: 15,
  Discount_Codes__c: 'WELCOME10',
  Shipping__c: 3.95,
  Tax__c: 0,
  Refunded__c: 15.3,
  Payment_Status__c: 'partially refunded',
  Fulfillment_Status__c: 'fulfilled',
  Channel__c: 'Online Store',
  Admin_Url__c: 'https://admin.shop.example/orders/2001',
  Ship_To_Name__c: 'Ada van der Berg',
  Ship_To_Street__c: 'Keizersgracht 12',
  Ship_To_City__c: 'Amsterdam',
  Ship_To_Postal_Code__c: '1015 CN',
  Ship_To_Country_Code__c: 'NL',
};

/** Lines, one of them gone, two parcels and a refund. */
function tell(org: Org, told: string, now: number): void {
  const at = (days: number) => new Date(now - days * day).toISOString();
  const [first = ''] = insert(
    org,
    'Commerce_Order_Line__c',
    [line(told, 2001, 1), line(told, 2001, 2), { ...line(told, 2001, 3), Removed__c: true }].map(
      (row) => ({ Removed__c: false, ...row }),
    ),
  );
  const [parcel = ''] = insert(org, 'Commerce_Shipment__c', [
    {
      ...shipment(told, 1, 'in transit'),
      Carrier__c: 'DHL Parcel International',
      Tracking_Number__c: '00340434161094022115',
      Tracking_Url__c: 'https://carrier.example/00340434161094022115',
      Shipped_At__c: at(0.5),
      Delivered_At__c: null,
    },
    {
      ...shipment(told, 2, 'delivered'),
      Carrier__c: null,
      Tracking_Number__c: null,
      Tracking_Url__c: null,
      Shipped_At__c: at(0.8),
      Delivered_At__c: at(0.2),
    },
  ]);
  const of = { Order_Line__c: first, Name: titles[1], Title__c: titles[1], Quantity__c: 6 };
  insert(org, 'Commerce_Shipment_Line__c', [
    { ...of, External_Id__c: 'shopify:giftshop:s1', Shipment__c: parcel },
  ]);
  const [refund = ''] = insert(org, 'Commerce_Refund__c', [
    {
      Name: '#2001',
      External_Id__c: 'shopify:giftshop:r1',
      Order__c: told,
      Refunded_At__c: at(0.1),
      Amount__c: 15.3,
      Currency__c: 'GBP',
      Reason__c: 'One lantern arrived broken',
    },
  ]);
  const back = { External_Id__c: 'shopify:giftshop:rl1', Refund__c: refund, Amount__c: 15.3 };
  insert(org, 'Commerce_Refund_Line__c', [{ ...of, ...back, Currency__c: 'GBP' }]);
}

function shipment(told: string, number: number, status: string): Values {
  return {
    Name: `#2001-F${number}`,
    External_Id__c: `shopify:giftshop:f${number}`,
    Order__c: told,
    Status__c: status,
  };
}

/** Takes all permission sets away from the agent. */
export function lockOut({ org, users }: LocalOrg): void {
  const { username } = users.agent;
  remove(org, 'PermissionSetAssignment', 'Assignee.Username', username);
}

/** Takes the sight of a field, `Commerce_Cart__c.Total__c`, away from everybody. */
export function hide({ org }: LocalOrg, field: string): void {
  remove(org, 'FieldPermissions', 'Field', field);
}

function remove(org: Org, object: string, path: string, value: string): void {
  const rows = find(org, object, ['Id'], path, value);
  org.save(org.systemSession(), { object, operation: 'delete', columns: ['Id'], rows });
}
