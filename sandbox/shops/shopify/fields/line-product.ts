import type { SeedLine } from '../../seed.ts';
import type { Field } from './field.ts';

/** What a line, an order's or a checkout's, is of. Its names are those of the schema. */
export const productOfLine: Readonly<Record<'product' | 'variant', Field>> = {
  product: {
    args: [],
    scope: 'read_products',
    resolve: ({ productId }: SeedLine, _: unknown, { store }) =>
      productId === null ? null : (store.products.get(productId) ?? null),
  },
  variant: {
    args: [],
    scope: 'read_products',
    resolve: ({ variantId }: SeedLine, _: unknown, { store }) =>
      variantId === null ? null : (store.variant(variantId) ?? null),
  },
};
