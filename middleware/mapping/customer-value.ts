import { defineMapping } from './mapping.ts';

export const customerValue = defineMapping({
  model: 'value',
  object: 'Commerce_Customer_Value__c',
  key: 'External_Id__c',
  rows: (value) => [value],
  fields: {
    External_Id__c: ({ customer, currency }) => `${customer}:${currency}`,
    'Customer__r.External_Id__c': ({ customer }) => customer,
    Name: ({ currency }) => currency,
    Currency__c: ({ currency }) => currency,
    Placed_Total__c: ({ placedTotal }) => placedTotal,
    Cancelled_Total__c: ({ cancelledTotal }) => cancelledTotal,
    Refunded_Total__c: ({ refundedTotal }) => refundedTotal,
    Lifetime_Value__c: ({ lifetimeValue }) => lifetimeValue,
    Average_Order_Value__c: ({ averageOrderValue }) => averageOrderValue,
    Placed_Count__c: ({ placedCount }) => placedCount,
    Cancelled_Count__c: ({ cancelledCount }) => cancelledCount,
    Refunded_Count__c: ({ refundedCount }) => refundedCount,
    Order_Count__c: ({ orderCount }) => orderCount,
    First_Order_On__c: ({ firstOrderOn }) => firstOrderOn,
    Last_Order_At__c: ({ lastOrderAt }) => lastOrderAt,
    Days_Between_Orders__c: ({ daysBetweenOrders }) => daysBetweenOrders,
    Months__c: ({ months }) => JSON.stringify(months),
  },
});
