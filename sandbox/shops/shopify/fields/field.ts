import type { BulkOperations } from '../bulk/operations.ts';
import type { Listing, PageArgs } from '../listing.ts';
import { page } from '../listing.ts';
import { badRequest } from '../refusal.ts';
import type { ShopStore } from '../store.ts';
import type { Webhooks } from '../webhooks/index.ts';

/** What every field may look at while one request is answered. */
export interface ShopContext {
  readonly store: ShopStore;
  readonly scopes: ReadonlySet<string>;
  readonly bulk: BulkOperations;
  readonly webhooks: Webhooks;
  readonly now: () => Date;
}
export type Args = Readonly<Record<string, unknown>>;

/* eslint-disable @typescript-eslint/no-explicit-any -- the schema, not the compiler, ties a field to its source */
/** How one field of one type gets its value. Paged requests and bulk operations use the same. */
export interface Field {
  readonly resolve: (source: any, args: any, context: ShopContext) => unknown;
  /** Arguments it understands; any other is refused. */
  readonly args: readonly string[];
  /** The access scope without which Shopify denies the field. */
  readonly scope?: string;
  /** Set on connections: the whole list, of which `resolve` gives a page. */
  readonly list?: (source: any, args: any, context: ShopContext) => Listing<any>;
}
export type Fields = Readonly<Record<string, Field>>;

type AnyListing = Listing<any>;
type Plain<S> = (source: S, args: any, context: ShopContext) => unknown;
/* eslint-enable @typescript-eslint/no-explicit-any */

/** A type's fields: bare functions take no arguments. */
export function fieldsOf<S>(fields: Readonly<Record<string, Plain<S> | Field>>): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      typeof field === 'function' ? { resolve: field, args: [] } : field,
    ]),
  );
}

const pageArgs = ['first', 'last', 'after', 'before', 'reverse'] as const;

/** A connection: `list` gives everything in order, the page is cut here. */
export function connection<S, A>(
  name: string,
  list: (source: S, args: A, context: ShopContext) => AnyListing,
  options: { readonly args?: readonly string[]; readonly scope?: string } = {},
): Field {
  return {
    args: [...pageArgs, ...(options.args ?? [])],
    ...(options.scope === undefined ? {} : { scope: options.scope }),
    list,
    resolve: (source: S, args: A & PageArgs, context) =>
      page(list(source, args, context), args, name),
  };
}

const listLimit = 250;

/** A plain list that may be cut by `first`, as fulfilments and refunds are: no pages, no cursors. */
export function firstOf<S>(name: string, list: (source: S) => readonly unknown[]): Field {
  return {
    args: ['first'],
    resolve: (source: S, { first }: { first?: number | null }) => {
      if (first === null || first === undefined) return list(source);
      if (first < 1 || first > listLimit) {
        throw badRequest(`first of ${name} must be from 1 to ${listLimit}, not ${first}`);
      }
      return list(source).slice(0, first);
    },
  };
}
