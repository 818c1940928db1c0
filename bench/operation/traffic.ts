import type { Random } from '../../sandbox/random.ts';
import type { Merchant, Shop } from '../../sandbox/shops/shopify/index.ts';
import { Refused } from '../../sandbox/shops/shopify/index.ts';
import type { StoredOrder } from '../../sandbox/shops/shopify/records.ts';

export type Act =
  'place' | 'ship' | 'refund' | 'deliver' | 'cancel' | 'edit' | 'delete' | 'cart' | 'buy';

/** What happened in the shop. */
export interface Done {
  readonly act: Act;
  /** The order as it is now; null where it was about something else. */
  readonly order: StoredOrder | null;
}

/** Customers and merchants at work in a shop: does one thing after another, chosen by weight. */
export class Traffic {
  readonly #shop: Shop;
  readonly #random: Random;
  readonly #weights: readonly (readonly [Act, number])[];
  readonly #customers: string[];
  readonly #variants: string[];
  /** Orders that something can still happen to. */
  readonly #open: string[] = [];
  readonly #carts: string[] = [];

  constructor(shop: Shop, weights: Partial<Record<Act, number>>, random: Random) {
    this.#shop = shop;
    this.#random = random;
    this.#weights = Object.entries(weights) as [Act, number][];
    this.#customers = [...shop.store.customers.keys()];
    this.#variants = [...shop.store.products.values()]
      .filter(({ status }) => status === 'ACTIVE')
      .flatMap(({ variants }) => variants.map(({ id }) => id));
  }

  /** What cannot be done now, such as sending an order that was sent, becomes a new order. */
  next(): Done {
    const act = this.#choose();
    try {
      return this.#do(act) ?? this.#place();
    } catch (error) {
      if (error instanceof Refused) return this.#place();
      throw error;
    }
  }

  #choose(): Act {
    const all = this.#weights.reduce((sum, [, weight]) => sum + weight, 0);
    let at = this.#random.next() * all;
    for (const [act, weight] of this.#weights) if ((at -= weight) < 0) return act;
    return 'place';
  }

  #do(act: Act): Done | undefined {
    const { merchant } = this.#shop;
    if (act === 'place') return this.#place();
    if (act === 'edit') return this.#edit();
    if (act === 'cart') return this.#leaveCart();
    if (act === 'buy') return this.#buyCart();
    const id = this.#random.pick<string | undefined>(this.#open);
    if (id === undefined) return undefined;
    return this.#on(act, id, merchant);
  }

  #on(act: Act, id: string, merchant: Merchant): Done | undefined {
    if (act === 'ship') return { act, order: merchant.ship(id) };
    if (act === 'deliver') return { act, order: merchant.deliver(id) };
    if (act === 'cancel') return { act, order: merchant.cancel(id) };
    if (act === 'refund') {
      const lines = this.#shop.store.orders.get(id)?.lines;
      if (!lines?.length) return undefined;
      const line = this.#random.pick(lines);
      return { act, order: merchant.refund(id, { parts: [{ lineId: line.id, quantity: 1 }] }) };
    }
    merchant.deleteOrder(id);
    this.#open.splice(this.#open.indexOf(id), 1);
    return { act, order: null };
  }

  #place(): Done {
    const customerId = this.#random.pick(this.#customers);
    const order = this.#shop.merchant.placeOrder({ customerId, items: this.#items() });
    this.#open.push(order.id);
    // What was long ago is left alone, so that choosing stays cheap.
    if (this.#open.length > 2000) this.#open.shift();
    return { act: 'place', order };
  }

  #edit(): Done {
    const id = this.#random.pick(this.#customers);
    const phone = `+4420${String(this.#random.between(0, 99_999_999)).padStart(8, '0')}`;
    this.#shop.merchant.editCustomer(id, { phone });
    return { act: 'edit', order: null };
  }

  #leaveCart(): Done {
    const customerId = this.#random.pick(this.#customers);
    const cart = this.#shop.merchant.abandonCart({ customerId, items: this.#items() });
    this.#carts.push(cart.id);
    return { act: 'cart', order: null };
  }

  #buyCart(): Done | undefined {
    const [id] = this.#carts.splice(0, 1);
    if (id === undefined) return undefined;
    const order = this.#shop.merchant.completeCart(id);
    this.#open.push(order.id);
    return { act: 'buy', order };
  }

  #items() {
    const many = this.#random.between(1, 3);
    return Array.from({ length: many }, () => ({
      variantId: this.#random.pick(this.#variants),
      quantity: this.#random.between(1, 3),
    }));
  }
}
