import type { Money } from './money.ts';

/** What of a record tells that it is there. */
export interface Head {
  /** The platform's id. */
  readonly id: string;
  /** `YYYY-MM-DD`: of an order the day in the store's time zone, of anything else the day by UTC. */
  readonly on: string;
  /** UTC ISO-8601, by the source's clock. */
  readonly updatedAt: string;
}

/** What of an order both sides are counted by. */
export interface OrderHead extends Head {
  readonly number: string;
  readonly total: Money;
  readonly lines: readonly PartHead[];
  readonly refunds: readonly RefundHead[];
}

/** A part of an order, with its amount in the order's currency as a plain decimal. */
export interface PartHead {
  readonly id: string;
  readonly amount: string;
}

export interface RefundHead extends PartHead {
  /** `YYYY-MM-DD`, its own day in the store's time zone. */
  readonly on: string;
}

/** By model; what has no head is not counted. */
export interface Heads {
  customer: Head;
  order: OrderHead;
  cart: Head;
}
export type CountedModel = keyof Heads;
