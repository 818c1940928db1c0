import type { Product, ProductVariant } from '../model/index.ts';
import { externalId } from './external-id.ts';
import { defineMapping } from './mapping.ts';
import { text, textOrNull } from './text.ts';

/** A product of Salesforce for each variant, for that is what is ordered; only where the store asks for it. */
export const product = defineMapping({
  model: 'product',
  object: 'Product2',
  key: 'Commerce_Key__c',
  kind: 'part',
  // A standard object: there it says by itself what can no longer be bought.
  gone: { IsActive: false },
  rows: (product, { createProducts }) =>
    createProducts ? product.variants.map((variant) => ({ product, variant })) : [],
  fields: {
    Commerce_Key__c: ({ variant }) => externalId(variant.ref),
    Name: ({ product, variant }) => text(nameOf(product, variant), 255),
    ProductCode: ({ variant }) => textOrNull(variant.sku, 255),
    StockKeepingUnit: ({ variant }) => textOrNull(variant.sku, 180),
    IsActive: ({ product }) => product.active,
  },
});

function nameOf(product: Product, { title, ref }: ProductVariant): string {
  const name = title === null ? product.title : `${product.title} – ${title}`;
  return name || ref.id;
}
