import type { StoredCheckout, StoredCustomer, StoredOrder, StoredVariant } from '../records.ts';
import type { SeedCheckoutInput, SeedOrderInput, ShopStore } from '../store.ts';

/** Something the shop does not let its merchant do; the message is for a person. */
export class Refused extends Error {}

const kinds = [
  'order',
  'order line',
  'checkout',
  'checkout line',
  'fulfillment',
  'fulfillment line',
  'refund',
  'refund line',
  'customer',
] as const;
type Kind = (typeof kinds)[number];

/** Where a merchant's operations happen: the shop, its clock, and numbers that nothing has yet. */
export class Desk {
  readonly store: ShopStore;
  readonly #now: () => Date;
  #last: Map<Kind, bigint> | undefined;
  #lastOrderNumber: number | undefined;

  constructor(store: ShopStore, now: () => Date) {
    this.store = store;
    this.#now = now;
  }

  /** UTC ISO-8601. */
  get now(): string {
    return this.#now().toISOString();
  }

  after(days: number): string {
    return new Date(this.#now().getTime() + days * 24 * 3_600_000).toISOString();
  }

  nextId(kind: Kind): string {
    this.#last ??= new Map(kinds.map((each) => [each, highest(idsOf(this.store, each))]));
    const next = this.#last.get(kind)! + 1n;
    this.#last.set(kind, next);
    return String(next);
  }

  nextOrderName(): string {
    this.#lastOrderNumber ??= Math.max(
      1000,
      ...this.store.orders.values().map(({ name }) => Number(/^#(\d+)$/.exec(name)?.[1] ?? 0)),
    );
    return `#${++this.#lastOrderNumber}`;
  }

  order(id: string): StoredOrder {
    return found(this.store.orders.get(id), `order ${id}`);
  }

  cart(id: string): StoredCheckout {
    return found(this.store.checkouts.get(id), `cart ${id}`);
  }

  customer(id: string): StoredCustomer {
    return found(this.store.customers.get(id), `customer ${id}`);
  }

  variant(id: string): StoredVariant {
    const variant = found(this.store.variant(id), `product variant ${id}`);
    if (variant.product.status !== 'ACTIVE') {
      throw new Refused(`${variant.product.title} is not for sale.`);
    }
    return variant;
  }
}

function found<T>(record: T | undefined, what: string): T {
  if (record === undefined) throw new Refused(`The shop has no ${what} (any more).`);
  return record;
}

function* idsOf({ orders, checkouts, customers }: ShopStore, kind: Kind): Iterable<string> {
  if (kind === 'customer') yield* customers.keys();
  if (kind === 'order') yield* orders.keys();
  if (kind === 'checkout') yield* checkouts.keys();
  if (kind === 'checkout line')
    for (const { lines } of checkouts.values()) for (const { id } of lines) yield id;
  for (const order of orders.values()) {
    if (kind === 'order line') for (const { id } of order.lines) yield id;
    const parts = kind.startsWith('fulfillment') ? order.fulfillments : order.refunds;
    if (kind === 'fulfillment' || kind === 'refund') for (const { id } of parts) yield id;
    if (kind === 'fulfillment line' || kind === 'refund line')
      for (const { lines } of parts) for (const { id } of lines) yield id;
  }
}

function highest(ids: Iterable<string>): bigint {
  let last = 1000n;
  for (const id of ids) if (BigInt(id) > last) last = BigInt(id);
  return last;
}

/** An order to be changed and put back; what a seed does not know is left out as it is read again. */
export function inputOf(order: StoredOrder): SeedOrderInput {
  return {
    ...order,
    lines: [...order.lines],
    fulfillments: order.fulfillments.map((one) => ({ ...one, lines: [...one.lines] })),
    refunds: order.refunds.map((one) => ({ ...one, lines: [...one.lines] })),
  };
}

export function cartInputOf(cart: StoredCheckout): SeedCheckoutInput {
  return { ...cart, recoveryUrl: cart.recoveryUrl ?? undefined, lines: [...cart.lines] };
}
