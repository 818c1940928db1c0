/** One record of Salesforce, as far as it is compared. Amounts are plain decimals; '' and null: it tells none. */
export interface Booked {
  /** Salesforce's own. */
  readonly id: string;
  readonly externalId: string | null;
  /** What an order or a cart is called. */
  readonly number: string | null;
  /** `YYYY-MM-DD`; '' where it tells none. */
  readonly on: string;
  /** Of an order, like all that follows. */
  readonly currency: string;
  readonly total: string | null;
  readonly lines: BookedPart[];
  readonly refunds: BookedPart[];
  /** Marked as no longer in the shop. */
  readonly removed: boolean;
  /** In the recycle bin. */
  readonly deleted: boolean;
  /** UTC ISO-8601: when anybody last changed it. */
  readonly changedAt: string;
}

export interface BookedPart {
  readonly id: string;
  readonly externalId: string | null;
  readonly amount: string | null;
  readonly currency: string;
  /** Of a refund: `YYYY-MM-DD`. */
  readonly on: string;
}
