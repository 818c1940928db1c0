import { externalId } from './external-id.ts';
import { defineMapping } from './mapping.ts';
import { text, textOrNull } from './text.ts';

export const orderLine = defineMapping({
  model: 'order',
  object: 'Commerce_Order_Line__c',
  key: 'External_Id__c',
  rows: (order) => order.lines.map((line) => ({ order, line })),
  fields: {
    External_Id__c: ({ line }) => externalId(line.ref),
    'Order__r.External_Id__c': ({ order }) => externalId(order.ref),
    Name: ({ line }) => text(line.title || '—', 80),
    Title__c: ({ line }) => textOrNull(line.title, 255),
    Position__c: ({ line }) => line.position,
    SKU__c: ({ line }) => textOrNull(line.sku, 255),
    Quantity__c: ({ line }) => line.quantity,
    Unit_Price__c: ({ line }) => line.unitPrice.amount,
    Total__c: ({ line }) => line.total.amount,
    Currency__c: ({ line }) => line.total.currency,
    Removed__c: () => false,
  },
});
