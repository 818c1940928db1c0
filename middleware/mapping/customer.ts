import { externalId, storeKey } from './external-id.ts';
import { defineMapping } from './mapping.ts';
import { personCells } from './person-cells.ts';
import { text, textOrNull } from './text.ts';

export const customer = defineMapping({
  model: 'customer',
  object: 'Commerce_Customer__c',
  key: 'External_Id__c',
  kind: 'root',
  rows: (customer) => [customer],
  fields: {
    External_Id__c: ({ ref }) => externalId(ref),
    Store__c: ({ ref }) => storeKey(ref.platform, ref.store),
    Name: ({ name }) => text(name, 80),
    First_Name__c: ({ firstName }) => textOrNull(firstName, 255),
    Last_Name__c: ({ lastName }) => textOrNull(lastName, 255),
    Email__c: ({ email }) => email,
    Phone__c: ({ phone }) => textOrNull(phone, 40),
    Country_Code__c: ({ countryCode }) => countryCode,
    Registered__c: ({ registered }) => registered,
    Registered_At__c: ({ createdAt }) => createdAt,
    Removed__c: () => false,
    ...personCells,
  },
});
