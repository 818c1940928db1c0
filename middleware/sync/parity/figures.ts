import { sameAmount, Total } from '../../common/money.ts';
import type { CountedModel } from '../../model/index.ts';

/** What is counted, and by which model's records. */
export const countedIn = {
  orders: 'order',
  lines: 'order',
  refunds: 'order',
  customers: 'customer',
  carts: 'cart',
} as const satisfies Record<string, CountedModel>;
export type Measure = keyof typeof countedIn;

/** Where something counts. Days are `YYYY-MM-DD`, or '' for a record that tells none. */
export interface Place {
  readonly measure: Measure;
  /** Of the record that it belongs to: of a refund, the day of its order. */
  readonly recordDay: string;
  /** Its own: of a refund, the day of the refund. */
  readonly day: string;
  /** ISO 4217; '' for what has no amount. */
  readonly currency: string;
}

export interface Figure {
  readonly count: number;
  /** Exact, a plain decimal. */
  readonly sum: string;
}

export interface Placed extends Place, Figure {}

/** Counts and sums of one side. */
export class Figures {
  readonly #at = new Map<string, { place: Place; count: number; readonly sum: Total }>();

  add(place: Place, count: number, amount: string): void {
    const key = keyOf(place);
    let here = this.#at.get(key);
    if (!here) this.#at.set(key, (here = { place, count: 0, sum: new Total() }));
    here.count += count;
    here.sum.add(amount);
  }

  addAll(others: Iterable<Placed>): this {
    for (const { count, sum, ...place } of others) this.add(place, count, sum);
    return this;
  }

  at(place: Place): Figure {
    const here = this.#at.get(keyOf(place));
    return here ? { count: here.count, sum: here.sum.value } : nothing;
  }

  *all(): Generator<Placed> {
    for (const { place, count, sum } of this.#at.values())
      yield { ...place, count, sum: sum.value };
  }
}

const nothing: Figure = { count: 0, sum: '0' };

function keyOf({ measure, recordDay, day, currency }: Place): string {
  return `${measure} ${recordDay} ${day} ${currency}`;
}

/** What both sides say of one place. */
export interface Compared extends Place {
  readonly shop: Figure;
  readonly salesforce: Figure;
}

export function isSame({ shop, salesforce }: Pick<Compared, 'shop' | 'salesforce'>): boolean {
  return shop.count === salesforce.count && sameAmount(shop.sum, salesforce.sum);
}

/** All places at which the two sides are not the same, in the order of the days. */
export function differing(shop: Figures, salesforce: Figures): Compared[] {
  return compare(shop, salesforce).filter((one) => !isSame(one));
}

/** The whole of each measure and currency, whatever the day. */
export function totals(shop: Figures, salesforce: Figures): Compared[] {
  return compare(whole(shop), whole(salesforce));
}

function whole(figures: Figures): Figures {
  const all = [...figures.all()].map((one) => ({ ...one, recordDay: '', day: '' }));
  return new Figures().addAll(all);
}

function compare(shop: Figures, salesforce: Figures): Compared[] {
  const places = new Map<string, Place>();
  for (const side of [shop, salesforce])
    for (const { measure, recordDay, day, currency } of side.all()) {
      const place = { measure, recordDay, day, currency };
      places.set(keyOf(place), place);
    }
  return [...places.values()]
    .map((place) => ({ ...place, shop: shop.at(place), salesforce: salesforce.at(place) }))
    .sort(byPlace);
}

const measures = Object.keys(countedIn);

function byPlace(a: Place, b: Place): number {
  const [one, other] = [a, b].map(
    ({ measure, day, recordDay, currency }) =>
      `${day} ${measures.indexOf(measure)} ${recordDay} ${currency}`,
  );
  return one! < other! ? -1 : 1;
}
