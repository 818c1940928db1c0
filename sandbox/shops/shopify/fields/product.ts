import { gid } from '../gid.ts';
import { formatAmount } from '../money.ts';
import type { StoredProduct, StoredVariant } from '../records.ts';
import { notModelled } from '../refusal.ts';
import { inPlace, type SortArgs } from '../sorting.ts';
import { connection, fieldsOf } from './field.ts';

export const productFields = {
  Product: fieldsOf<StoredProduct>({
    id: ({ id }) => gid('Product', id),
    legacyResourceId: ({ id }) => id,
    title: ({ title }) => title,
    handle: ({ title, id }) =>
      `${title
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .slice(0, 60)}-${id}`,
    status: ({ status }) => status,
    productType: ({ productType }) => productType,
    vendor: (_, __, { store }) => store.shop.name,
    tags: () => [],
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
    hasOnlyDefaultVariant: ({ variants }) => variants.length <= 1,
    totalVariants: ({ variants }) => variants.length,
    variantsCount: ({ variants }) => ({ count: variants.length, precision: 'EXACT' }),
    variants: connection(
      'variants',
      (product: StoredProduct, { sortKey, reverse }: SortArgs) => {
        if (sortKey !== 'POSITION') throw notModelled(`sorting variants by ${sortKey}`);
        return inPlace(product.variants, reverse);
      },
      { args: ['sortKey'] },
    ),
  }),
  ProductVariant: fieldsOf<StoredVariant>({
    id: ({ id }) => gid('ProductVariant', id),
    legacyResourceId: ({ id }) => id,
    sku: ({ sku }) => sku,
    title: ({ title }) => title,
    displayName: ({ title, product }) => `${product.title} - ${title}`,
    price: ({ price }) => formatAmount(price),
    position: ({ position }) => position,
    createdAt: ({ product }) => product.createdAt,
    updatedAt: ({ product }) => product.updatedAt,
    product: ({ product }) => product,
  }),
  Count: fieldsOf<{ count: number; precision: string }>({
    count: ({ count }) => count,
    precision: ({ precision }) => precision,
  }),
};
