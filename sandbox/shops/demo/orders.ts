import type { SeedRecord } from '../seed.ts';
import type { Product } from './catalogue.ts';
import { chargesOf } from './charges.ts';
import { parcelOf, type Parcel } from './parcels.ts';
import { addressOf, type Person } from './people.ts';
import type { Random } from './random.ts';
import { refundOf } from './refunds.ts';

export type Order = Extract<SeedRecord, { type: 'order' }>;
type Line = Order['lines'][number];

/** An order before it has a number: numbers follow time. */
interface Draft {
  readonly at: number;
  readonly person: Person | null;
  readonly email: string | null;
  readonly lines: number;
  readonly bulk: boolean;
  readonly status?: Pick<Order, 'financialStatus' | 'fulfillmentStatus'>;
  readonly cancelled?: boolean;
  /** What comes back of it. */
  readonly refund?: 'one item' | 'all';
  readonly parcel?: Parcel;
}
export interface OrderOptions {
  readonly count: number;
  readonly months: number;
  readonly now: Date;
  readonly random: Random;
  readonly people: readonly Person[];
  readonly products: readonly Product[];
}

const day = 24 * 3_600_000;
const guestShare = 0.08;

/** Oldest first, numbered from #1001. */
export function* orders(options: OrderOptions): Generator<Order> {
  const drafts = [...storyDrafts(options)];
  while (drafts.length < options.count) drafts.push(usualDraft(options));
  drafts.sort((left, right) => left.at - right.at);
  let lineId = 13_100_000_000;
  for (const [index, draft] of drafts.entries()) {
    const lines = Array.from({ length: draft.lines }, () => line(String(++lineId), draft, options));
    yield order(draft, index, lines, options);
  }
}

function usualDraft(options: OrderOptions): Draft {
  const { people, random } = options;
  const person = random.chance(guestShare)
    ? null
    : random.pick(people.filter(({ habit }) => habit === 'usual'));
  const email = person?.customer.email ?? `guest${random.between(1, 400)}@example.com`;
  return { at: someTime(options), person, email, lines: random.between(1, 6), bulk: false };
}

/** What the telling customers did. */
function* storyDrafts(options: OrderOptions): Generator<Draft> {
  const { people, random, now } = options;
  const ago = (days: number) => now.getTime() - days * day;
  for (const person of people) {
    const { email = null } = person.customer;
    const base = { person, email, bulk: false };
    const few = () => random.between(1, 5);
    if (person.habit === 'regular') {
      for (let days = 4; days < options.months * 30; days += random.between(12, 22)) {
        const parcel = days === 4 ? ({ parcel: 'delivered' } as const) : {};
        yield { ...base, at: ago(days), lines: few(), ...parcel };
      }
    }
    if (person.habit === 'business') {
      for (let days = 6; days < options.months * 30; days += 30) {
        yield { ...base, at: ago(days), lines: random.between(30, 80), bulk: true };
      }
    }
    if (person.habit === 'failed payment') yield* failedPayments(base, ago);
    if (person.habit === 'refunds') {
      yield { ...base, at: ago(34), lines: 4, refund: 'one item' };
      yield { ...base, at: ago(90), lines: 2, refund: 'all' };
    }
    if (person.habit === 'thousand lines') yield { ...base, at: ago(45), lines: 1000, bulk: true };
    if (person.habit === 'new') yield { ...base, at: ago(2), lines: 2, parcel: 'in transit' };
    if (person.habit === 'cancels') {
      yield { ...base, at: ago(12), lines: few(), cancelled: true };
      yield { ...base, at: ago(40), lines: 2, cancelled: true, refund: 'all' };
      yield { ...base, at: ago(70), lines: 3 };
      yield { ...base, at: ago(5), lines: 2, parcel: 'delayed' };
    }
  }
}

function* failedPayments(
  base: Pick<Draft, 'person' | 'email' | 'bulk'>,
  ago: (days: number) => number,
): Generator<Draft> {
  const unfulfilled = { fulfillmentStatus: 'UNFULFILLED' } as const;
  yield { ...base, at: ago(1), lines: 2, status: { financialStatus: 'PENDING', ...unfulfilled } };
  yield { ...base, at: ago(16), lines: 3, status: { financialStatus: 'EXPIRED', ...unfulfilled } };
  yield { ...base, at: ago(17), lines: 1, status: { financialStatus: 'VOIDED', ...unfulfilled } };
  yield { ...base, at: ago(200), lines: 2 };
}

