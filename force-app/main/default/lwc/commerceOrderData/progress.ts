/** How far an order or one of its parcels has come. */
export interface Step {
  readonly name: 'placed' | 'paid' | 'packed' | 'shipped' | 'delivered';
  readonly state: 'done' | 'ahead' | 'failed';
  /** When it was taken, UTC ISO-8601; null: not yet, or nobody knows. */
  readonly at: string | null;
}

/** Of the order. */
export interface Course {
  /** The picklist's value. */
  readonly status: string | null;
  /** The shop's own words. */
  readonly paymentStatus: string | null;
  readonly placedAt: string | null;
}

/** Of a parcel. */
export interface Journey {
  readonly status: string | null;
  readonly shippedAt: string | null;
  readonly deliveredAt: string | null;
}

const PAID = new Set(['paid', 'partially refunded', 'refunded']);
const UNPAID = new Set(['pending', 'authorized', 'partially paid', 'unpaid', 'expired', 'voided']);
/** Where the carrier has it, or had. */
const UNDER_WAY = new Set(['shipped', 'in transit', 'out for delivery', 'delivered', 'exception']);
/** Orders that have left the way to their customer. */
const TURNED_BACK = new Set(['cancelled', 'partly refunded', 'refunded', 'returned']);

/** @returns nothing for a parcel that was called off. */
export function parcelSteps(course: Course, parcel: Journey): Step[] {
  const { status, shippedAt, deliveredAt } = parcel;
  if (status === 'cancelled') return [];
  const isDelivered = status === 'delivered' || deliveredAt !== null;
  const isShipped = isDelivered || shippedAt !== null || UNDER_WAY.has(status ?? '');
  return [
    ...untilPaid(course),
    step('packed', true),
    step('shipped', isShipped, shippedAt),
    // What has arrived after all is no longer an exception.
    status === 'exception' && !isDelivered
      ? { name: 'delivered', state: 'failed', at: null }
      : step('delivered', isDelivered, deliveredAt),
  ];
}

/** For an order without parcels. @returns nothing where the order's status does not tell. */
export function orderSteps(course: Course): Step[] {
  const { status } = course;
  if (status === null || TURNED_BACK.has(status)) return [];
  const isDelivered = status === 'delivered';
  const isShipped = isDelivered || status === 'shipped';
  return [
    ...untilPaid(course),
    step('packed', isShipped || status === 'partly shipped'),
    step('shipped', isShipped),
    step('delivered', isDelivered),
  ];
}

function untilPaid({ status, paymentStatus, placedAt }: Course): Step[] {
  const placed = step('placed', true, placedAt);
  if (status === 'payment failed') return [placed, { name: 'paid', state: 'failed', at: null }];
  const words = paymentStatus?.replaceAll('_', ' ').toLowerCase() ?? '';
  if (status === 'paid' || PAID.has(words)) return [placed, step('paid', true)];
  // A word that we do not know, or none, says nothing of the money.
  return UNPAID.has(words) ? [placed, step('paid', false)] : [placed];
}

function step(name: Step['name'], isDone: boolean, at: string | null = null): Step {
  return { name, state: isDone ? 'done' : 'ahead', at: isDone ? at : null };
}
