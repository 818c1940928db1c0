import { externalId } from './external-id.ts';
import { tellsLines } from './history.ts';
import { lineFields } from './line-fields.ts';
import { defineMapping } from './mapping.ts';

export const orderLine = defineMapping({
  model: 'order',
  object: 'Commerce_Order_Line__c',
  key: 'External_Id__c',
  kind: 'part',
  rows: (order, settings) =>
    tellsLines(order, settings) ? order.lines.map((line) => ({ order, line })) : [],
  fields: {
    ...lineFields,
    'Order__r.External_Id__c': ({ order }) => externalId(order.ref),
    Removed__c: () => false,
  },
});
