import type { Line } from '../model/index.ts';
import { externalId } from './external-id.ts';
import { text, textOrNull } from './text.ts';

interface Item {
  readonly line: Line;
}

/** What a line says of itself, be it of an order or of a cart. */
export const lineFields = {
  External_Id__c: ({ line }: Item) => externalId(line.ref),
  Name: ({ line }: Item) => text(line.title || '—', 80),
  Title__c: ({ line }: Item) => textOrNull(line.title, 255),
  Position__c: ({ line }: Item) => line.position,
  SKU__c: ({ line }: Item) => textOrNull(line.sku, 255),
  Quantity__c: ({ line }: Item) => line.quantity,
  Unit_Price__c: ({ line }: Item) => line.unitPrice.amount,
  Total__c: ({ line }: Item) => line.total.amount,
  Currency__c: ({ line }: Item) => line.total.currency,
  Product_Key__c: ({ line }: Item) => (line.product === null ? null : externalId(line.product)),
};
