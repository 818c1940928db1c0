import type { Money } from './money.ts';
import type { Ref } from './ref.ts';

/** Money given back on one order, in the order's currency. */
export interface Refund {
  readonly ref: Ref;
  /** UTC ISO-8601. */
  readonly refundedAt: string;
  /** `YYYY-MM-DD`, the day in the store's time zone. */
  readonly refundedOn: string;
  /** Positive. May differ from the sum of the lines: shipping, adjustments. */
  readonly amount: Money;
  readonly reason: string | null;
  readonly lines: readonly RefundLine[];
}

export interface RefundLine {
  readonly ref: Ref;
  readonly orderLine: Ref | null;
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: string;
  readonly amount: Money;
}
