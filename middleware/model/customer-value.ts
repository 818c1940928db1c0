/** What of an order counts for its customer's value. Keys are external ids. */
export interface OrderFact {
  readonly key: string;
  /** null: a guest's order, which counts for nobody. */
  readonly customer: string | null;
  /** ISO 4217. */
  readonly currency: string;
  /** `YYYY-MM-DD`, the day in the store's time zone. */
  readonly placedOn: string;
  /** UTC ISO-8601. */
  readonly placedAt: string;
  /** Decimal strings, before refunds and given back. */
  readonly total: string;
  readonly refunded: string;
  readonly cancelled: boolean;
}

/** What a customer has bought in one currency. Amounts are decimal strings in it. */
export interface CustomerValue {
  /** External id. */
  readonly customer: string;
  readonly currency: string;
  readonly placedTotal: string;
  readonly cancelledTotal: string;
  /** Of orders that were not cancelled: a cancelled one counts in full already. */
  readonly refundedTotal: string;
  /** Placed less cancelled less refunded. */
  readonly lifetimeValue: string;
  /** null without orders; 4 decimals. */
  readonly averageOrderValue: string | null;
  readonly placedCount: number;
  readonly cancelledCount: number;
  /** Orders that were not cancelled and have a refund. */
  readonly refundedCount: number;
  /** Placed less cancelled; so for first, last, days and months. */
  readonly orderCount: number;
  readonly firstOrderOn: string | null;
  readonly lastOrderAt: string | null;
  /** Mean of the days from one order to the next, 1 decimal; null before the second. */
  readonly daysBetweenOrders: string | null;
  /** By `YYYY-MM` of placing, ascending: the 24 months that end with the last order's, without those that have none. */
  readonly months: Readonly<Record<string, MonthValue>>;
}

export interface MonthValue {
  readonly net: string;
  readonly orders: number;
}
