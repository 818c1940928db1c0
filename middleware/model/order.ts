import type { Address } from './address.ts';
import type { Line } from './line.ts';
import type { Money } from './money.ts';
import type { Ref } from './ref.ts';
import type { Refund } from './refund.ts';
import type { Shipment } from './shipment.ts';

/** What every platform's statuses come down to; the last word on the order wins. */
export const orderStatuses = [
  'open',
  'paid',
  'partly shipped',
  'shipped',
  'delivered',
  'on hold',
  'payment failed',
  'cancelled',
  'partly refunded',
  'refunded',
  'returned',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export interface Order {
  readonly ref: Ref;
  /** What the customer reads on the confirmation: `#536365`. */
  readonly number: string;
  /** null: a guest's order. */
  readonly customer: Ref | null;
  /** The address the order was placed with, a guest's included. */
  readonly email: string | null;
  readonly status: OrderStatus;
  /** UTC ISO-8601. */
  readonly placedAt: string;
  /** `YYYY-MM-DD`, the day in the store's time zone. */
  readonly placedOn: string;
  /** Before refunds: subtotal − discount + shipping + tax added on top. */
  readonly total: Money;
  /** The lines' prices before any discount. null: the shop does not tell. */
  readonly subtotal: Money | null;
  readonly discount: Money | null;
  readonly discountCodes: readonly string[];
  readonly shipping: Money | null;
  readonly tax: Money | null;
  /** Given back so far; zero where nothing was. */
  readonly refunded: Money;
  /** UTC ISO-8601; null: it stands. */
  readonly cancelledAt: string | null;
  /** The shop's own words, for the details: `partially paid`. */
  readonly paymentStatus: string | null;
  readonly fulfillmentStatus: string | null;
  /** Where it was placed: `Online Store`, `Point of Sale`. */
  readonly channel: string | null;
  readonly shippingAddress: Address | null;
  /** The order's page in the shop's admin, https only. */
  readonly adminUrl: string | null;
  readonly lines: readonly Line[];
  readonly shipments: readonly Shipment[];
  readonly refunds: readonly Refund[];
  /** UTC ISO-8601, by the source's clock. */
  readonly updatedAt: string;
}
