import { gid } from '../gid.ts';
import { multiply } from '../money.ts';
import type { StoredCheckout, StoredCheckoutLine } from '../records.ts';
import { inPlace, type SortArgs } from '../sorting.ts';
import { addressOf } from './address.ts';
import { connection, fieldsOf, type Field, type ShopContext } from './field.ts';
import { productOfLine } from './line-product.ts';
import { moneyBag } from './money.ts';

function customerOf({ customerId }: StoredCheckout, { store }: ShopContext) {
  return customerId === null ? undefined : store.customers.get(customerId);
}

/** A checkout is not asked for an address of its own: it goes where its customer lives. */
const address: Field = {
  args: [],
  resolve: (checkout: StoredCheckout, _: unknown, context) =>
    addressOf(customerOf(checkout, context)),
};

/** Where the buyer finds their cart again. */
export function recoveryUrlOf(
  { id, recoveryUrl }: StoredCheckout,
  { domain }: { readonly domain: string },
): string {
  return recoveryUrl ?? `https://${domain}/checkouts/ac/${id}/recover`;
}

const checkout = fieldsOf<StoredCheckout>({
  id: ({ id }) => gid('AbandonedCheckout', id),
  name: ({ name }) => name,
  abandonedCheckoutUrl: (source, _, { store }) => recoveryUrlOf(source, store.shop),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  completedAt: ({ completedAt }) => completedAt,
  note: () => '',
  discountCodes: () => [],
  taxesIncluded: () => false,
  lineItemsQuantity: ({ lines }) => lines.reduce((all, { quantity }) => all + quantity, 0),
  subtotalPriceSet: ({ subtotal, currency }) => moneyBag(subtotal, currency),
  totalLineItemsPriceSet: ({ subtotal, currency }) => moneyBag(subtotal, currency),
  totalPriceSet: ({ total, currency }) => moneyBag(total, currency),
  totalDiscountSet: ({ currency }) => moneyBag('0', currency),
  customer: {
    args: [],
    scope: 'read_customers',
    resolve: (source: StoredCheckout, _: unknown, context) => customerOf(source, context) ?? null,
  },
  billingAddress: address,
  shippingAddress: address,
  lineItems: connection('lineItems', (source: StoredCheckout, { reverse }: SortArgs) =>
    inPlace(source.lines, reverse),
  ),
});

const unitPrice = ({ unitPrice, checkout: { currency } }: StoredCheckoutLine) =>
  moneyBag(unitPrice, currency);
const lineTotal = ({ unitPrice, quantity, checkout: { currency } }: StoredCheckoutLine) =>
  moneyBag(multiply(unitPrice, quantity), currency);

const lineItem = fieldsOf<StoredCheckoutLine>({
  id: ({ id }) => gid('AbandonedCheckoutLineItem', id),
  title: ({ title }) => title,
  variantTitle: () => null,
  sku: ({ sku }) => sku,
  quantity: ({ quantity }) => quantity,
  originalUnitPriceSet: unitPrice,
  discountedUnitPriceSet: unitPrice,
  discountedUnitPriceWithCodeDiscount: unitPrice,
  originalTotalPriceSet: lineTotal,
  discountedTotalPriceSet: lineTotal,
  discountedTotalPriceWithCodeDiscount: lineTotal,
  ...productOfLine,
});

export const checkoutFields = { AbandonedCheckout: checkout, AbandonedCheckoutLineItem: lineItem };
