import type { Org } from '../local-org/engine/types.ts';
import { day, insert, type Values } from './rows.ts';

/** Two customers of the regular account, whose tenths add up only in decimals; one in two currencies. */
export function worth(
  org: Org,
  of: { regular: string; abroad: string; contact: string },
  now: number,
): void {
  const customer = (number: number, account: string, contact: string | null): Values => ({
    Name: `Customer ${number}`,
    External_Id__c: `shopify:giftshop:c${number}`,
    Store__c: 'shopify:giftshop',
    Account__c: account,
    Contact__c: contact,
  });
  const [one = '', two = '', abroad = ''] = insert(org, 'Commerce_Customer__c', [
    customer(1, of.regular, null),
    customer(2, of.regular, null),
    customer(3, of.abroad, of.contact),
  ]);
  insert(org, 'Commerce_Customer_Value__c', [
    value(one, 1, 'GBP', now, { placed: 6427.1, cancelled: 0, refunded: 212.4, orders: 33 }),
    value(two, 2, 'GBP', now, { placed: 50.2, cancelled: 50.1, refunded: 0, orders: 1 }),
    value(abroad, 3, 'GBP', now, { placed: 139.12, cancelled: 0, refunded: 15.3, orders: 1 }),
    value(abroad, 3, 'EUR', now, { placed: 77.4, cancelled: 0, refunded: 0, orders: 1 }),
  ]);
}

interface Sums {
  readonly placed: number;
  readonly cancelled: number;
  readonly refunded: number;
  readonly orders: number;
}

function value(
  customer: string,
  number: number,
  currency: string,
  now: number,
  sums: Sums,
): Values {
  const { placed, cancelled, refunded, orders } = sums;
  const cents = Math.round((placed - cancelled - refunded) * 100);
  const last = now - 9 * day;
  return {
    Name: currency,
    External_Id__c: `shopify:giftshop:c${number}:${currency}`,
    Customer__c: customer,
    Currency__c: currency,
    Placed_Total__c: placed,
    Cancelled_Total__c: cancelled,
    Refunded_Total__c: refunded,
    Lifetime_Value__c: cents / 100,
    Placed_Count__c: orders + Number(cancelled > 0),
    Cancelled_Count__c: Number(cancelled > 0),
    Refunded_Count__c: Number(refunded > 0),
    Order_Count__c: orders,
    First_Order_On__c: new Date(last - 41 * (orders - 1) * day).toISOString().slice(0, 10),
    Last_Order_At__c: new Date(last).toISOString(),
    Days_Between_Orders__c: orders > 1 ? 41 : null,
    Months__c: JSON.stringify(currency === 'EUR' ? {} : monthsBefore(now, orders)),
  };
}

function monthsBefore(now: number, orders: number): Values {
  const date = new Date(now);
  const nets = [120.5, 310.2, 190, 420.75, 130.1, 60, 0, 210.4, 350, 99.9, 180.3, 520.65];
  const entries = nets.slice(0, Math.min(orders, 12)).map((net, index) => {
    const month = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - index, 1));
    return [month.toISOString().slice(0, 7), { net: net.toFixed(2), orders: net === 0 ? 0 : 2 }];
  });
  return Object.fromEntries(entries) as Values;
}
