import type { SeedCustomer, SeedLine, SeedOrder, SeedProduct, SeedShop } from '../seed.ts';
import { multiply, sum } from './money.ts';

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
export interface StoredOrder extends Omit<SeedOrder, 'type' | 'lines' | 'total' | 'refunded'> {
  readonly kind: 'Order';
  readonly lines: readonly StoredLine[];
  /** Sum of the lines. */
  readonly subtotal: string;
  readonly total: string;
  readonly refunded: string;
}
export interface StoredShop extends Omit<SeedShop, 'type'> {
  readonly kind: 'Shop';
}

/** Shopify's timestamps have no fractions of a second: two changes within one second look the same. */
export function toSecond(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
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

export function storeOrder({ type: _, lines, ...seed }: SeedOrder): StoredOrder {
  const subtotal = sum(lines.map((line) => multiply(line.unitPrice, line.quantity)));
  const total = seed.total ?? subtotal;
  const order: StoredOrder = {
    kind: 'Order',
    ...seed,
    createdAt: toSecond(seed.createdAt),
    updatedAt: toSecond(seed.updatedAt),
    processedAt: toSecond(seed.processedAt),
    cancelledAt: seed.cancelledAt === null ? null : toSecond(seed.cancelledAt),
    subtotal,
    total,
    refunded: seed.refunded ?? (seed.financialStatus === 'REFUNDED' ? total : '0'),
    lines: [],
  };
  return Object.assign(order, { lines: lines.map((line) => storeLine(line, order)) });
}

function storeLine(line: SeedLine, order: StoredOrder): StoredLine {
  return {
    kind: 'LineItem',
    id: line.id,
    sku: shared(line.sku),
    title: shared(line.title),
    quantity: line.quantity,
    unitPrice: shared(line.unitPrice),
    productId: shared(line.productId),
    variantId: shared(line.variantId),
    order,
  };
}
