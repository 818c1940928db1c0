import { compareIds } from './gid.ts';
import type { Listing, Place } from './listing.ts';
import { notModelled } from './refusal.ts';
import type { ShopStore } from './store.ts';

/** What a list can be sorted by: Shopify's sort key and where its value comes from. Times and ids only. */
export type SortKeys<T> = Readonly<
  Record<string, { readonly by: 'id' | 'time'; readonly value: (record: T) => string }>
>;

export interface Sorting<T extends { readonly id: string }> {
  readonly name: string;
  readonly keys: SortKeys<T>;
  readonly all: (store: ShopStore) => Iterable<T>;
}
export interface SortArgs {
  readonly sortKey: string;
  readonly reverse?: boolean | null;
}

/** The records in the order asked for; kept by the store until something changes. */
export function sorted<T extends { readonly id: string }>(
  store: ShopStore,
  { name, keys, all }: Sorting<T>,
  args: SortArgs,
): Listing<T> {
  const { sortKey, reverse } = args;
  return store.derived(`${name} by ${sortKey}${reverse ? ' reversed' : ''}`, () =>
    sortedBy(name, keys, all(store), args),
  );
}

/** Any records in the order asked for. */
export function sortedBy<T extends { readonly id: string }>(
  name: string,
  keys: SortKeys<T>,
  all: Iterable<T>,
  { sortKey, reverse }: SortArgs,
): Listing<T> {
  const key = keys[sortKey];
  if (!key) throw notModelled(`sorting ${name} by ${sortKey}`);
  const compare = comparer(key.by, reverse === true);
  const records = sort(all, key.value, compare);
  return { records, sortValue: key.value, id: (record) => record.id, compare };
}

/** Only those that pass; the order stays. */
export function filtered<T>(listing: Listing<T>, test: (record: T) => boolean): Listing<T> {
  return { ...listing, records: listing.records.filter(test) };
}

/** A list in the order it is kept in, such as an order's lines. */
export function inPlace<T extends { readonly id: string }>(
  records: readonly T[],
  reverse: boolean | null | undefined,
): Listing<T> {
  let places: Map<string, string> | undefined;
  const placeOf = ({ id }: T) => {
    places ??= new Map(records.map((record, index) => [record.id, String(index)]));
    return places.get(id)!;
  };
  const compare = comparer('id', reverse === true);
  return {
    records: reverse ? records.toReversed() : records,
    sortValue: placeOf,
    id: (record) => record.id,
    compare: (left, right) => compare({ ...left, id: '' }, { ...right, id: '' }),
  };
}

export function sort<T extends { readonly id: string }>(
  records: Iterable<T>,
  value: (record: T) => string,
  compare: (left: Place, right: Place) => number,
): readonly T[] {
  return Array.from(records, (record) => ({
    record,
    place: { value: value(record), id: record.id },
  }))
    .sort((left, right) => compare(left.place, right.place))
    .map(({ record }) => record);
}

function comparer(by: 'id' | 'time', reverse: boolean): (left: Place, right: Place) => number {
  const sign = reverse ? -1 : 1;
  return (left, right) =>
    sign * (compareValues(by, left.value, right.value) || compareIds(left.id, right.id));
}

/** Timestamps are all in one form and to the second, so that text order is time order. */
function compareValues(by: 'id' | 'time', left: string, right: string): number {
  if (by === 'id') return compareIds(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}
