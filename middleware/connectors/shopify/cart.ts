import type { Cart, Line } from '../../model/index.ts';
import type { Context } from './normalize.ts';
import type { RawCart, RawCartLine } from './raw.ts';
import {
  emailOrNull,
  httpsOrNull,
  instant,
  moneyIn,
  moneyOf,
  refOf,
  soldRef,
  textOrNull,
  titleOf,
  variantTitle,
  type MoneyReader,
} from './values.ts';

/**
 * An abandoned checkout. Shopify tells its customer but no e-mail address of its own, and that it was completed but not
 * by which order. Throws Failure `bad-data` whose message names the field.
 */
export function toCart(raw: RawCart, { store }: Context): Cart {
  const total = moneyOf('totalPriceSet', raw.totalPriceSet);
  const money = moneyIn(total.currency, 'checkout');
  const updatedAt = instant('updatedAt', raw.updatedAt);
  return {
    ref: refOf(store, raw.id),
    number: raw.name,
    customer: raw.customer ? refOf(store, raw.customer.id) : null,
    email: emailOrNull(raw.customer?.defaultEmailAddress?.emailAddress),
    startedAt: instant('createdAt', raw.createdAt),
    activeAt: updatedAt,
    completedAt: raw.completedAt ? instant('completedAt', raw.completedAt) : null,
    order: null,
    total,
    lines: raw.lineItems.map((line, index) => toLine(line, index, store, money)),
    recoveryUrl: httpsOrNull(raw.abandonedCheckoutUrl),
    updatedAt,
  };
}

function toLine(raw: RawCartLine, index: number, store: string, money: MoneyReader): Line {
  const at = `lineItems.${index}`;
  const parts = [textOrNull(raw.title), variantTitle(raw.variantTitle)];
  return {
    ref: refOf(store, raw.id),
    position: index + 1,
    sku: textOrNull(raw.sku),
    // As a line of an order is named.
    title: titleOf({ name: parts.filter((part) => part !== null).join(' - '), sku: raw.sku }),
    quantity: String(raw.quantity),
    unitPrice: money(`${at}.originalUnitPriceSet`, raw.originalUnitPriceSet),
    total: money(`${at}.discountedTotalPriceSet`, raw.discountedTotalPriceSet),
    product: soldRef(store, raw),
  };
}
