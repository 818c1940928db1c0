import { z, type ZodType } from 'zod';
import { Failure, messageOf } from '../../common/errors.ts';
import type { Model, ModelName } from '../../model/index.ts';
import type { Rejection } from '../connector.ts';
import { storeLabel, type StoreName } from './http-failure.ts';
import type { DetailList } from './details.ts';
import { toCustomer, toProduct, type Context } from './normalize.ts';
import { toOrder } from './order.ts';
import { toCart } from './cart.ts';
import {
  cartDocuments,
  customerDocuments,
  listSizes,
  orderDocuments,
  productDocuments,
  refundDocuments,
  shipmentDocuments,
  type Documents,
} from './queries.ts';
import { rawCart, rawCustomer, rawOrder, rawProduct } from './raw.ts';
import { idOfGid } from './values.ts';

/** A record as received: not looked into beyond its id. */
export type Raw = Readonly<Record<string, unknown>>;

export interface RawAggregate {
  readonly root: Raw;
  readonly children: readonly Raw[];
}

/** All that differs between the kinds of record. */
export interface Resource<T> {
  readonly name: ModelName;
  readonly documents: Documents;
  /** Lists that come as ids alone and are fetched apart. */
  readonly details: readonly DetailList[];
  /** Throws for what cannot be understood. */
  parse(aggregate: RawAggregate, context: Context): T;
  /** True where the shop says itself that more children belong to the root than came with it. */
  cutShort(aggregate: RawAggregate): boolean;
  /** What changed so long before the last read is read again: it may not have shown then. */
  readonly overlapMs: number;
  /** True where the shop cannot sort by the last change: pages come by id. */
  readonly sweeps: boolean;
  /** True where a list holds all that fits into a page, and so may go on. */
  cutShortInPage(root: Raw): boolean;
}

function parser<R, T>(
  schema: ZodType<R>,
  children: string | null,
  normalize: (raw: R, context: Context) => T,
): Resource<T>['parse'] {
  return (aggregate, context) =>
    normalize(
      schema.parse(
        children === null ? aggregate.root : { ...aggregate.root, [children]: aggregate.children },
      ),
      context,
    );
}

/**
 * A nested connection of a bulk result can be cut short without a word. The order knows how many units it holds; tips
 * and gift cards are not among them, so the lines may hold more than that but never fewer.
 */
function linesMissing({ root, children }: RawAggregate): boolean {
  const expected = root['subtotalLineItemsQuantity'];
  if (typeof expected !== 'number') return false;
  let units = 0;
  for (const { quantity } of children) units += typeof quantity === 'number' ? quantity : 0;
  return units < expected;
}

function variantsMissing({ root, children }: RawAggregate): boolean {
  const expected = (root['variantsCount'] as { count?: unknown } | undefined)?.count;
  return typeof expected === 'number' && children.length < expected;
}

const orderDetails: readonly DetailList[] = [
  { field: 'fulfillments', documents: shipmentDocuments },
  { field: 'refunds', documents: refundDocuments },
];

function listFilled(root: Raw, size: number): boolean {
  return orderDetails.some(({ field }) => {
    const list = root[field];
    return Array.isArray(list) && list.length >= size;
  });
}

/** Shopify's search index lags behind the records. */
const usual = { overlapMs: 5 * 60_000, sweeps: false, cutShortInPage: () => false };
/**
 * A checkout is listed once it has been left alone for a while, some ten minutes, and by then the last change lies that
 * far back.
 */
const carts = { ...usual, overlapMs: 60 * 60_000, sweeps: true };

export const resources: { readonly [K in ModelName]: Resource<Model[K]> } = {
  customer: {
    ...usual,
    name: 'customer',
    documents: customerDocuments,
    details: [],
    parse: parser(rawCustomer, null, toCustomer),
    cutShort: () => false,
  },
  product: {
    ...usual,
    name: 'product',
    documents: productDocuments,
    details: [],
    parse: parser(rawProduct, 'variants', toProduct),
    cutShort: variantsMissing,
  },
  order: {
    ...usual,
    name: 'order',
    documents: orderDocuments,
    details: orderDetails,
    parse: parser(rawOrder, 'lineItems', toOrder),
    cutShort: linesMissing,
    cutShortInPage: (root) => listFilled(root, listSizes.inPage),
  },
  cart: {
    ...carts,
    name: 'cart',
    documents: cartDocuments,
    details: [],
    parse: parser(rawCart, 'lineItems', toCart),
    cutShort: () => false,
  },
};

/** `order 4711 (#1001)`: what a person can look for. */
export function recordLabel({ name }: Pick<Resource<unknown>, 'name'>, root: Raw): string {
  const number = root['name'];
  const shown =
    (name === 'order' || name === 'cart') && typeof number === 'string'
      ? ` (${number.slice(0, 40)})`
      : '';
  return `${name} ${idOf(root)}${shown}`;
}

export function idOf(root: Raw): string {
  const gid = root['id'];
  if (typeof gid !== 'string') return 'without id';
  return idOfGid(gid) ?? gid.slice(0, 60);
}

/** One bad record: kept with its reason, which names store and record. */
export function rejection(
  name: StoreName,
  resource: Pick<Resource<unknown>, 'name'>,
  { root, children }: RawAggregate,
  error: unknown,
): Rejection {
  const reason = `${storeLabel(name)}: ${recordLabel(resource, root)}: ${reasonOf(error)}`;
  return { id: idOf(root), reason, raw: children.length > 0 ? { ...root, children } : root };
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const shown = error.issues.slice(0, 3);
    return shown.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  }
  return error instanceof Failure ? `${error.message}. ${error.action}` : messageOf(error);
}
