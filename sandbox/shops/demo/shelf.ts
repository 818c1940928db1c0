import type { Random } from '../../random.ts';
import type { SeedRecord } from '../seed.ts';
import type { Product } from './catalogue.ts';
import type { Draft } from './drafts.ts';
import { day } from './calendar.ts';

type Line = Extract<SeedRecord, { type: 'order' }>['lines'][number];
export type Thing = Omit<Line, 'id'>;

const homeQuantities = [1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 6];
const engravedBelow = 7;
/** Products that are no longer sold went this many days ago. */
const goneSinceDays = 300;

/** What is for sale, some of it more than the rest, and what people take of it. */
export class Shelf {
  readonly #now: number;
  readonly #things: readonly (Thing & { readonly gone: boolean })[];
  readonly #sums: readonly number[];
  readonly #cheap: readonly Thing[];

  constructor(products: readonly Product[], now: Date) {
    this.#now = now.getTime();
    const sold = products.filter(({ status }) => status !== 'DRAFT');
    this.#things = sold.flatMap(({ id, title, status, variants }) =>
      variants.map((variant) => ({
        sku: variant.sku ?? null,
        title,
        quantity: 1,
        unitPrice: variant.price,
        productId: id,
        variantId: variant.id,
        gone: status === 'ARCHIVED',
      })),
    );
    let sum = 0;
    // Every thing sells, the first of a kind best, and what is dear seldom.
    this.#sums = this.#things.map(
      ({ unitPrice }, index) => (sum += (1 + ((index * 7) % 5)) / (5 + Number(unitPrice))),
    );
    this.#cheap = this.#things.filter(
      ({ unitPrice, gone }) => !gone && Number(unitPrice) < engravedBelow,
    );
  }

  basket({ basket, lines, at }: Pick<Draft, 'basket' | 'lines' | 'at'>, random: Random): Thing[] {
    // A name on each: a thousand lines of one or two, worth what a club pays for its presents.
    if (basket === 'engraved') {
      return Array.from({ length: lines }, () => ({
        ...thing(random.pick(this.#cheap)),
        quantity: random.chance(0.55) ? 2 : 1,
      }));
    }
    const taken = new Map<string, Thing>();
    while (taken.size < lines) {
      const found = this.#things[random.weighted(this.#sums)]!;
      if (found.gone && at > this.#now - goneSinceDays * day) continue;
      const quantity = basket === 'home' ? random.pick(homeQuantities) : random.between(2, 12);
      if (!taken.has(found.variantId!)) taken.set(found.variantId!, { ...thing(found), quantity });
    }
    return [...taken.values()];
  }
}

function thing({ gone: _, ...rest }: Thing & { readonly gone?: boolean }): Thing {
  return rest;
}
