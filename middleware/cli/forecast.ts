import type { StoreSize } from '../connectors/connector.ts';

/** Rows of one model's run, by object. */
export interface ForecastLane {
  readonly model: 'product' | 'customer' | 'order' | 'value';
  readonly rows: Readonly<Record<string, number>>;
}

/** What a store's history will take in an org. */
export interface Forecast {
  readonly lanes: readonly ForecastLane[];
  /** Those that take up storage. */
  readonly records: number;
  readonly megabytes: number;
  /** For a person: `3,616 customers, 14,873 orders, 363,253 lines`. */
  readonly detail: string;
}

export interface StoreWishes {
  readonly createContacts: boolean;
  readonly createProducts?: boolean;
}

/** Most records count as 2 KB of data storage, products as nothing. */
const kilobytesPerRecord = 2;

/**
 * Customers with one value each (one currency), orders and their lines; shipments, refunds and carts come on top, for no
 * shop tells their number beforehand.
 */
export function forecast(size: StoreSize, wishes: StoreWishes): Forecast {
  const { customers, orders } = size;
  const { createContacts } = wishes;
  const lanes = lanesOf(size, wishes);
  const stored = lanes.filter(({ model }) => model !== 'product');
  const records = stored.reduce((sum, lane) => sum + rowsOf(lane), 0);
  const parts = [
    [customers, createContacts ? 'customers with account and contact' : 'customers'],
    [orders, 'orders'],
    [linesOf(size), 'order lines'],
  ] as const;
  const detail = parts.map(([count, name]) => `${count.toLocaleString('en')} ${name}`).join(', ');
  return { lanes, records, megabytes: Math.ceil((records * kilobytesPerRecord) / 1024), detail };
}

export function rowsOf({ rows }: ForecastLane): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

function linesOf({ ordersWithLines, linesPerOrder }: StoreSize): number {
  return Math.round(ordersWithLines * (linesPerOrder ?? 0));
}

/** In the order in which they run. */
function lanesOf(size: StoreSize, { createContacts, createProducts }: StoreWishes): ForecastLane[] {
  const { customers, orders, products } = size;
  const people: Record<string, number> = createContacts
    ? { Account: customers, Contact: customers }
    : {};
  return [
    ...(createProducts ? [{ model: 'product', rows: { Product2: products } } as const] : []),
    { model: 'customer', rows: { ...people, Commerce_Customer__c: customers } },
    { model: 'order', rows: { Commerce_Order__c: orders, Commerce_Order_Line__c: linesOf(size) } },
    { model: 'value', rows: { Commerce_Customer_Value__c: customers } },
  ];
}
