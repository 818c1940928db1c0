import Big from 'big.js';
import type { LocalOrg } from '../../sandbox/local-org/index.ts';
import type { Shop } from '../../sandbox/shops/shopify/index.ts';
import { storeId } from '../operation/operation.ts';
import { readOrg, type OrgRow } from '../operation/org-view.ts';

/** A record of the shop as both sides should have it: figures by name. */
type Figures = Readonly<Record<string, string | number | boolean | null>>;
type ByKey = ReadonlyMap<string, Figures>;

/** What the two sides do not agree about, a sentence each. */
export interface Disagreement {
  /** In the shop, and not in the org. */
  readonly lost: readonly string[];
  /** Once in the shop, and more than once in the org. */
  readonly duplicated: readonly string[];
  /** In both, and not the same; or gone from the shop and not from the org. */
  readonly stale: readonly string[];
}

/** Compares what is in the shop now with what is in the org now, by nothing but these two. */
export function disagreement(shop: Shop, org: LocalOrg): Disagreement {
  const [lost, stale]: [string[], string[]] = [[], []];
  const sides: readonly [string, ByKey, ByKey][] = [
    ['customer', shopCustomers(shop), orgCustomers(org)],
    ['order', shopOrders(shop), orgOrders(org)],
    ['cart', shopCarts(shop), orgCarts(org)],
    ['value of customer', shopValues(shop), orgValues(org)],
  ];
  for (const [what, here, there] of sides) {
    for (const [key, figures] of here) {
      const other = there.get(key);
      if (!other) lost.push(`${what} ${key}`);
      else stale.push(...differences(`${what} ${key}`, figures, other));
    }
    for (const key of there.keys()) {
      if (!here.has(key)) stale.push(`${what} ${key} is not in the shop any more`);
    }
  }
  return { lost, duplicated: duplicates(org), stale };
}

export function isAgreed({ lost, duplicated, stale }: Disagreement): boolean {
  return lost.length + duplicated.length + stale.length === 0;
}

function differences(what: string, here: Figures, there: Figures): string[] {
  return Object.keys(here)
    .filter((name) => here[name] !== there[name])
    .map((name) => `${what}: ${name} is ${here[name]} in the shop, ${there[name]} in the org`);
}

const amount = (value: unknown): string => new Big(String(value ?? 0)).toFixed(4);
const total = (values: readonly unknown[]): string =>
  values.reduce<Big>((sum, value) => sum.plus(String(value ?? 0)), new Big(0)).toFixed(4);

function shopCustomers({ store }: Shop): ByKey {
  return byKey(
    [...store.customers.values()],
    ({ id }) => `${storeId}:${id}`,
    (customer) => ({
      phone: customer.phone,
      email: customer.email?.toLowerCase() ?? null,
    }),
  );
}

function orgCustomers(org: LocalOrg): ByKey {
  const rows = ofStore(org, 'Commerce_Customer__c', ['Phone__c', 'Email__c']);
  return byKey(rows, keyOf, (row) => ({
    phone: row['Phone__c'] ?? null,
    email: row['Email__c'] === null ? null : String(row['Email__c']).toLowerCase(),
  }));
}

function shopOrders({ store }: Shop): ByKey {
  return byKey(
    [...store.orders.values()],
    ({ id }) => `${storeId}:${id}`,
    (order) => ({
      total: amount(order.total),
      refunded: amount(order.refunded),
      customer: order.customerId === null ? null : `${storeId}:${order.customerId}`,
      cancelled: order.cancelledAt !== null,
      lines: order.lines.length,
      items: total(order.lines.map(({ quantity }) => quantity)),
      parcels: order.fulfillments.length,
      arrived: order.fulfillments.filter(({ deliveredAt }) => deliveredAt !== null).length,
      refunds: order.refunds.length,
      'refunds’ sum': total(order.refunds.map(({ amount: paid }) => paid)),
    }),
  );
}

