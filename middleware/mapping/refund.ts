import { externalId } from './external-id.ts';
import { tellsLines } from './history.ts';
import { linesOf } from './lines-of.ts';
import { defineMapping } from './mapping.ts';
import { text, textOrNull } from './text.ts';

export const refund = defineMapping({
  model: 'order',
  object: 'Commerce_Refund__c',
  key: 'External_Id__c',
  kind: 'part',
  rows: (order) => order.refunds.map((refund) => ({ order, refund })),
  fields: {
    External_Id__c: ({ refund }) => externalId(refund.ref),
    'Order__r.External_Id__c': ({ order }) => externalId(order.ref),
    Name: ({ order, refund }) => `${text(order.number, 69)} ${refund.refundedOn}`,
    Refunded_At__c: ({ refund }) => refund.refundedAt,
    Refunded_On__c: ({ refund }) => refund.refundedOn,
    Amount__c: ({ refund }) => refund.amount.amount,
    Currency__c: ({ refund }) => refund.amount.currency,
    Reason__c: ({ refund }) => textOrNull(refund.reason, 255),
    Removed__c: () => false,
  },
});

export const refundLine = defineMapping({
  model: 'order',
  object: 'Commerce_Refund_Line__c',
  key: 'External_Id__c',
  kind: 'part',
  rows: (order, settings) => {
    if (!tellsLines(order, settings)) return [];
    const has = linesOf(order);
    return order.refunds.flatMap((refund) =>
      refund.lines.map((line) => ({ refund, line, of: has(line.orderLine) })),
    );
  },
  fields: {
    External_Id__c: ({ line }) => externalId(line.ref),
    'Refund__r.External_Id__c': ({ refund }) => externalId(refund.ref),
    'Order_Line__r.External_Id__c': ({ of }) => of,
    Name: ({ line }) => text(line.title || '—', 80),
    Title__c: ({ line }) => textOrNull(line.title, 255),
    SKU__c: ({ line }) => textOrNull(line.sku, 255),
    Quantity__c: ({ line }) => line.quantity,
    Amount__c: ({ line }) => line.amount.amount,
    Currency__c: ({ line }) => line.amount.currency,
    Removed__c: () => false,
  },
});
