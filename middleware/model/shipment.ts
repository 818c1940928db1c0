import type { Ref } from './ref.ts';

/** What every platform's milestones come down to. */
export const shipmentStatuses = [
  'open',
  'shipped',
  'in transit',
  'out for delivery',
  'delivered',
  'exception',
  'cancelled',
] as const;
export type ShipmentStatus = (typeof shipmentStatuses)[number];

export interface Shipment {
  readonly ref: Ref;
  /** `#1001-F1`, or what else a person would call it. */
  readonly name: string;
  readonly status: ShipmentStatus;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  /** https only. */
  readonly trackingUrl: string | null;
  /** UTC ISO-8601. */
  readonly shippedAt: string | null;
  readonly deliveredAt: string | null;
  readonly lines: readonly ShipmentLine[];
}

export interface ShipmentLine {
  readonly ref: Ref;
  readonly orderLine: Ref;
  readonly title: string;
  readonly quantity: string;
}