function orgOrders(org: LocalOrg): ByKey {
  const lines = partsOf(org, 'Commerce_Order_Line__c', ['Quantity__c']);
  const parcels = partsOf(org, 'Commerce_Shipment__c', ['Delivered_At__c']);
  const refunds = partsOf(org, 'Commerce_Refund__c', ['Amount__c']);
  const fields = ['Total__c', 'Refunded__c', 'Cancelled_At__c', 'Customer__r.External_Id__c'];
  return byKey(ofStore(org, 'Commerce_Order__c', fields), keyOf, (row) => {
    const of = (parts: ReadonlyMap<string, OrgRow[]>) => parts.get(keyOf(row)) ?? [];
    return {
      total: amount(row['Total__c']),
      refunded: amount(row['Refunded__c']),
      customer: row['Customer__r.External_Id__c'] ?? null,
      cancelled: row['Cancelled_At__c'] !== null,
      lines: of(lines).length,
      items: total(of(lines).map((line) => line['Quantity__c'])),
      parcels: of(parcels).length,
      arrived: of(parcels).filter((parcel) => parcel['Delivered_At__c'] !== null).length,
      refunds: of(refunds).length,
      'refunds’ sum': total(of(refunds).map((refund) => refund['Amount__c'])),
    };
  });
}

function shopCarts({ store }: Shop): ByKey {
  return byKey(
    [...store.checkouts.values()],
    ({ id }) => `${storeId}:${id}`,
    (cart) => ({
      total: amount(cart.total),
      bought: cart.completedAt !== null,
      items: total(cart.lines.map(({ quantity }) => quantity)),
    }),
  );
}

function orgCarts(org: LocalOrg): ByKey {
  const fields = ['Total__c', 'Completed_At__c', 'Item_Count__c'];
  return byKey(ofStore(org, 'Commerce_Cart__c', fields), keyOf, (row) => ({
    total: amount(row['Total__c']),
    bought: row['Completed_At__c'] !== null,
    items: total([row['Item_Count__c']]),
  }));
}

/** Of customers who have an order: what was placed and not cancelled, less what was paid back of it. */
function shopValues({ store }: Shop): ByKey {
  const orders = [...store.orders.values()].filter(({ customerId }) => customerId !== null);
  const groups = Map.groupBy(orders, ({ customerId }) => `${storeId}:${customerId}`);
  return new Map(
    [...groups].map(([key, all]) => {
      const standing = all.filter(({ cancelledAt }) => cancelledAt === null);
      const worth = total(standing.flatMap((order) => [order.total, `-${order.refunded}`]));
      return [key, { worth, orders: standing.length }];
    }),
  );
}

/** One that is zero and has no order may stay: whoever had orders once is told apart from who never had. */
function orgValues(org: LocalOrg): ByKey {
  const fields = [
    'Customer__r.External_Id__c',
    'Lifetime_Value__c',
    'Order_Count__c',
    'Placed_Count__c',
  ];
  const rows = readOrg(org, 'Commerce_Customer_Value__c', fields).filter(
    (row) => Number(row['Placed_Count__c']) > 0,
  );
  return byKey(
    rows,
    (row) => String(row['Customer__r.External_Id__c']),
    (row) => ({
      worth: amount(row['Lifetime_Value__c']),
      orders: Number(row['Order_Count__c']),
    }),
  );
}

function ofStore(org: LocalOrg, object: string, fields: readonly string[]): OrgRow[] {
  const rows = readOrg(org, object, ['External_Id__c', 'Removed__c', ...fields]);
  return rows.filter((row) => row['Removed__c'] !== true);
}

function partsOf(org: LocalOrg, object: string, fields: readonly string[]): Map<string, OrgRow[]> {
  const rows = ofStore(org, object, ['Order__r.External_Id__c', ...fields]);
  return Map.groupBy(rows, (row) => String(row['Order__r.External_Id__c']));
}

const keyOf = (row: OrgRow): string => String(row['External_Id__c']);

function byKey<T>(all: readonly T[], key: (one: T) => string, figures: (one: T) => Figures): ByKey {
  return new Map(all.map((one) => [key(one), figures(one)]));
}

/** Keys are unique in an org, so what comes twice comes under two keys: two Contacts for one address, two of everything else for one name. */
function duplicates(org: LocalOrg): string[] {
  const contacts = readOrg(org, 'Contact', ['Email']).map((row) => row['Email']);
  const carts = ofStore(org, 'Commerce_Cart__c', ['Name']).map((row) => row['Name']);
  const orders = ofStore(org, 'Commerce_Order__c', ['Name']).map((row) => row['Name']);
  return [
    ...repeated(contacts).map((email) => `Contact ${email}`),
    ...repeated(orders).map((name) => `order ${name}`),
    ...repeated(carts).map((name) => `cart ${name}`),
  ];
}

function repeated(values: readonly unknown[]): string[] {
  const groups = Map.groupBy(values.filter((value) => value !== null).map(String), (one) => one);
  return [...groups].filter(([, all]) => all.length > 1).map(([one]) => one);
}
