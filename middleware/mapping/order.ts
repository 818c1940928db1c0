import { externalId, storeKey } from './external-id.ts';
import { itemSummary } from './item-summary.ts';
import { linkOrNull } from './link.ts';
import { defineMapping } from './mapping.ts';
import { customerKey, personCells } from './person-cells.ts';
import { text, textOrNull } from './text.ts';

export const order = defineMapping({
  model: 'order',
  object: 'Commerce_Order__c',
  key: 'External_Id__c',
  kind: 'root',
  rows: (order) => [order],
  fields: {
    External_Id__c: ({ ref }) => externalId(ref),
    Store__c: ({ ref }) => storeKey(ref.platform, ref.store),
    Name: ({ number }) => text(number, 80),
    'Customer__r.External_Id__c': customerKey,
    ...personCells,
    Placed_At__c: ({ placedAt }) => placedAt,
    Placed_On__c: ({ placedOn }) => placedOn,
    Status__c: ({ status }) => status,
    Payment_Status__c: ({ paymentStatus }) => textOrNull(paymentStatus, 40),
    Fulfillment_Status__c: ({ fulfillmentStatus }) => textOrNull(fulfillmentStatus, 40),
    Cancelled_At__c: ({ cancelledAt }) => cancelledAt,
    Channel__c: ({ channel }) => textOrNull(channel, 80),
    Subtotal__c: ({ subtotal }) => subtotal?.amount ?? null,
    Discount__c: ({ discount }) => discount?.amount ?? null,
    Discount_Codes__c: ({ discountCodes }) => textOrNull(discountCodes.join(', '), 255),
    Shipping__c: ({ shipping }) => shipping?.amount ?? null,
    Tax__c: ({ tax }) => tax?.amount ?? null,
    Total__c: ({ total }) => total.amount,
    Refunded__c: ({ refunded }) => refunded.amount,
    Currency__c: ({ total }) => total.currency,
    Email__c: ({ email }) => email,
    Item_Summary__c: ({ lines }) => itemSummary(lines),
    Line_Count__c: ({ lines }) => lines.length,
    Shipment_Count__c: ({ shipments }) => shipments.length,
    Refund_Count__c: ({ refunds }) => refunds.length,
    Ship_To_Name__c: ({ shippingAddress }) => textOrNull(shippingAddress?.name, 255),
    Ship_To_Street__c: ({ shippingAddress }) => textOrNull(shippingAddress?.street, 255),
    Ship_To_City__c: ({ shippingAddress }) => textOrNull(shippingAddress?.city, 80),
    Ship_To_Region__c: ({ shippingAddress }) => textOrNull(shippingAddress?.region, 80),
    Ship_To_Postal_Code__c: ({ shippingAddress }) => textOrNull(shippingAddress?.postalCode, 20),
    Ship_To_Country_Code__c: ({ shippingAddress }) => shippingAddress?.countryCode ?? null,
    Admin_Url__c: ({ adminUrl }) => linkOrNull(adminUrl),
    Removed__c: () => false,
  },
});
