import { sum } from '../common/money.ts';
import { externalId, storeKey } from './external-id.ts';
import { itemSummary } from './item-summary.ts';
import { linkOrNull } from './link.ts';
import { defineMapping } from './mapping.ts';
import { customerKey, personCells } from './person-cells.ts';
import { text } from './text.ts';

export const cart = defineMapping({
  model: 'cart',
  object: 'Commerce_Cart__c',
  key: 'External_Id__c',
  kind: 'root',
  rows: (cart) => [cart],
  fields: {
    External_Id__c: ({ ref }) => externalId(ref),
    Store__c: ({ ref }) => storeKey(ref.platform, ref.store),
    Name: ({ number }) => text(number, 80),
    'Customer__r.External_Id__c': customerKey,
    ...personCells,
    'Order__r.External_Id__c': ({ order }) => (order === null ? undefined : externalId(order)),
    Email__c: ({ email }) => email,
    Started_At__c: ({ startedAt }) => startedAt,
    Last_Activity_At__c: ({ activeAt }) => activeAt,
    Completed_At__c: ({ completedAt }) => completedAt,
    Total__c: ({ total }) => total.amount,
    Currency__c: ({ total }) => total.currency,
    Item_Count__c: ({ lines }) => sum(lines.map(({ quantity }) => quantity)),
    Line_Count__c: ({ lines }) => lines.length,
    Item_Summary__c: ({ lines }) => itemSummary(lines),
    Recovery_Url__c: ({ recoveryUrl }) => linkOrNull(recoveryUrl),
    Removed__c: () => false,
  },
});
