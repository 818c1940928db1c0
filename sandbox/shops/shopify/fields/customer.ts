import { gid } from '../gid.ts';
import { formatAmount, subtract, sum } from '../money.ts';
import type { StoredCustomer } from '../records.ts';
import { addressOf, fullName } from './address.ts';
import { connection, fieldsOf, type ShopContext } from './field.ts';
import { listOrders, orderArgs, visible, type ListArgs } from './lists.ts';

function ordersOf(customer: StoredCustomer, context: ShopContext) {
  return context.store.ordersOf(customer.id).filter((order) => visible(order, context));
}

export const customerFields = {
  Customer: fieldsOf<StoredCustomer>({
    id: ({ id }) => gid('Customer', id),
    legacyResourceId: ({ id }) => id,
    firstName: ({ firstName }) => firstName,
    lastName: ({ lastName }) => lastName,
    displayName: (customer) => fullName(customer) ?? customer.email ?? customer.phone ?? '',
    email: ({ email }) => email,
    phone: ({ phone }) => phone,
    defaultEmailAddress: ({ email }) => (email === null ? null : { emailAddress: email }),
    defaultPhoneNumber: ({ phone }) => (phone === null ? null : { phoneNumber: phone }),
    defaultAddress: (customer) => addressOf(customer),
    addresses: {
      args: ['first'],
      resolve: (customer: StoredCustomer) =>
        [addressOf(customer)].filter((address) => address !== null),
    },
    state: ({ state }) => state,
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
    tags: () => [],
    note: () => null,
    taxExempt: () => false,
    verifiedEmail: ({ email }) => email !== null,
    validEmailAddress: ({ email }) => email !== null,
    numberOfOrders: (customer, _, { store }) => String(store.ordersOf(customer.id).length),
    amountSpent: (customer, _, { store }) => ({
      amount: formatAmount(
        sum(store.ordersOf(customer.id).map((order) => subtract(order.total, order.refunded))),
      ),
      currencyCode: store.shop.currency,
    }),
    lastOrder: {
      args: [],
      scope: 'read_orders',
      resolve: (customer: StoredCustomer, _: unknown, context) =>
        ordersOf(customer, context)
          .toSorted((a, b) => (a.processedAt < b.processedAt ? -1 : 1))
          .at(-1) ?? null,
    },
    orders: connection(
      'orders',
      (customer: StoredCustomer, args: ListArgs, context) =>
        listOrders(args, context, (order) => order.customerId === customer.id),
      { args: orderArgs, scope: 'read_orders' },
    ),
  }),
  CustomerEmailAddress: fieldsOf<{ emailAddress: string }>({
    emailAddress: ({ emailAddress }) => emailAddress,
    validFormat: () => true,
  }),
  CustomerPhoneNumber: fieldsOf<{ phoneNumber: string }>({
    phoneNumber: ({ phoneNumber }) => phoneNumber,
  }),
};
