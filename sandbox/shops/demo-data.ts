import { Random } from '../random.ts';
import { carts } from './demo/carts.ts';
import { products } from './demo/catalogue.ts';
import { day } from './demo/calendar.ts';
import { draftsOf } from './demo/drafts.ts';
import { orders } from './demo/orders.ts';
import { people } from './demo/people.ts';
import { Shelf } from './demo/shelf.ts';
import type { SeedRecord } from './seed.ts';

export { buyers, company } from './demo/people.ts';

export interface DemoOptions {
  /** The day the shop is looked at; everything is dated from here, and the same `now` gives the same shop. */
  readonly now: Date;
  readonly customers?: number;
  /** At least as many as the telling customers need, some 150 in three years. */
  readonly orders?: number;
  /** How far the history goes back. */
  readonly months?: number;
}

/**
 * A gift shop that sells more each year and most before Christmas, with people worth telling of: a regular (Emma
 * Clarke), a company with three buyers (Harrow & Finch Interiors), guests, a failed payment (Tom Whitaker), refunds
 * (Aisha Khan), an order of 1,000 lines (Gordon Marchmont), someone new (Lucy Bennett), someone who never ordered
 * (Oliver Grant), cancelled orders and a late parcel (Marcus Hale), carts in every state (Nora Fielding, Emma), very
 * long names. All of it is invented.
 */
export function* demoSeed({
  now,
  customers = 300,
  orders: count = 4000,
  months = 36,
}: DemoOptions): Iterable<SeedRecord> {
  const random = new Random(20_111_209);
  const days = Math.round(months * 30.4);
  const opened = new Date(now.getTime() - (days + 30) * day).toISOString();
  const catalogue = products(opened);
  const crowd = people(customers, days, now, random);
  yield {
    type: 'shop',
    id: '63002',
    name: 'Gift Shop UK',
    currency: 'GBP',
    timeZone: 'Europe/London',
    domain: 'gift-shop-uk.myshopify.com',
  };
  yield* catalogue;
  for (const { customer } of crowd) yield customer;
  const drafts = draftsOf({ count, days, now, random, people: crowd });
  const options = { now, random, shelf: new Shelf(catalogue, now) };
  const made = [...orders(drafts, options)];
  yield* made;
  yield* carts({ ...options, days, people: crowd, drafts, orders: made });
}
