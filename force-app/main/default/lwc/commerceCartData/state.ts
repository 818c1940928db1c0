import type { CartRow } from './carts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Who did something less than this ago is taken to be in the shop still. */
const STILL_THERE = HOUR;
/** Who has not come back by then is not expected to: shops stop reminding, and prices and stock have moved on. */
const MAY_RETURN = 30 * DAY;

export type CartState = 'in the cart now' | 'abandoned' | 'recovered' | 'lost';

/**
 * What became of a cart, worked out at the moment of looking because it changes by itself.
 * @param now milliseconds since 1970
 * @returns null where this user may not see enough of the cart to tell
 */
export function cartState(cart: CartRow, now: number): CartState | null {
  if (cart.completedAt !== null || cart.orderId !== null) return 'recovered';
  if (!cart.completionSeen || cart.lastActivityAt === null) return null;
  const quiet = now - Date.parse(cart.lastActivityAt);
  if (quiet < STILL_THERE) return 'in the cart now';
  return quiet < MAY_RETURN ? 'abandoned' : 'lost';
}
