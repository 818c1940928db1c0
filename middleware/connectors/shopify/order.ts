import { multiply, sum } from '../../common/money.ts';
import { dayIn } from '../../common/time.ts';
import type { Address, Money, Line, Order } from '../../model/index.ts';
import { orderStatus } from './order-status.ts';
import type { RawAddress, RawLine, RawOrder } from './raw.ts';
import { toRefund } from './refund.ts';
import { toShipment } from './shipment.ts';
import {
  countryOrNull,
  emailOrNull,
  idOfGid,
  instant,
  moneyIn,
  moneyOf,
  refOf,
  soldRef,
  textOrNull,
  titleOf,
  words,
  type MoneyReader,
} from './values.ts';

export interface OrderContext {
  readonly store: string;
  /** IANA; the shop's own. */
  readonly timeZone: string;
  /** The shop's permanent domain, which names it in the admin's addresses, too. */
  readonly domain: string;
}

/**
 * An order whose lines were all taken out again is an order still: it comes out with none. Throws Failure `bad-data`
 * whose message names the field.
 */
export function toOrder(raw: RawOrder, context: OrderContext): Order {
  const { store, timeZone, domain } = context;
  const placedAt = instant('processedAt', raw.processedAt);
  const total = moneyOf('totalPriceSet', raw.totalPriceSet);
  const money = moneyIn(total.currency, 'order');
  const lines = raw.lineItems.map((line, index) => toLine(line, index, store, money));
  const shipments = raw.fulfillments.map((one, index) =>
    toShipment(one, `fulfillments.${index}`, store),
  );
  const refunds = raw.refunds.map((one, index) =>
    toRefund(one, `refunds.${index}`, { store, timeZone, money }),
  );
  return {
    ref: refOf(store, raw.id),
    number: raw.name,
    customer: raw.customer ? refOf(store, raw.customer.id) : null,
    email: emailOrNull(raw.email),
    status: orderStatus(raw, shipments),
    placedAt,
    placedOn: dayIn(timeZone, placedAt),
    total,
    ...amounts(raw, lines, money),
    discountCodes: raw.discountCodes,
    cancelledAt: raw.cancelledAt ? instant('cancelledAt', raw.cancelledAt) : null,
    paymentStatus: words(raw.displayFinancialStatus),
    fulfillmentStatus: words(raw.displayFulfillmentStatus),
    channel: textOrNull(raw.app?.name),
    shippingAddress: raw.shippingAddress ? toAddress(raw.shippingAddress) : null,
    adminUrl: adminUrl(domain, raw.id),
    lines,
    shipments,
    refunds,
    updatedAt: instant('updatedAt', raw.updatedAt),
  };
}

function toLine(raw: RawLine, index: number, store: string, money: MoneyReader): Line {
  const at = `lineItems.${index}`;
  return {
    ref: refOf(store, raw.id),
    position: index + 1,
    sku: textOrNull(raw.sku),
    title: titleOf(raw),
    quantity: String(raw.quantity),
    unitPrice: money(`${at}.originalUnitPriceSet`, raw.originalUnitPriceSet),
    total: money(`${at}.discountedTotalSet`, raw.discountedTotalSet),
    product: soldRef(store, raw),
  };
}

type Amounts = Pick<Order, 'subtotal' | 'discount' | 'shipping' | 'tax' | 'refunded'>;

/**
 * Shopify's own subtotal is what is left after discounts; ours comes before them, and is the sum of the lines. Tax that
 * the prices include is not added on top: told beside them it would be counted twice.
 */
function amounts(raw: RawOrder, lines: readonly Line[], money: MoneyReader): Amounts {
  const moneyOrNull = (field: string, bag: RawOrder['totalTaxSet']): Money | null =>
    bag ? money(field, bag) : null;
  const refunded = money('totalRefundedSet', raw.totalRefundedSet);
  const { currency } = refunded;
  return {
    subtotal: {
      amount: sum(lines.map(({ unitPrice, quantity }) => multiply(unitPrice.amount, quantity))),
      currency,
    },
    discount: moneyOrNull('totalDiscountsSet', raw.totalDiscountsSet),
    shipping: money('totalShippingPriceSet', raw.totalShippingPriceSet),
    tax: raw.taxesIncluded ? null : moneyOrNull('totalTaxSet', raw.totalTaxSet),
    refunded,
  };
}

/** null where nothing is left of it. A company is named beside the person. */
function toAddress(raw: RawAddress): Address | null {
  const lines = [raw.address1, raw.address2].map(textOrNull).filter((line) => line !== null);
  const names = [raw.name, raw.company].map(textOrNull).filter((name) => name !== null);
  const address = {
    name: textOrNull(names.join(', ')),
    street: textOrNull(lines.join('\n')),
    city: textOrNull(raw.city),
    region: textOrNull(raw.province),
    postalCode: textOrNull(raw.zip),
    countryCode: countryOrNull(raw.countryCodeV2),
  };
  return Object.values(address).some((value) => value !== null) ? address : null;
}

/** https://admin.shopify.com/store/giftshop/orders/4711 */
function adminUrl(domain: string, gid: string): string | null {
  const id = idOfGid(gid);
  const handle = domain.replace(/\.myshopify\.com$/, '');
  return id === null ? null : `https://admin.shopify.com/store/${handle}/orders/${id}`;
}
