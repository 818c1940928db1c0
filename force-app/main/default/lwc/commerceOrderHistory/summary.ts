import ORDERS_EMPTY from '@salesforce/label/c.Orderlens_Orders_Empty';
import ORDERS_EMPTY_SINCE from '@salesforce/label/c.Orderlens_Orders_Empty_Since';
import ORDERS_EMPTY_UNCONNECTED from '@salesforce/label/c.Orderlens_Orders_Empty_Unconnected';
import type { OrderRow, Store } from 'c/commerceOrderData';
import { day, fill } from 'c/commerceFormat';

/** "Gift Shop UK has been connected since 3 March" tells an agent whether to wait or to ask. */
export function emptyMessage(stores: readonly Store[] | null): string {
  if (stores === null) return ORDERS_EMPTY;
  const [store] = stores;
  if (store === undefined) return ORDERS_EMPTY_UNCONNECTED;
  return stores.length === 1 && store.connectedAt !== null
    ? fill(ORDERS_EMPTY_SINCE, store.name, day(store.connectedAt))
    : ORDERS_EMPTY;
}

/** A list is as fresh as the stalest of the stores it comes from; an empty one, as the stalest of all. */
export function checkedThrough(
  stores: readonly Store[],
  orders: readonly OrderRow[],
): string | null {
  const keys = new Set(orders.map(({ store }) => store));
  const concerned = orders.length === 0 ? stores : stores.filter(({ key }) => keys.has(key));
  const times = concerned.map((store) => store.checkedThrough);
  // A store that has never been checked through leaves nothing to promise.
  if (times.length === 0 || times.includes(null)) return null;
  return times
    .filter((time) => time !== null)
    .reduce((a, b) => (Date.parse(a) < Date.parse(b) ? a : b));
}

export function severalCurrencies(orders: readonly OrderRow[]): boolean {
  return new Set(orders.map(({ currency }) => currency)).size > 1;
}

/** Which shop is worth a line only where there is more than one. */
export function severalStores(orders: readonly OrderRow[], stores: readonly Store[]): boolean {
  return stores.length > 1 || new Set(orders.map(({ store }) => store)).size > 1;
}
