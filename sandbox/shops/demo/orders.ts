import type { SeedRecord } from '../seed.ts';
import type { Product } from './catalogue.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

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
  readonly partlyRefunded?: boolean;
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
        yield { ...base, at: ago(days), lines: few() };
      }
    }
    if (person.habit === 'business') {
      for (let days = 6; days < options.months * 30; days += 30) {
        yield { ...base, at: ago(days), lines: random.between(30, 80), bulk: true };
      }
    }
    if (person.habit === 'failed payment') yield* failedPayments(base, ago);
    if (person.habit === 'refunds') {
      yield { ...base, at: ago(34), lines: 4, partlyRefunded: true };
      yield {
        ...base,
        at: ago(90),
        lines: 2,
        status: { financialStatus: 'REFUNDED', fulfillmentStatus: 'FULFILLED' },
      };
    }
    if (person.habit === 'thousand lines') yield { ...base, at: ago(45), lines: 1000, bulk: true };
    if (person.habit === 'new') yield { ...base, at: ago(2), lines: 2 };
    if (person.habit === 'cancels') yield { ...base, at: ago(12), lines: few(), cancelled: true };
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
  return {
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
    ...(draft.partlyRefunded ? { refunded: lines[0]!.unitPrice } : {}),
    lines,
  };
}

function statusOf(
  draft: Draft,
  age: number,
  index: number,
): Pick<Order, 'financialStatus' | 'fulfillmentStatus'> {
  if (draft.status) return draft.status;
  if (draft.cancelled) return { financialStatus: 'VOIDED', fulfillmentStatus: 'UNFULFILLED' };
  if (draft.partlyRefunded)
    return { financialStatus: 'PARTIALLY_REFUNDED', fulfillmentStatus: 'FULFILLED' };
  const open = (['UNFULFILLED', 'IN_PROGRESS', 'PARTIALLY_FULFILLED', 'ON_HOLD'] as const)[
    index % 4
  ]!;
  return { financialStatus: 'PAID', fulfillmentStatus: age < 6 ? open : 'FULFILLED' };
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
