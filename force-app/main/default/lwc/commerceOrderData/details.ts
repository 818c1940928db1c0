import { https, nodesOf, numeric, text } from './read';
import type { Connection, Value } from './read';
import type { Course } from './progress';

interface ShipmentNode {
  readonly Id: string;
  readonly Name: Value<string>;
  readonly Status__c?: Value<string>;
  readonly Carrier__c?: Value<string>;
  readonly Tracking_Number__c?: Value<string>;
  readonly Tracking_Url__c?: Value<string>;
  readonly Shipped_At__c?: Value<string>;
  readonly Delivered_At__c?: Value<string>;
  readonly Removed__c?: Value<boolean>;
}

interface RefundNode {
  readonly Id: string;
  readonly Refunded_At__c?: Value<string>;
  readonly Amount__c?: Value<number>;
  readonly Currency__c?: Value<string>;
  readonly Reason__c?: Value<string>;
  readonly Removed__c?: Value<boolean>;
}

interface PartLineNode {
  readonly Id: string;
  readonly Name: Value<string>;
  readonly Shipment__c?: Value<string>;
  readonly Refund__c?: Value<string>;
  readonly Title__c?: Value<string>;
  readonly Quantity__c?: Value<number>;
  readonly Amount__c?: Value<number>;
  readonly Removed__c?: Value<boolean>;
}

type Texts =
  | 'Status__c'
  | 'Placed_At__c'
  | 'Currency__c'
  | 'Discount_Codes__c'
  | 'Payment_Status__c'
  | 'Fulfillment_Status__c'
  | 'Cancelled_At__c'
  | 'Channel__c'
  | 'Admin_Url__c'
  | 'Ship_To_Name__c'
  | 'Ship_To_Street__c'
  | 'Ship_To_City__c'
  | 'Ship_To_Region__c'
  | 'Ship_To_Postal_Code__c'
  | 'Ship_To_Country_Code__c';
type Amounts =
  'Subtotal__c' | 'Discount__c' | 'Shipping__c' | 'Tax__c' | 'Total__c' | 'Refunded__c';

type OrderNode = { readonly Id: string } & Partial<Readonly<Record<Texts, Value<string>>>> &
  Partial<Readonly<Record<Amounts, Value<number>>>> & {
    readonly Shipments__r?: Connection<ShipmentNode>;
    readonly Refunds__r?: Connection<RefundNode>;
  };

export interface DetailsAnswer {
  readonly uiapi: {
    readonly query: {
      readonly Commerce_Order__c?: Connection<OrderNode>;
      readonly Commerce_Shipment_Line__c?: Connection<PartLineNode>;
      readonly Commerce_Refund_Line__c?: Connection<PartLineNode>;
    };
  };
}

/** What of a line was sent or given back. */
export interface PartLine {
  readonly id: string;
  readonly title: string;
  readonly quantity: number | null;
  readonly amount: number | null;
}

export interface Parcel {
  readonly id: string;
  readonly name: string;
  readonly status: string | null;
  readonly statusLabel: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  /** https only. */
  readonly trackingUrl: string | null;
  /** UTC ISO-8601. */
  readonly shippedAt: string | null;
  readonly deliveredAt: string | null;
  readonly removed: boolean;
  readonly lines: readonly PartLine[];
}

export interface Refund {
  readonly id: string;
  readonly refundedAt: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly reason: string | null;
  readonly removed: boolean;
  readonly lines: readonly PartLine[];
}

/** Null is a field that is empty or that this user may not see. */
export interface OrderDetails extends Course {
  readonly currency: string | null;
  readonly subtotal: number | null;
  readonly discount: number | null;
  readonly discountCodes: string | null;
  readonly shipping: number | null;
  readonly tax: number | null;
  readonly total: number | null;
  readonly refunded: number | null;
  readonly fulfillmentStatus: string | null;
  readonly cancelledAt: string | null;
  readonly channel: string | null;
  /** https only. */
  readonly adminUrl: string | null;
  /** The address, a line each. */
  readonly shipTo: readonly string[];
  readonly shipments: readonly Parcel[];
  readonly refunds: readonly Refund[];
}

