import type { Ref } from './ref.ts';

export interface Product {
  readonly ref: Ref;
  readonly title: string;
  readonly variants: readonly ProductVariant[];
  /** UTC ISO-8601. */
  readonly updatedAt: string;
}

export interface ProductVariant {
  readonly ref: Ref;
  readonly sku: string | null;
  readonly title: string;
}
