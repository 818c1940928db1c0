import { externalId } from './external-id.ts';
import { lineFields } from './line-fields.ts';
import { defineMapping } from './mapping.ts';

export const cartLine = defineMapping({
  model: 'cart',
  object: 'Commerce_Cart_Line__c',
  key: 'External_Id__c',
  kind: 'part',
  rows: (cart) => cart.lines.map((line) => ({ cart, line })),
  fields: {
    ...lineFields,
    'Cart__r.External_Id__c': ({ cart }) => externalId(cart.ref),
    Removed__c: () => false,
  },
});
