import type { Merchant } from '../merchant/index.ts';
import type { Item, Purchase } from '../merchant/selling.ts';
import type { StoredCheckout, StoredOrder } from '../records.ts';
import { wordsOf } from './words.ts';
import type { ShopStore } from '../store.ts';

/** What a form sends: a field that is there more than once is a list. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What was done, in words, and what the page is to show next. */
export interface Done {
  readonly text: string;
  readonly open: string | null;
  /** Stays chosen in the form. */
  readonly buyer?: string | null;
}
type Action = (merchant: Merchant, id: string, fields: Fields, store: ShopStore) => Done;

export function compose(merchant: Merchant, fields: Fields, store: ShopStore): Done {
  const buyer = {
    customerId: one(fields, 'customer') || null,
    email: one(fields, 'email') || null,
  };
  if (one(fields, 'do') === 'abandon') {
    const cart = merchant.abandonCart({ ...buyer, items: itemsIn(fields) });
    return {
      text: `Cart ${cart.name} is left with ${totalOf(cart, store)} in it.`,
      open: cart.id,
      buyer: buyer.customerId,
    };
  }
  const order = merchant.placeOrder({ ...buyer, items: itemsIn(fields), ...termsIn(fields) });
  return {
    text: `Order ${order.name} is placed: ${totalOf(order, store)}.`,
    open: order.id,
    buyer: buyer.customerId,
  };
}

/** A cart that somebody comes back to. */
export function comeBack(merchant: Merchant, id: string, fields: Fields, store: ShopStore): Done {
  const intent = one(fields, 'do');
  if (intent !== 'complete-as-is') merchant.changeCart(id, itemsIn(fields));
  if (intent === 'change') {
    const cart = store.checkouts.get(id)!;
    return { text: `Cart ${cart.name} now holds ${totalOf(cart, store)}.`, open: id };
  }
  const order = merchant.completeCart(id, termsIn(fields));
  const cart = store.checkouts.get(id)!;
  return {
    text: `Cart ${cart.name} became order ${order.name}: ${totalOf(order, store)}.`,
    open: order.id,
  };
}

export const orderActions: Readonly<Record<string, Action>> = {
  ship: (merchant, id, fields) =>
    done(merchant.ship(id, { parts: partsIn(fields), ...trackingIn(fields) }), 'in part is sent'),
  'ship-all': (merchant, id, fields) => done(merchant.ship(id, trackingIn(fields)), 'is sent'),
  deliver: (merchant, id, fields) =>
    done(merchant.deliver(id, one(fields, 'parcel') || undefined), 'has a parcel delivered'),
  refund: (merchant, id, fields, store) =>
    refunded(merchant.refund(id, { parts: partsIn(fields) }), store),
  'refund-all': (merchant, id, _, store) => refunded(merchant.refund(id), store),
  cancel: (merchant, id) => done(merchant.cancel(id), 'is cancelled'),
  delete: (merchant, id, _, store) => {
    const name = store.orders.get(id)?.name ?? id;
    merchant.deleteOrder(id);
    return { text: `Order ${name} is deleted.`, open: null };
  },
};

function done({ id, name }: StoredOrder, what: string): Done {
  return { text: `Order ${name} ${what}.`, open: id };
}

function refunded({ id, name, refunds, currency }: StoredOrder, store: ShopStore): Done {
  const amount = wordsOf(store.shop).money(refunds.at(-1)!.amount, currency);
  return { text: `${amount} of order ${name} paid back.`, open: id };
}

function totalOf({ total, currency }: StoredOrder | StoredCheckout, { shop }: ShopStore): string {
  return wordsOf(shop).money(total, currency);
}

function one(fields: Fields, name: string): string {
  return many(fields, name).at(-1) ?? '';
}

function many(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

function itemsIn(fields: Fields): Item[] {
  const quantities = many(fields, 'quantity').map(Number);
  return many(fields, 'variant')
    .map((variantId, index) => ({ variantId, quantity: quantities[index] ?? 1 }))
    .filter(({ variantId, quantity }) => variantId !== '' && quantity !== 0);
}

function termsIn(fields: Fields): Pick<Purchase, 'discountCode' | 'payment'> {
  const payment = one(fields, 'payment');
  return {
    discountCode: one(fields, 'code') || null,
    payment: payment === 'pending' || payment === 'failed' ? payment : 'paid',
  };
}

function partsIn(fields: Fields) {
  return Object.keys(fields)
    .filter((name) => name.startsWith('part-'))
    .map((name) => ({ lineId: name.slice('part-'.length), quantity: Number(one(fields, name)) }))
    .filter(({ quantity }) => quantity !== 0);
}

function trackingIn(fields: Fields) {
  const number = one(fields, 'tracking').trim();
  const company = one(fields, 'carrier');
  return company && number ? { trackingCompany: company, trackingNumber: number } : {};
}
