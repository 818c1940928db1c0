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

export function severalCurrencies(orders: readonly OrderRow[]): boolean {
  return new Set(orders.map(({ currency }) => currency)).size > 1;
}

/** Which shop is worth a line only where there is more than one. */
export function severalStores(orders: readonly OrderRow[], stores: readonly Store[]): boolean {
  return stores.length > 1 || new Set(orders.map(({ store }) => store)).size > 1;
}
