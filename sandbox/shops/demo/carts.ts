import { totalOf } from '../charges.ts';
import type { SeedRecord } from '../seed.ts';
import { Calendar, day, hour } from './calendar.ts';
import type { Draft } from './drafts.ts';
import type { Order, OrderOptions } from './orders.ts';
import type { Person } from './people.ts';

export type Cart = Extract<SeedRecord, { type: 'checkout' }>;

/** A cart before it has a number. */
interface Left {
  readonly customerId: string | null;
  readonly email: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly order?: Order;
  readonly lines: Cart['lines'];
  readonly total?: string;
}
export interface CartOptions extends OrderOptions {
  readonly days: number;
  readonly people: readonly Person[];
  /** Drafts and the orders they became, side by side. */
  readonly drafts: readonly Draft[];
  readonly orders: readonly Order[];
}

const minute = hour / 60;

/** Hours since they were last touched: in the cart now, abandoned, lost. */
const storyCarts: Readonly<Record<string, readonly number[]>> = {
  regular: [0.2, 52, 96 * 24],
  'leaves carts': [0.05, 5, 12 * 24, 60 * 24, 200 * 24],
  new: [20],
  business: [30],
};

/** Bought after all, in the cart now, abandoned, lost; oldest first. */
export function* carts(options: CartOptions): Generator<Cart> {
  const left = [...recovered(options), ...ofTheTold(options), ...ofTheOthers(options)];
  left.sort((one, other) => one.createdAt - other.createdAt);
  let lineId = 14_700_000_000;
  for (const [index, { order, createdAt, updatedAt, lines, ...rest }] of left.entries()) {
    yield {
      type: 'checkout',
      id: String(37_283_900_000 + index * 7),
      ...rest,
      createdAt: new Date(createdAt).toISOString(),
      updatedAt: new Date(updatedAt).toISOString(),
      completedAt: order?.processedAt ?? null,
      currency: 'GBP',
      lines: lines.map((line) => ({ ...line, id: String(++lineId) })),
    };
  }
}

function* recovered({ drafts, orders, random }: CartOptions): Generator<Left> {
  for (const [index, { leftBefore, at }] of drafts.entries()) {
    if (!leftBefore) continue;
    const order = orders[index]!;
    const createdAt = at - random.between(90, 4 * 24 * 60) * minute;
    const { customerId, email = null, lines } = order;
    const total = totalOf(order);
    yield { customerId, email, createdAt, updatedAt: at, order, lines, total };
  }
}

function* ofTheTold(options: CartOptions): Generator<Left> {
  for (const person of options.people)
    for (const hours of storyCarts[person.habit] ?? [])
      yield leftBy(person, options.now.getTime() - hours * hour, options);
}

/** As many lost as fit the size of the shop, and more of the last days than of any before. */
function* ofTheOthers(options: CartOptions): Generator<Left> {
  const { now, days, random, orders } = options;
  const calendar = new Calendar(now, days);
  const usual = options.people.filter(({ habit }) => habit === 'usual');
  for (let number = orders.length * 0.05; number > 0; number--) {
    const at = random.chance(0.25)
      ? now.getTime() - random.between(2, 28 * 24) * hour
      : calendar.pick(random);
    const there = usual.filter(({ since }) => since < at);
    const person = random.chance(0.15) || there.length === 0 ? null : random.pick(there);
    yield leftBy(person, at, options);
  }
}

function leftBy(person: Person | null, at: number, { random, shelf }: CartOptions): Left {
  const createdAt = at - random.between(3, 40) * minute;
  const since = Math.max(createdAt, at - day);
  const guest = `guest${random.between(1, 400)}@example.com`;
  const basket = person?.habit === 'business' ? 'wholesale' : 'home';
  const things = shelf.basket({ basket, lines: random.between(1, 4), at }, random);
  return {
    customerId: person?.customer.id ?? null,
    email: person ? (person.customer.email ?? null) : guest,
    createdAt: since,
    updatedAt: at,
    lines: things.map((thing) => ({ id: '', ...thing })),
  };
}
