import { externalId } from './external-id.ts';
import { tellsLines } from './history.ts';
import { linesOf } from './lines-of.ts';
import { linkOrNull } from './link.ts';
import { defineMapping } from './mapping.ts';
import { text, textOrNull } from './text.ts';

export const shipment = defineMapping({
  model: 'order',
  object: 'Commerce_Shipment__c',
  key: 'External_Id__c',
  kind: 'part',
  rows: (order) => order.shipments.map((shipment) => ({ order, shipment })),
  fields: {
    External_Id__c: ({ shipment }) => externalId(shipment.ref),
    'Order__r.External_Id__c': ({ order }) => externalId(order.ref),
    Name: ({ shipment }) => text(shipment.name || '—', 80),
    Status__c: ({ shipment }) => shipment.status,
    Carrier__c: ({ shipment }) => textOrNull(shipment.carrier, 80),
    Tracking_Number__c: ({ shipment }) => textOrNull(shipment.trackingNumber, 120),
    Tracking_Url__c: ({ shipment }) => linkOrNull(shipment.trackingUrl),
    Shipped_At__c: ({ shipment }) => shipment.shippedAt,
    Delivered_At__c: ({ shipment }) => shipment.deliveredAt,
    Removed__c: () => false,
  },
});

export const shipmentLine = defineMapping({
  model: 'order',
  object: 'Commerce_Shipment_Line__c',
  key: 'External_Id__c',
  kind: 'part',
  rows: (order, settings) => {
    if (!tellsLines(order, settings)) return [];
    const has = linesOf(order);
    return order.shipments.flatMap((shipment) =>
      shipment.lines.map((line) => ({ shipment, line, of: has(line.orderLine) })),
    );
  },
  fields: {
    External_Id__c: ({ line }) => externalId(line.ref),
    'Shipment__r.External_Id__c': ({ shipment }) => externalId(shipment.ref),
    'Order_Line__r.External_Id__c': ({ of }) => of,
    Name: ({ line }) => text(line.title || '—', 80),
    Title__c: ({ line }) => textOrNull(line.title, 255),
    Quantity__c: ({ line }) => line.quantity,
    Removed__c: () => false,
  },
});
