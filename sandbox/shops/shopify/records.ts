import type {
  SeedCheckout,
  SeedCustomer,
  SeedFulfillment,
  SeedLine,
  SeedOrder,
  SeedProduct,
  SeedRefund,
  SeedShop,
} from '../seed.ts';
import { multiply, subtract, sum } from './money.ts';

/** What the shop keeps. `kind` is the GraphQL type; timestamps are as Shopify gives them, to the second. */
export interface StoredCustomer extends Omit<SeedCustomer, 'type'> {
  readonly kind: 'Customer';
}
export interface StoredVariant {
  readonly kind: 'ProductVariant';
  readonly id: string;
  readonly sku: string | null;
  readonly title: string;
  readonly price: string;
  readonly position: number;
  readonly product: StoredProduct;
}
export interface StoredProduct extends Omit<SeedProduct, 'type' | 'variants'> {
  readonly kind: 'Product';
  readonly variants: readonly StoredVariant[];
}
export interface StoredLine extends SeedLine {
  readonly kind: 'LineItem';
  readonly order: StoredOrder;
}
export interface StoredOrder extends Omit<
  SeedOrder,
  'type' | 'lines' | 'total' | 'refunded' | 'fulfillments' | 'refunds'
> {
  readonly kind: 'Order';
  readonly lines: readonly StoredLine[];
  readonly fulfillments: readonly StoredFulfillment[];
  readonly refunds: readonly StoredRefund[];
  /** Sum of the lines, less the discount. */
  readonly subtotal: string;
  readonly total: string;
  readonly refunded: string;
}
export interface StoredFulfillment extends Omit<SeedFulfillment, 'lines' | 'name'> {
  readonly kind: 'Fulfillment';
  readonly name: string;
  readonly order: StoredOrder;
  readonly lines: readonly StoredFulfillmentLine[];
}
export interface StoredFulfillmentLine {
  readonly id: string;
  readonly lineId: string;
  readonly quantity: number;
  readonly order: StoredOrder;
}
export interface StoredRefund extends Omit<SeedRefund, 'lines'> {
  readonly kind: 'Refund';
  readonly order: StoredOrder;
  readonly lines: readonly StoredRefundLine[];
}
export interface StoredRefundLine extends StoredFulfillmentLine {
  readonly amount: string;
}
export interface StoredCheckout extends Omit<
  SeedCheckout,
  'type' | 'name' | 'lines' | 'total' | 'recoveryUrl'
> {
  readonly kind: 'AbandonedCheckout';
  readonly name: string;
  /** Absent: an address of the shop's own. */
  readonly recoveryUrl: string | null;
  readonly lines: readonly StoredCheckoutLine[];
  /** Sum of the lines. */
  readonly subtotal: string;
  readonly total: string;
}
export interface StoredCheckoutLine extends SeedLine {
  readonly kind: 'AbandonedCheckoutLineItem';
  readonly checkout: StoredCheckout;
}
export interface StoredShop extends Omit<SeedShop, 'type'> {
  readonly kind: 'Shop';
}