/** Some moment of the period, more often before Christmas. */
function someTime({ random, months, now }: OrderOptions): number {
  const draw = () => now.getTime() - Math.floor(random.next() * months * 30 * day);
  const at = draw();
  return new Date(at).getUTCMonth() >= 9 ? at : random.chance(0.75) ? at : draw();
}

function order(draft: Draft, index: number, lines: Line[], { now }: OrderOptions): Order {
  const at = new Date(draft.at).toISOString();
  const age = (now.getTime() - draft.at) / day;
  const updated = Math.min(now.getTime(), draft.at + Math.min(age, 5) * day);
  const made: Order = {
    type: 'order',
    id: String(5_100_000_001 + index),
    name: `#${1001 + index}`,
    customerId: draft.person?.customer.id ?? null,
    email: draft.email,
    createdAt: at,
    updatedAt: new Date(updated).toISOString(),
    processedAt: at,
    cancelledAt: draft.cancelled ? new Date(draft.at + day).toISOString() : null,
    currency: 'GBP',
    ...statusOf(draft, age, index),
    ...chargesOf(lines, index),
    channel: index % 23 === 5 ? 'Point of Sale' : 'Online Store',
    ...(draft.person ? { shippingAddress: addressOf(draft.person) } : {}),
    lines,
  };
  return { ...made, ...sent(made, draft, now), ...givenBack(made, draft, now) };
}

/** Its parcel, where it has one: of an order that went out in part, with the first line only. */
function sent(made: Order, { parcel }: Draft, now: Date): Pick<Order, 'fulfillments'> {
  const { fulfillmentStatus: status, lines } = made;
  if (status === 'FULFILLED') {
    return { fulfillments: [parcelOf(made, lines, parcel ?? 'delivered', now)] };
  }
  if (status !== 'PARTIALLY_FULFILLED') return {};
  return { fulfillments: [parcelOf(made, lines.slice(0, 1), 'in transit', now)] };
}

function givenBack(made: Order, { refund }: Draft, now: Date): Partial<Order> {
  if (!refund) return {};
  const { lines, shipping = '0' } = made;
  const one = refundOf(made, [{ line: lines[0]!, quantity: 1 }], { note: 'Arrived broken', now });
  // Their orders have no discount, so that everything and the postage is all that was paid.
  const whole = lines.map((line) => ({ line, quantity: line.quantity }));
  const all = refundOf(made, whole, { note: 'Customer changed their mind', now, extra: shipping });
  const refunds = [refund === 'all' ? all : one];
  return {
    discount: '0',
    discountCodes: [],
    refunds,
    updatedAt: refunds[0]!.createdAt,
  };
}

function statusOf(
  { status, cancelled, refund, parcel }: Draft,
  age: number,
  index: number,
): Pick<Order, 'financialStatus' | 'fulfillmentStatus'> {
  if (status) return status;
  const financialStatus = (
    { all: 'REFUNDED', 'one item': 'PARTIALLY_REFUNDED', none: 'PAID' } as const
  )[refund ?? 'none'];
  if (cancelled) {
    return {
      financialStatus: refund ? financialStatus : 'VOIDED',
      fulfillmentStatus: 'UNFULFILLED',
    };
  }
  const open = (['UNFULFILLED', 'IN_PROGRESS', 'PARTIALLY_FULFILLED', 'ON_HOLD'] as const)[
    index % 4
  ]!;
  return { financialStatus, fulfillmentStatus: age < 6 && !parcel ? open : 'FULFILLED' };
}

function line(id: string, { bulk }: Draft, { random, products }: OrderOptions): Line {
  const product = random.pick(products);
  const variant = random.pick(product.variants);
  return {
    id,
    sku: variant.sku ?? null,
    title: product.title,
    quantity: bulk ? random.between(2, 20) * 12 : random.between(1, 4),
    unitPrice: variant.price,
    productId: product.id,
    variantId: variant.id,
  };
}
