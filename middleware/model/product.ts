import type { Ref } from './ref.ts';

export interface Product {
  readonly ref: Ref;
  readonly title: string;
  /** Whether it can be bought. */
  readonly active: boolean;
  /** The shop's own word for the kind of thing: `Lanterns`. */
  readonly category: string | null;
  readonly variants: readonly ProductVariant[];
  /** UTC ISO-8601. */
  readonly updatedAt: string;
}

/** What is ordered: a product has at least one. */
export interface ProductVariant {
  readonly ref: Ref;
  readonly sku: string | null;
  /** Of the variant alone: `Red / Large`; null where the product has no other. */
  readonly title: string | null;
}
