import type { Random } from '../../random.ts';
import { Calendar, day, hour } from './calendar.ts';
import type { Order } from './orders.ts';
import type { Parcel } from './parcels.ts';
import type { Habit, Person } from './people.ts';

/** An order before it has a number: numbers follow time. */
export interface Draft {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly person: Person | null;
  readonly email: string | null;
  readonly lines: number;
  /** How much of each thing is bought. */
  readonly basket: 'home' | 'wholesale' | 'engraved';
  readonly payment?: Order['financialStatus'];
  readonly cancelled?: boolean;
  /** What comes back of it. */
  readonly refund?: 'one item' | 'all';
  readonly parcel?: Parcel;
  /** It was a cart first, left for a while. */
  readonly leftBefore?: boolean;
}
export interface DraftOptions {
  readonly count: number;
  /** How far the history goes back. */
  readonly days: number;
  readonly now: Date;
  readonly random: Random;
  readonly people: readonly Person[];
}

const guestShare = 0.08;

/** Oldest first. */
export function draftsOf(options: DraftOptions): Draft[] {
  const drafts = options.people.flatMap((person) => [...storyOf(person, options)]);
  const calendar = new Calendar(options.now, options.days);
  const crowd = new Crowd(options.people.filter(({ habit }) => habit === 'usual'));
  while (drafts.length < options.count) drafts.push(usual(options, calendar, crowd));
  return drafts.sort((left, right) => left.at - right.at);
}

const sizes = [1, 1, 1, 2, 2, 2, 3, 3, 4, 5];

function usual({ random, now }: DraftOptions, calendar: Calendar, crowd: Crowd): Draft {
  const at = calendar.pick(random);
  const person = random.chance(guestShare) ? null : crowd.pick(at, random);
  const email = person
    ? (person.customer.email ?? null)
    : `guest${random.between(1, 400)}@example.com`;
  return {
    at,
    person,
    email,
    lines: random.pick(sizes),
    basket: 'home',
    ...mishapOf(random, (now.getTime() - at) / day),
    leftBefore: random.chance(0.03),
  };
}

/** What goes wrong with some. */
function mishapOf(random: Random, age: number): Partial<Draft> {
  const draw = random.next();
  if (draw < 0.012)
    return { payment: age < 3 ? 'PENDING' : random.chance(0.6) ? 'EXPIRED' : 'VOIDED' };
  if (age < 2) return {};
  if (draw < 0.03) return { cancelled: true, refund: 'all' };
  if (age < 12) return {};
  if (draw < 0.065) return { refund: 'one item' };
  return draw < 0.08 ? { refund: 'all' } : {};
}

/** Those who buy now and then: by how often they do, once they are customers. */
class Crowd {
  readonly #people: readonly Person[];
  readonly #sums: readonly number[];

  constructor(people: readonly Person[]) {
    this.#people = people.toSorted((left, right) => left.since - right.since);
    let sum = 0;
    this.#sums = this.#people.map(({ weight }) => (sum += weight));
  }

  pick(at: number, random: Random): Person | null {
    const later = this.#people.findIndex(({ since }) => since > at);
    const there = later < 0 ? this.#sums : this.#sums.slice(0, later);
    return there.length === 0 ? null : this.#people[random.weighted(there)]!;
  }
}

type Base = Pick<Draft, 'person' | 'email' | 'basket'>;
type Story = (base: Base, options: DraftOptions, ago: (days: number) => number) => Iterable<Draft>;

const few = ({ random }: DraftOptions) => random.between(1, 5);

/** What the telling customers did. */
const stories: Partial<Record<Habit, Story>> = {
  *regular(base, options, ago) {
    const { days: history, random } = options;
    yield { ...base, at: ago(4), lines: 3, parcel: 'delivered', leftBefore: true };
    for (let days = 19; days < history - 5; days += random.between(9, 19))
      yield { ...base, at: ago(days), lines: few(options) };
  },
  *business({ person, email }, { days: history, random, people }, ago) {
    const buyers = people.filter(({ habit }) => habit === 'business');
    const number = buyers.indexOf(person!);
    const every = [30, 70, 115][number] ?? 200;
    for (let days = 6 + number * 5; days < history - 5 - number; days += every) {
      const lines = random.between(10, 28);
      yield { person, email, basket: 'wholesale', at: ago(days), lines };
    }
  },
  *'failed payment'(base, _, ago) {
    yield { ...base, at: ago(1), lines: 2, payment: 'PENDING' };
    yield { ...base, at: ago(16), lines: 3, payment: 'EXPIRED' };
    yield { ...base, at: ago(17), lines: 1, payment: 'VOIDED' };
    yield { ...base, at: ago(200), lines: 2 };
  },
  *refunds(base, _, ago) {
    yield { ...base, at: ago(34), lines: 4, refund: 'one item' };
    yield { ...base, at: ago(90), lines: 2, refund: 'all' };
    yield { ...base, at: ago(300), lines: 3 };
  },
  *'thousand lines'({ person, email }, _, ago) {
    yield { person, email, basket: 'engraved', at: ago(45), lines: 1000 };
  },
  *new(base, _, ago) {
    yield { ...base, at: ago(2), lines: 2, parcel: 'in transit' };
  },
  *cancels(base, options, ago) {
    yield { ...base, at: ago(12), lines: few(options), cancelled: true };
    yield { ...base, at: ago(40), lines: 2, cancelled: true, refund: 'all' };
    yield { ...base, at: ago(70), lines: 3 };
    yield { ...base, at: ago(5), lines: 2, parcel: 'delayed' };
  },
  *'leaves carts'(base, _, ago) {
    yield { ...base, at: ago(8), lines: 2, leftBefore: true };
  },
};

function storyOf(person: Person, options: DraftOptions): Iterable<Draft> {
  const { email = null } = person.customer;
  // Not all at the time of day at which somebody looks at the demo.
  const ago = (days: number) =>
    options.now.getTime() - days * day - options.random.between(0, 9 * 60) * (hour / 60);
  const base: Base = { person, email, basket: 'home' };
  return stories[person.habit]?.(base, options, ago) ?? [];
}
