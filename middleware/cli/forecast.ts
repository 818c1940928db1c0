import type { StoreSize } from '../connectors/connector.ts';

/** What a store's history will take in an org. */
export interface Forecast {
  readonly records: number;
  readonly megabytes: number;
  /** For a person: `3,616 customers, 14,873 orders, 363,253 lines`. */
  readonly detail: string;
}

/** Most records count as 2 KB of data storage, products as nothing. */
const kilobytesPerRecord = 2;

/**
 * Customers with one value each (one currency), orders and their lines; shipments, refunds and carts come on top, for no
 * shop tells their number beforehand.
 */
export function forecast(size: StoreSize, createContacts: boolean): Forecast {
  const { customers, orders, ordersWithLines, linesPerOrder } = size;
  const lines = Math.round(ordersWithLines * (linesPerOrder ?? 0));
  const people = customers * (createContacts ? 3 : 1);
  const records = people + customers + orders + lines;
  const parts = [
    [customers, createContacts ? 'customers with account and contact' : 'customers'],
    [orders, 'orders'],
    [lines, 'order lines'],
  ] as const;
  const detail = parts.map(([count, name]) => `${count.toLocaleString('en')} ${name}`).join(', ');
  return { records, megabytes: Math.ceil((records * kilobytesPerRecord) / 1024), detail };
}