/** Shopify's timestamps have no fractions of a second: two changes within one second look the same. */
export function toSecond(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function toSecondOrNull(instant: string | null): string | null {
  return instant === null ? null : toSecond(instant);
}

const pool = new Map<string, string>();
/** Titles and codes repeat over hundreds of thousands of lines; each is kept once. */
function shared<T extends string | null>(text: T): T {
  if (text === null) return text;
  const known = pool.get(text);
  if (known !== undefined) return known as T;
  if (pool.size < 100_000) pool.set(text, text);
  return text;
}

export function storeCustomer({ type: _, ...seed }: SeedCustomer): StoredCustomer {
  return {
    kind: 'Customer',
    ...seed,
    createdAt: toSecond(seed.createdAt),
    updatedAt: toSecond(seed.updatedAt),
  };
}

export function storeProduct({ type: _, variants, ...seed }: SeedProduct): StoredProduct {
  const product: StoredProduct = {
    kind: 'Product',
    ...seed,
    createdAt: toSecond(seed.createdAt),
    updatedAt: toSecond(seed.updatedAt),
    variants: [],
  };
  const stored = variants.map((variant, index) => ({
    kind: 'ProductVariant' as const,
    ...variant,
    position: index + 1,
    product,
  }));
  return Object.assign(product, { variants: stored });
}

export function storeOrder({ type: _, lines, fulfillments, refunds, ...seed }: SeedOrder) {
  const subtotal = subtract(sumOf(lines), seed.discount);
  const total = seed.total ?? sum([subtotal, seed.shipping, seed.tax]);
  const order: StoredOrder = {
    kind: 'Order',
    ...seed,
    createdAt: toSecond(seed.createdAt),
    updatedAt: toSecond(seed.updatedAt),
    processedAt: toSecond(seed.processedAt),
    cancelledAt: toSecondOrNull(seed.cancelledAt),
    channel: shared(seed.channel),
    subtotal,
    total,
    refunded: refundedOf(seed, refunds, total),
    lines: [],
    fulfillments: [],
    refunds: [],
  };
  return Object.assign(order, {
    lines: lines.map((line) => storeLine(line, order)),
    fulfillments: fulfillments.map((one, index) => storeFulfillment(one, order, index + 1)),
    refunds: refunds.map((refund) => storeRefund(refund, order)),
  });
}

export function storeCheckout({
  type: _,
  name,
  lines,
  recoveryUrl,
  ...seed
}: SeedCheckout): StoredCheckout {
  const subtotal = sumOf(lines);
  const checkout: StoredCheckout = {
    kind: 'AbandonedCheckout',
    ...seed,
    name: name ?? `#${seed.id}`,
    createdAt: toSecond(seed.createdAt),
    updatedAt: toSecond(seed.updatedAt),
    completedAt: toSecondOrNull(seed.completedAt),
    recoveryUrl: recoveryUrl ?? null,
    subtotal,
    total: seed.total ?? subtotal,
    lines: [],
  };
  return Object.assign(checkout, {
    lines: lines.map((line) => ({
      kind: 'AbandonedCheckoutLineItem' as const,
      ...shareTexts(line),
      checkout,
    })),
  });
}

function sumOf(lines: readonly SeedLine[]): string {
  return sum(lines.map((line) => multiply(line.unitPrice, line.quantity)));
}

function refundedOf(
  { refunded, financialStatus }: Pick<SeedOrder, 'refunded' | 'financialStatus'>,
  refunds: readonly SeedRefund[],
  total: string,
): string {
  if (refunds.length > 0) return sum(refunds.map(({ amount }) => amount));
  return refunded ?? (financialStatus === 'REFUNDED' ? total : '0');
}

function storeFulfillment(
  { name, lines, ...seed }: SeedFulfillment,
  order: StoredOrder,
  number: number,
): StoredFulfillment {
  return {
    kind: 'Fulfillment',
    ...seed,
    name: name ?? `${order.name}-F${number}`,
    createdAt: toSecond(seed.createdAt),
    inTransitAt: toSecondOrNull(seed.inTransitAt),
    estimatedDeliveryAt: toSecondOrNull(seed.estimatedDeliveryAt),
    deliveredAt: toSecondOrNull(seed.deliveredAt),
    order,
    lines: lines.map((line) => ({ ...line, order })),
  };
}

function storeRefund({ lines, ...seed }: SeedRefund, order: StoredOrder): StoredRefund {
  return {
    kind: 'Refund',
    ...seed,
    createdAt: toSecond(seed.createdAt),
    order,
    lines: lines.map((line) => ({ ...line, order })),
  };
}

function storeLine(line: SeedLine, order: StoredOrder): StoredLine {
  return { kind: 'LineItem', ...shareTexts(line), order };
}

function shareTexts({ id, sku, title, quantity, unitPrice, productId, variantId }: SeedLine) {
  return {
    id,
    sku: shared(sku),
    title: shared(title),
    quantity,
    unitPrice: shared(unitPrice),
    productId: shared(productId),
    variantId: shared(variantId),
  };
}
