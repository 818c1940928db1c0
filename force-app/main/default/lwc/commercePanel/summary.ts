import type { Store } from 'c/commerceOrderData';
import { day, fill } from 'c/commerceFormat';

/** What a list that is still empty waits for. */
export interface EmptyWords {
  readonly empty: string;
  /** `{0}` is the only shop, `{1}` the day it was connected. */
  readonly since: string;
  readonly unconnected: string;
}

interface FromShop {
  readonly total: number | null;
  readonly currency: string | null;
  /** The store's external id. */
  readonly store: string | null;
}

/** "Gift Shop UK has been connected since 3 March" tells an agent whether to wait or to ask. */
export function emptyMessage(stores: readonly Store[] | null, words: EmptyWords): string {
  if (stores === null) return words.empty;
  const [store] = stores;
  if (store === undefined) return words.unconnected;
  return stores.length === 1 && store.connectedAt !== null
    ? fill(words.since, store.name, day(store.connectedAt))
    : words.empty;
}

export function severalCurrencies(rows: readonly FromShop[]): boolean {
  const priced = rows.filter(({ total }) => total !== null);
  return new Set(priced.map(({ currency }) => currency)).size > 1;
}

/**
 * Which shop a row comes from is worth a line only where there is more than one.
 * @returns names by the stores' external ids; none where there is nothing to tell apart
 */
export function storeNames(
  rows: readonly FromShop[],
  stores: readonly Store[] | null,
): ReadonlyMap<string | null, string> {
  const several = (stores?.length ?? 0) > 1 || new Set(rows.map(({ store }) => store)).size > 1;
  return new Map(several ? stores?.map(({ key, name }) => [key, name]) : []);
}

/** Midnight a year ago, so that the question stays the same through a day. */
export function aYearBefore(now: number): string {
  const date = new Date(now);
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  return `${date.toISOString().slice(0, 10)}T00:00:00.000Z`;
}
