import { gid } from '../gid.ts';
import { multiply, subtract, sum } from '../money.ts';
import type { StoredLine, StoredOrder } from '../records.ts';
import { inPlace, type SortArgs } from '../sorting.ts';
import { addressOf, shippingAddressOf } from './address.ts';
import { sourceName } from './channel.ts';
import { connection, fieldsOf, firstOf, type Field, type ShopContext } from './field.ts';
import { productOfLine } from './line-product.ts';
import { moneyBag } from './money.ts';

const unpaid = new Set(['AUTHORIZED', 'EXPIRED', 'PENDING', 'VOIDED']);

function customerOf({ customerId }: StoredOrder, { store }: ShopContext) {
  return customerId === null ? undefined : store.customers.get(customerId);
}

const billing: Field = {
  args: [],
  resolve: (order: StoredOrder, _: unknown, context) => addressOf(customerOf(order, context)),
};
const shipping: Field = {
  args: [],
  resolve: (order: StoredOrder, _: unknown, context) =>
    shippingAddressOf(order, customerOf(order, context)),
};

const refundedGoods = ({ refunds }: StoredOrder) =>
  sum(refunds.flatMap(({ lines }) => lines.map(({ amount }) => amount)));

const orderMoney = fieldsOf<StoredOrder>({
  totalPriceSet: ({ total, currency }) => moneyBag(total, currency),
  originalTotalPriceSet: ({ total, currency }) => moneyBag(total, currency),
  currentTotalPriceSet: ({ total, refunded, currency }) =>
    moneyBag(subtract(total, refunded), currency),
  subtotalPriceSet: ({ subtotal, currency }) => moneyBag(subtotal, currency),
  currentSubtotalPriceSet: (order) =>
    moneyBag(subtract(order.subtotal, refundedGoods(order)), order.currency),
  totalDiscountsSet: ({ discount, currency }) => moneyBag(discount, currency),
  totalShippingPriceSet: ({ shipping, currency }) => moneyBag(shipping, currency),
  totalTaxSet: ({ tax, currency }) => moneyBag(tax, currency),
  totalRefundedSet: ({ refunded, currency }) => moneyBag(refunded, currency),
});

const order = fieldsOf<StoredOrder>({
  id: ({ id }) => gid('Order', id),
  legacyResourceId: ({ id }) => id,
  name: ({ name }) => name,
  email: ({ email }) => email,
  phone: () => null,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  processedAt: ({ processedAt }) => processedAt,
  cancelledAt: ({ cancelledAt }) => cancelledAt,
  cancelReason: ({ cancelledAt }) => (cancelledAt === null ? null : 'OTHER'),
  closed: () => false,
  closedAt: () => null,
  confirmed: () => true,
  test: () => false,
  currencyCode: ({ currency }) => currency,
  presentmentCurrencyCode: ({ currency }) => currency,
  displayFinancialStatus: ({ financialStatus }) => financialStatus,
  displayFulfillmentStatus: ({ fulfillmentStatus }) => fulfillmentStatus,
  returnStatus: () => 'NO_RETURN',
  fullyPaid: ({ financialStatus }) =>
    !unpaid.has(financialStatus) && financialStatus !== 'PARTIALLY_PAID',
  unpaid: ({ financialStatus }) => unpaid.has(financialStatus),
  tags: () => [],
  note: () => null,
  poNumber: () => null,
  taxesIncluded: () => false,
  discountCode: ({ discountCodes }) => discountCodes[0] ?? null,
  discountCodes: ({ discountCodes }) => discountCodes,
  sourceName: ({ channel }) => sourceName(channel),
  app: ({ channel }) => channel,
  attribution: ({ channel }) => channel,
  channelInformation: ({ channel }) => channel,
  subtotalLineItemsQuantity: ({ lines }) => lines.reduce((all, { quantity }) => all + quantity, 0),
  customer: {
    args: [],
    scope: 'read_customers',
    resolve: (source: StoredOrder, _: unknown, context) => customerOf(source, context) ?? null,
  },
  billingAddress: billing,
  shippingAddress: shipping,
  displayAddress: shipping,
  fulfillments: firstOf('fulfillments', ({ fulfillments }: StoredOrder) => fulfillments),
  fulfillmentsCount: ({ fulfillments }) => ({ count: fulfillments.length, precision: 'EXACT' }),
  refunds: firstOf('refunds', ({ refunds }: StoredOrder) => refunds),
  lineItems: connection('lineItems', (source: StoredOrder, { reverse }: SortArgs) =>
    inPlace(source.lines, reverse),
  ),
});

const unitPrice = ({ unitPrice, order: { currency } }: StoredLine) => moneyBag(unitPrice, currency);
const lineTotal = (line: StoredLine) =>
  moneyBag(multiply(line.unitPrice, line.quantity), line.order.currency);

const lineItem = fieldsOf<StoredLine>({
  id: ({ id }) => gid('LineItem', id),
  name: ({ title }) => title,
  title: ({ title }) => title,
  variantTitle: () => null,
  sku: ({ sku }) => sku,
  quantity: ({ quantity }) => quantity,
  vendor: () => null,
  isGiftCard: () => false,
  requiresShipping: () => true,
  originalUnitPriceSet: unitPrice,
  discountedUnitPriceSet: unitPrice,
  discountedUnitPriceAfterAllDiscountsSet: unitPrice,
  originalTotalSet: lineTotal,
  discountedTotalSet: { args: ['withCodeDiscounts'], resolve: lineTotal },
  totalDiscountSet: (line) => moneyBag('0', line.order.currency),
  ...productOfLine,
});

export const orderFields = { Order: { ...order, ...orderMoney }, LineItem: lineItem };
