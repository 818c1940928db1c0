import { Failure } from '../../common/errors.ts';
import { isCurrency, parseDecimal } from '../../common/money.ts';
import { dayIn, parseInstant } from '../../common/time.ts';
import type { Customer, Money, Order, OrderLine, Product, Ref } from '../../model/index.ts';
import { orderStatus } from './order-status.ts';
import type { RawCustomer, RawLine, RawOrder, RawProduct } from './raw.ts';

/** Their words → ours. Pure; throws Failure `bad-data` whose message names the field. */
export interface Context {
  readonly store: string;
  /** IANA; the shop's own. */
  readonly timeZone: string;
}

export const platform = 'shopify';

/** https://shopify.dev/docs/api/usage/gids: `gid://shopify/Order/4711` → `4711`; null where it is none. */
export function idOfGid(gid: string): string | null {
  return /^gid:\/\/shopify\/\w+\/(\d+)(?:\?|$)/.exec(gid)?.[1] ?? null;
}

export function refOf(store: string, gid: string): Ref {
  const id = idOfGid(gid);
  if (id === null) throw bad('id', gid, 'is no Shopify id');
  return { platform, store, id };
}

export function toCustomer(raw: RawCustomer, { store }: Context): Customer {
  const ref = refOf(store, raw.id);
  const firstName = textOrNull(raw.firstName);
  const lastName = textOrNull(raw.lastName);
  const email = textOrNull(raw.defaultEmailAddress?.emailAddress);
  const country = raw.defaultAddress?.countryCodeV2;
  return {
    ref,
    name: [firstName, lastName].filter(Boolean).join(' ') || email || ref.id,
    firstName,
    lastName,
    email,
    phone: textOrNull(raw.defaultPhoneNumber?.phoneNumber),
    // ZZ is Shopify's own word for "unknown".
    countryCode: country && country !== 'ZZ' ? country : null,
    // Invited, declined and disabled customers are known to the shop but cannot log in.
    registered: raw.state === 'ENABLED',
    createdAt: instant('createdAt', raw.createdAt),
    updatedAt: instant('updatedAt', raw.updatedAt),
  };
}

export function toProduct(raw: RawProduct, { store }: Context): Product {
  return {
    ref: refOf(store, raw.id),
    title: raw.title,
    variants: raw.variants.map(({ id, sku, title }) => ({
      ref: refOf(store, id),
      sku: textOrNull(sku),
      title,
    })),
    updatedAt: instant('updatedAt', raw.updatedAt),
  };
}

/** An order whose lines were all taken out again is an order still: it comes out with none. */
export function toOrder(raw: RawOrder, context: Context): Order {
  const { store, timeZone } = context;
  const placedAt = instant('processedAt', raw.processedAt);
  return {
    ref: refOf(store, raw.id),
    number: raw.name,
    customer: raw.customer ? refOf(store, raw.customer.id) : null,
    email: textOrNull(raw.email),
    status: orderStatus(raw),
    placedAt,
    placedOn: dayIn(timeZone, placedAt),
    total: money('totalPriceSet', raw.totalPriceSet),
    lines: raw.lineItems.map((line, index) => toLine(line, index, store)),
    updatedAt: instant('updatedAt', raw.updatedAt),
  };
}

function toLine(raw: RawLine, index: number, store: string): OrderLine {
  const at = `lineItems.${index}`;
  const sku = textOrNull(raw.sku);
  return {
    ref: refOf(store, raw.id),
    position: index + 1,
    sku,
    title: raw.name.trim() === '' ? (sku ?? '(no title)') : raw.name,
    quantity: String(raw.quantity),
    unitPrice: money(`${at}.originalUnitPriceSet`, raw.originalUnitPriceSet),
    total: money(`${at}.discountedTotalSet`, raw.discountedTotalSet),
    product: raw.product ? refOf(store, raw.product.id) : null,
  };
}

/** The money the customer paid with (presentment), not what it is worth in the shop's own currency. */
function money(field: string, bag: RawOrder['totalPriceSet']): Money {
  const { amount, currencyCode } = bag.presentmentMoney;
  if (!isCurrency(currencyCode)) throw bad(field, currencyCode, 'is not an ISO 4217 currency');
  try {
    return { amount: parseDecimal(amount), currency: currencyCode };
  } catch (error) {
    throw bad(field, amount, 'is not an amount of money', error);
  }
}

function instant(field: string, text: string): string {
  const parsed = parseInstant(text);
  if (parsed === null) throw bad(field, text, 'is not a date and time');
  return parsed;
}

function textOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === '' ? null : text;
}

function bad(field: string, value: string, why: string, cause?: unknown): Failure {
  return new Failure(`${field}: "${value.slice(0, 60)}" ${why}`, {
    kind: 'bad-data',
    action: 'Correct the record in the shop.',
    cause,
  });
}
