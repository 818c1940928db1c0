import type { Random } from '../../random.ts';
import { chargesOf, discountCodes } from '../charges.ts';
import type { SeedRecord } from '../seed.ts';
import { day } from './calendar.ts';
import type { Draft } from './drafts.ts';
import { parcelOf } from './parcels.ts';
import { addressOf } from './people.ts';
import { refundFor } from './refunds.ts';
import type { Shelf } from './shelf.ts';

export type Order = Extract<SeedRecord, { type: 'order' }>;
type Line = Order['lines'][number];

export interface OrderOptions {
  readonly now: Date;
  readonly random: Random;
  readonly shelf: Shelf;
}

const codes = Object.keys(discountCodes);

/** In the order of the drafts, numbered from #1001. */
export function* orders(drafts: readonly Draft[], options: OrderOptions): Generator<Order> {
  let lineId = 13_100_000_000;
  for (const [index, draft] of drafts.entries()) {
    const things = options.shelf.basket(draft, options.random);
    const lines = things.map((thing) => ({ id: String(++lineId), ...thing }));
    yield order(draft, index, lines, options);
  }
}

function order(draft: Draft, index: number, lines: Line[], { now, random }: OrderOptions): Order {
  const { person, email, cancelled } = draft;
  const at = new Date(draft.at).toISOString();
  const code = draft.basket === 'home' && random.chance(0.13) ? random.pick(codes) : null;
  const { countryCode = 'GB' } = person?.customer ?? {};
  const made: Order = {
    type: 'order',
    id: String(5_100_000_001 + index),
    name: `#${1001 + index}`,
    customerId: person?.customer.id ?? null,
    email,
    createdAt: at,
    updatedAt: at,
    processedAt: at,
    cancelledAt: cancelled ? new Date(Math.min(draft.at + day, now.getTime())).toISOString() : null,
    currency: 'GBP',
    financialStatus: financialStatusOf(draft),
    fulfillmentStatus: fulfillmentStatusOf(draft, index, now),
    ...chargesOf(lines, { code, countryCode }),
    channel: draft.basket === 'home' && index % 23 === 5 ? 'Point of Sale' : 'Online Store',
    ...(person ? { shippingAddress: addressOf(person) } : {}),
    lines,
  };
  const whole = {
    ...made,
    fulfillments: sent(made, draft, now),
    refunds: givenBack(made, draft, now),
  };
  return { ...whole, updatedAt: lastTime(whole) };
}

function financialStatusOf({ payment, refund, cancelled }: Draft): Order['financialStatus'] {
  if (payment) return payment;
  if (refund) return refund === 'all' ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  return cancelled ? 'VOIDED' : 'PAID';
}

function fulfillmentStatusOf(
  { at, payment, cancelled, parcel }: Draft,
  index: number,
  now: Date,
): Order['fulfillmentStatus'] {
  if (payment || cancelled) return 'UNFULFILLED';
  const age = (now.getTime() - at) / day;
  if (parcel || age >= 6) return 'FULFILLED';
  if (age < 1) return 'UNFULFILLED';
  return (['UNFULFILLED', 'IN_PROGRESS', 'PARTIALLY_FULFILLED', 'ON_HOLD', 'FULFILLED'] as const)[
    index % 5
  ]!;
}

/** Its parcels: of an order that went out in part, one with the first line only; some larger ones went in two. */
function sent(made: Order, { parcel, at }: Draft, now: Date): NonNullable<Order['fulfillments']> {
  const { fulfillmentStatus: status, lines, channel } = made;
  const send = (part: readonly Line[], number: 1 | 2) =>
    parcelOf(made, part, {
      number,
      now,
      state: parcel ?? (now.getTime() - at > 5 * day ? 'delivered' : 'in transit'),
    });
  if (status === 'PARTIALLY_FULFILLED') return lines.length > 1 ? [send(lines.slice(0, 1), 1)] : [];
  // What is sold over the counter is carried home.
  if (status !== 'FULFILLED' || channel === 'Point of Sale') return [];
  if (lines.length < 3 || Number(made.id) % 4 !== 0) return [send(lines, 1)];
  const half = Math.ceil(lines.length / 2);
  return [send(lines.slice(0, half), 1), send(lines.slice(half), 2)];
}

function givenBack(
  made: Order,
  { refund, cancelled }: Draft,
  now: Date,
): NonNullable<Order['refunds']> {
  if (!refund) return [];
  const { lines } = made;
  if (refund === 'one item') {
    const returns = [{ line: lines[0]!, quantity: 1 }];
    return [refundFor(made, returns, { note: 'Arrived broken', now, after: 9 })];
  }
  const whole = lines.map((line) => ({ line, quantity: line.quantity }));
  const note = cancelled ? 'Order cancelled' : 'Customer changed their mind';
  return [refundFor(made, whole, { note, now, after: cancelled ? 1 : 11, all: true })];
}

/** When something last happened to it. */
function lastTime({ processedAt, cancelledAt, fulfillments = [], refunds = [] }: Order): string {
  const times = [
    cancelledAt,
    ...fulfillments.flatMap((one) => [one.createdAt, one.inTransitAt, one.deliveredAt]),
    ...refunds.map(({ createdAt }) => createdAt),
  ];
  return times.reduce<string>((last, time) => (time && time > last ? time : last), processedAt);
}
