import type { Line } from './line.ts';
import type { Money } from './money.ts';
import type { Ref } from './ref.ts';

/**
 * What somebody put into a cart, an abandoned checkout included. Whether it counts as in the cart now, abandoned or lost
 * depends on what time it is, so that nobody stores it: it follows from `activeAt` and `completedAt` where it is shown.
 */
export interface Cart {
  readonly ref: Ref;
  /** What the shop calls it: `#37283946`. */
  readonly number: string;
  readonly customer: Ref | null;
  readonly email: string | null;
  /** UTC ISO-8601. */
  readonly startedAt: string;
  /** The last time the customer did something to it, UTC ISO-8601. */
  readonly activeAt: string;
  /** UTC ISO-8601; null: not bought. */
  readonly completedAt: string | null;
  /** What it became, where the shop tells. */
  readonly order: Ref | null;
  readonly total: Money;
  readonly lines: readonly Line[];
  /** Brings the customer back to their cart, https only. */
  readonly recoveryUrl: string | null;
  /** UTC ISO-8601, by the source's clock. */
  readonly updatedAt: string;
}
