import type { Order } from '../model/index.ts';
import { externalId, storeKey } from './external-id.ts';
import { defineMapping } from './mapping.ts';
import { text } from './text.ts';

export const order = defineMapping({
  model: 'order',
  object: 'Commerce_Order__c',
  key: 'External_Id__c',
  rows: (order) => [order],
  fields: {
    External_Id__c: ({ ref }) => externalId(ref),
    Store__c: ({ ref }) => storeKey(ref.platform, ref.store),
    Name: ({ number }) => text(number, 80),
    'Customer__r.External_Id__c': customerKey,
    'Account__r.Commerce_Key__c': (order, { createContacts }) =>
      createContacts ? customerKey(order) : undefined,
    'Contact__r.Commerce_Key__c': (order, { createContacts }) =>
      createContacts ? customerKey(order) : undefined,
    Placed_At__c: ({ placedAt }) => placedAt,
    Placed_On__c: ({ placedOn }) => placedOn,
    Status__c: ({ status }) => status,
    Total__c: ({ total }) => total.amount,
    Currency__c: ({ total }) => total.currency,
    Email__c: ({ email }) => email,
    Item_Summary__c: ({ lines }) => itemSummary(lines),
    Line_Count__c: ({ lines }) => lines.length,
  },
});

/**
 * A guest's order leaves its look-ups alone: how `#N/A` acts in a relationship column is not documented, and a new
 * record has nothing to clear.
 */
function customerKey({ customer }: Order): string | undefined {
  return customer === null ? undefined : externalId(customer);
}

/** What a closed row says of its lines: `White lantern, 6 × Heart T-light`. */
function itemSummary(lines: Order['lines']): string | null {
  if (lines.length === 0) return null;
  const items = lines.slice(0, summarised).map(({ title, quantity }) => {
    return quantity === '1' ? title : `${quantity} × ${title}`;
  });
  return text(items.join(', '), 255);
}

/** More titles than this never fit the field. */
const summarised = 60;
