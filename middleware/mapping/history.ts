import type { Order } from '../model/index.ts';
import type { MappingSettings } from './mapping.ts';

/** How much of the past is brought. Fixed days, because nothing that is kept may depend on what day it is. */
export interface HistoryWindow {
  /** `YYYY-MM-DD`: orders placed before are not brought. */
  readonly ordersSince?: string | undefined;
  /** `YYYY-MM-DD`: orders placed before come without their lines. */
  readonly linesSince?: string | undefined;
}

type Placed = Pick<Order, 'placedOn'>;

/** Whether the order is older than what is to be brought. */
export function isOutside({ placedOn }: Placed, { history }: MappingSettings): boolean {
  return history?.ordersSince !== undefined && placedOn < history.ordersSince;
}

/** Whether the order comes with its lines, and the lines of its shipments and refunds. */
export function tellsLines({ placedOn }: Placed, { history }: MappingSettings): boolean {
  return history?.linesSince === undefined || placedOn >= history.linesSince;
}

/** The objects of which an order that comes without its lines says nothing. */
export const lineObjects: readonly string[] = [
  'Commerce_Order_Line__c',
  'Commerce_Shipment_Line__c',
  'Commerce_Refund_Line__c',
];
