import type { ShopStore } from '../store.ts';
import { addCustomer, editCustomer, mergeCustomers } from './customers.ts';
import { Desk } from './desk.ts';
import { deliver, ship } from './parcels.ts';
import { cancel, refund } from './returns.ts';
import { abandonCart, changeCart, completeCart, placeOrder } from './selling.ts';

export { Refused } from './desk.ts';

const operations = {
  placeOrder,
  abandonCart,
  changeCart,
  completeCart,
  ship,
  deliver,
  refund,
  cancel,
  addCustomer,
  editCustomer,
  mergeCustomers,
  deleteOrder: (desk: Desk, id: string) => desk.store.removeOrder(desk.order(id).id),
};

type WithoutDesk<F> = F extends (desk: Desk, ...rest: infer A) => infer R
  ? (...rest: A) => R
  : never;

/**
 * What a merchant does with a shop, and what customers do in it. Each keeps statuses, money and times in agreement, tells
 * whoever has subscribed, and throws `Refused` where the shop would not let it happen.
 */
export type Merchant = {
  readonly [K in keyof typeof operations]: WithoutDesk<(typeof operations)[K]>;
};

export function merchantOf(store: ShopStore, now: () => Date): Merchant {
  const desk = new Desk(store, now);
  const bound = Object.entries(operations).map(([name, operation]) => [
    name,
    (...rest: never[]) => (operation as (desk: Desk, ...rest: never[]) => unknown)(desk, ...rest),
  ]);
  return Object.fromEntries(bound) as Merchant;
}
