import { externalId } from './external-id.ts';
import { defineMapping } from './mapping.ts';
import { isMadeFor } from './person-cells.ts';
import { text, textOrNull } from './text.ts';

export const contact = defineMapping({
  model: 'customer',
  object: 'Contact',
  key: 'Commerce_Key__c',
  rows: (customer, { link }) => (isMadeFor(customer.ref, link) ? [customer] : []),
  fields: {
    Commerce_Key__c: (customer) => externalId(customer.ref),
    'Account.Commerce_Key__c': (customer) => externalId(customer.ref),
    FirstName: (customer) => textOrNull(customer.firstName, 40),
    LastName: (customer) => text(customer.lastName || customer.name, 80),
    Email: (customer) => customer.email,
    Phone: (customer) => textOrNull(customer.phone, 40),
  },
});