/** @returns null for an order that is gone. */
export function orderDetails({ uiapi: { query } }: DetailsAnswer): OrderDetails | null {
  const [order] = nodesOf(query.Commerce_Order__c);
  if (!order) return null;
  const shipmentLines = nodesOf(query.Commerce_Shipment_Line__c);
  const refundLines = nodesOf(query.Commerce_Refund_Line__c);
  return {
    status: text(order.Status__c),
    placedAt: text(order.Placed_At__c),
    currency: text(order.Currency__c),
    subtotal: numeric(order.Subtotal__c),
    discount: numeric(order.Discount__c),
    discountCodes: text(order.Discount_Codes__c),
    shipping: numeric(order.Shipping__c),
    tax: numeric(order.Tax__c),
    total: numeric(order.Total__c),
    refunded: numeric(order.Refunded__c),
    paymentStatus: text(order.Payment_Status__c),
    fulfillmentStatus: text(order.Fulfillment_Status__c),
    cancelledAt: text(order.Cancelled_At__c),
    channel: text(order.Channel__c),
    adminUrl: https(order.Admin_Url__c),
    shipTo: addressLines(order),
    shipments: standingFirst(
      nodesOf(order.Shipments__r).map((node) => parcel(node, shipmentLines)),
      ({ shippedAt }) => shippedAt,
    ),
    refunds: standingFirst(
      nodesOf(order.Refunds__r).map((node) => refund(node, refundLines)),
      ({ refundedAt }) => refundedAt,
    ),
  };
}

function parcel(node: ShipmentNode, lines: readonly PartLineNode[]): Parcel {
  return {
    id: node.Id,
    name: text(node.Name) ?? '',
    status: text(node.Status__c),
    statusLabel: node.Status__c?.displayValue ?? text(node.Status__c),
    carrier: text(node.Carrier__c),
    trackingNumber: text(node.Tracking_Number__c),
    trackingUrl: https(node.Tracking_Url__c),
    shippedAt: text(node.Shipped_At__c),
    deliveredAt: text(node.Delivered_At__c),
    removed: node.Removed__c?.value ?? false,
    lines: partLines(lines.filter((line) => text(line.Shipment__c) === node.Id)),
  };
}

function refund(node: RefundNode, lines: readonly PartLineNode[]): Refund {
  return {
    id: node.Id,
    refundedAt: text(node.Refunded_At__c),
    amount: numeric(node.Amount__c),
    currency: text(node.Currency__c),
    reason: text(node.Reason__c),
    removed: node.Removed__c?.value ?? false,
    lines: partLines(lines.filter((line) => text(line.Refund__c) === node.Id)),
  };
}

function partLines(nodes: readonly PartLineNode[]): PartLine[] {
  return nodes
    .filter((node) => !node.Removed__c?.value)
    .map((node) => ({
      id: node.Id,
      title: text(node.Title__c) ?? text(node.Name) ?? '',
      quantity: numeric(node.Quantity__c),
      amount: numeric(node.Amount__c),
    }));
}

/** By time; what the shop no longer has comes last. */
function standingFirst<Part extends { readonly removed: boolean }>(
  parts: readonly Part[],
  time: (part: Part) => string | null,
): Part[] {
  return [...parts].sort(
    (a, b) => Number(a.removed) - Number(b.removed) || (time(a) ?? '').localeCompare(time(b) ?? ''),
  );
}

function addressLines(order: OrderNode): string[] {
  const together = (...parts: (string | null)[]) => parts.filter((part) => part !== null).join(' ');
  return [
    text(order.Ship_To_Name__c) ?? '',
    text(order.Ship_To_Street__c) ?? '',
    together(text(order.Ship_To_Postal_Code__c), text(order.Ship_To_City__c)),
    together(text(order.Ship_To_Region__c), text(order.Ship_To_Country_Code__c)),
  ].filter((line) => line !== '');
}
