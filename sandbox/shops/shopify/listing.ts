import { badRequest } from './refusal.ts';

/** A sorted list behind a connection. A record's place in it is its sort value, then its id. */
export interface Listing<T = unknown> {
  readonly records: readonly T[];
  readonly sortValue: (record: T) => string;
  readonly id: (record: T) => string;
  /** Orders two places; the reverse is taken where the list is reversed. */
  readonly compare: (left: Place, right: Place) => number;
}
export interface Place {
  readonly value: string;
  readonly id: string;
}
export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}
export interface PageOf<T> {
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly nodes: readonly T[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** https://shopify.dev/docs/api/usage/limits */
const pageLimit = 250;
const paginationLimit = 25_000;

/** One page. Cursors name a place, not an offset: they stay right when the list changes between two pages. */
export function page<T>(listing: Listing<T>, args: PageArgs, field: string): PageOf<T> {
  const size = sizeOf(args, field);
  const { records } = listing;
  let start = args.after ? firstAfter(listing, decode(args.after)) : 0;
  let end = args.before ? firstNotBefore(listing, decode(args.before)) : records.length;
  if (isGiven(args.first)) end = Math.min(end, start + size);
  else start = Math.max(start, end - size);
  if (start >= paginationLimit && start < end) {
    throw badRequest(
      `Pagination of ${field} ends at ${paginationLimit} objects. Filter them into smaller ranges.`,
    );
  }
  const nodes = records.slice(start, end);
  const edges = nodes.map((node) => ({ node, cursor: encode(placeOf(listing, node)) }));
  return {
    nodes,
    edges,
    pageInfo: {
      hasNextPage: end < records.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function sizeOf({ first, last }: PageArgs, field: string): number {
  if (isGiven(first) && isGiven(last)) {
    throw badRequest(`providing both first and last to ${field} is not supported`);
  }
  const size = first ?? last;
  if (!isGiven(size)) throw badRequest(`you must provide one of first or last to ${field}`);
  if (size < 1 || size > pageLimit) {
    throw badRequest(`first or last of ${field} must be from 1 to ${pageLimit}, not ${size}`);
  }
  return size;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function placeOf<T>(listing: Listing<T>, record: T): Place {
  return { value: listing.sortValue(record), id: listing.id(record) };
}

function firstAfter<T>(listing: Listing<T>, place: Place): number {
  return search(listing, (record) => listing.compare(placeOf(listing, record), place) > 0);
}

function firstNotBefore<T>(listing: Listing<T>, place: Place): number {
  return search(listing, (record) => listing.compare(placeOf(listing, record), place) >= 0);
}

/** The first index for which `reached` holds; it holds for all that follow. */
function search<T>({ records }: Listing<T>, reached: (record: T) => boolean): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(records[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function encode(place: Place): string {
  return Buffer.from(JSON.stringify({ last_id: place.id, last_value: place.value })).toString(
    'base64',
  );
}

function decode(cursor: string): Place {
  try {
    const { last_id: id, last_value: value } = JSON.parse(
      Buffer.from(cursor, 'base64').toString(),
    ) as {
      last_id: unknown;
      last_value: unknown;
    };
    if (typeof id === 'string' && typeof value === 'string') return { id, value };
  } catch {
    // falls through to the same refusal
  }
  throw badRequest(`Invalid cursor for current pagination sort: ${JSON.stringify(cursor)}.`);
}
