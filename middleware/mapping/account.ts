import { externalId } from './external-id.ts';
import { defineMapping } from './mapping.ts';
import { isMadeFor } from './person-cells.ts';
import { text } from './text.ts';

/** An Account for each customer: one that holds everybody's Contacts would be locked and slow from 10,000 on. */
export const account = defineMapping({
  model: 'customer',
  object: 'Account',
  key: 'Commerce_Key__c',
  rows: (customer, { link }) => (isMadeFor(customer.ref, link) ? [customer] : []),
  fields: {
    Commerce_Key__c: (customer) => externalId(customer.ref),
    Name: (customer) => text(customer.name, 255),
  },
});
