import { products } from './demo/catalogue.ts';
import { orders } from './demo/orders.ts';
import { people } from './demo/people.ts';
import { Random } from './demo/random.ts';
import type { SeedRecord } from './seed.ts';

export interface DemoOptions {
  /** The day the shop is looked at; everything is dated from here, and the same `now` gives the same shop. */
  readonly now: Date;
  readonly customers?: number;
  /** At least as many as the telling customers need, some 60. */
  readonly orders?: number;
  /** How far the history goes back. */
  readonly months?: number;
}

/**
 * A gift shop with people worth telling of: a regular (Emma Clarke), a business account, guests, a failed payment,
 * refunds, parcels on their way, late and delivered, cancelled orders, codes and postage, an order of 1,000 lines, someone new, someone who never ordered, very long names. All of it is invented.
 */
export function* demoSeed({
  now,
  customers = 60,
  orders: count = 600,
  months = 14,
}: DemoOptions): Iterable<SeedRecord> {
  const random = new Random(20_111_209);
  const opened = new Date(now.getTime() - 900 * 24 * 3_600_000).toISOString();
  const catalogue = products(opened);
  const crowd = people(customers, now, random);
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
  yield* orders({ count, months, now, random, people: crowd, products: catalogue });
}
