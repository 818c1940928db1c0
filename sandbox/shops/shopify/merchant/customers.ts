import type { StoredCustomer } from '../records.ts';
import type { SeedCustomerInput } from '../store.ts';
import { cartInputOf, inputOf, Refused, type Desk } from './desk.ts';

export type CustomerDetails = Partial<
  Pick<SeedCustomerInput, 'firstName' | 'lastName' | 'email' | 'phone' | 'countryCode' | 'state'>
>;

export function addCustomer(desk: Desk, details: CustomerDetails): StoredCustomer {
  const at = desk.now;
  return desk.store.upsertCustomer({
    id: desk.nextId('customer'),
    createdAt: at,
    updatedAt: at,
    state: 'ENABLED',
    ...details,
  });
}

export function editCustomer(desk: Desk, id: string, details: CustomerDetails): StoredCustomer {
  return desk.store.upsertCustomer({ ...desk.customer(id), ...details });
}

/** Two records of one person become one: `gone` is removed, and all that was theirs is `kept`'s. */
export function mergeCustomers(desk: Desk, kept: string, gone: string): StoredCustomer {
  if (kept === gone) throw new Refused('A customer cannot be merged with themselves.');
  desk.customer(kept);
  desk.customer(gone);
  const { store } = desk;
  for (const order of store.ordersOf(gone))
    store.upsertOrder({ ...inputOf(order), customerId: kept });
  for (const cart of [...store.checkouts.values()])
    if (cart.customerId === gone) store.upsertCheckout({ ...cartInputOf(cart), customerId: kept });
  store.removeCustomer(gone);
  store.touchCustomer(kept);
  store.tellMerged(kept, gone);
  return desk.customer(kept);
}
