import { chargesOf, discountCodes } from '../../charges.ts';
import type { StoredCheckout, StoredOrder, StoredVariant } from '../records.ts';
import { cartInputOf, Refused, type Desk } from './desk.ts';

/** So many of one variant. */
export interface Item {
  readonly variantId: string;
  readonly quantity: number;
}
/** A customer of the shop, or a guest with an address to write to. */
export interface Buyer {
  readonly customerId?: string | null;
  readonly email?: string | null;
}
export interface Purchase extends Buyer {
  readonly items: readonly Item[];
  readonly discountCode?: string | null;
  /** Absent: paid. */
  readonly payment?: 'paid' | 'pending' | 'failed';
  readonly countryCode?: string | null;
}

const financialStatus = { paid: 'PAID', pending: 'PENDING', failed: 'EXPIRED' } as const;

export function placeOrder(desk: Desk, purchase: Purchase): StoredOrder {
  const { customerId, email } = buyerOf(desk, purchase);
  const code = purchase.discountCode?.trim().toUpperCase() || null;
  if (code !== null && !(code in discountCodes)) {
    throw new Refused(
      `${code} is no discount code of this shop. It takes ${Object.keys(discountCodes).join(', ')}.`,
    );
  }
  const customer = customerId === null ? null : desk.customer(customerId);
  const countryCode = purchase.countryCode ?? customer?.countryCode ?? 'GB';
  const lines = linesOf(desk, purchase.items, 'order line');
  const at = desk.now;
  const order = desk.store.upsertOrder({
    id: desk.nextId('order'),
    name: desk.nextOrderName(),
    customerId,
    email,
    createdAt: at,
    updatedAt: at,
    processedAt: at,
    currency: desk.store.shop.currency,
    financialStatus: financialStatus[purchase.payment ?? 'paid'],
    fulfillmentStatus: 'UNFULFILLED',
    ...chargesOf(lines, { code, countryCode }),
    shippingAddress: customer ? addressFor(desk, customer.id) : null,
    lines,
  });
  if (customerId !== null) desk.store.touchCustomer(customerId);
  return order;
}

/** Where their last order went. */
function addressFor({ store }: Desk, customerId: string) {
  return store.ordersOf(customerId).findLast(({ shippingAddress }) => shippingAddress)
    ?.shippingAddress;
}

/** A checkout that is begun and left; Shopify counts it as abandoned from the moment there is an address. */
export function abandonCart(desk: Desk, { items, ...buyer }: Buyer & { items: readonly Item[] }) {
  const at = desk.now;
  return desk.store.upsertCheckout({
    id: desk.nextId('checkout'),
    ...buyerOf(desk, buyer),
    createdAt: at,
    updatedAt: at,
    currency: desk.store.shop.currency,
    lines: linesOf(desk, items, 'checkout line'),
  });
}

/** The same cart with other things in it; a product that stays keeps its line. */
export function changeCart(desk: Desk, id: string, items: readonly Item[]): StoredCheckout {
  const cart = openCart(desk, id);
  const lines = linesOf(desk, items, 'checkout line').map((line) => {
    const known = cart.lines.find(({ variantId }) => variantId === line.variantId);
    return known ? { ...line, id: known.id } : line;
  });
  return desk.store.upsertCheckout({ ...cartInputOf(cart), total: undefined, lines });
}

/** The customer comes back and buys what is in their cart. */
export function completeCart(
  desk: Desk,
  id: string,
  purchase: Pick<Purchase, 'discountCode' | 'payment'> = {},
): StoredOrder {
  const cart = openCart(desk, id);
  const items = cart.lines.map(({ variantId, quantity, title }) => {
    if (variantId === null) throw new Refused(`${title} in ${cart.name} is no longer sold.`);
    return { variantId, quantity };
  });
  const { customerId, email } = cart;
  const order = placeOrder(desk, { ...purchase, customerId, email, items });
  desk.store.upsertCheckout({ ...cartInputOf(cart), completedAt: order.processedAt });
  return order;
}

function openCart(desk: Desk, id: string): StoredCheckout {
  const cart = desk.cart(id);
  if (cart.completedAt !== null) throw new Refused(`${cart.name} has been bought already.`);
  return cart;
}

function buyerOf(desk: Desk, { customerId, email }: Buyer) {
  if (customerId) return { customerId, email: email ?? desk.customer(customerId).email };
  if (!email) throw new Refused('A guest needs an e-mail address; or choose a customer.');
  return { customerId: null, email };
}

function linesOf(desk: Desk, items: readonly Item[], kind: 'order line' | 'checkout line') {
  if (items.length === 0) throw new Refused('Nothing is in the cart.');
  return [...together(items)].map(([variantId, quantity]) => {
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > 1_000_000)
      throw new Refused(`${quantity} is no quantity that can be ordered.`);
    return { id: desk.nextId(kind), quantity, ...wordsOf(desk.variant(variantId)) };
  });
}

/** The same thing twice is one line. */
function together(items: readonly Item[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const { variantId, quantity } of items)
    all.set(variantId, (all.get(variantId) ?? 0) + quantity);
  return all;
}

function wordsOf({ id, sku, price, product }: StoredVariant) {
  return { sku, title: product.title, unitPrice: price, productId: product.id, variantId: id };
}
