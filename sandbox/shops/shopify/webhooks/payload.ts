import { gid } from '../gid.ts';
import { formatAmount, multiply } from '../money.ts';
import type {
  StoredCheckout,
  StoredCheckoutLine,
  StoredCustomer,
  StoredFulfillment,
  StoredLine,
  StoredOrder,
  StoredProduct,
  StoredRefund,
  StoredShop,
} from '../records.ts';
import { recoveryUrlOf } from '../fields/checkout.ts';
import { lineOf } from '../fields/fulfillment.ts';
import type { ShopStore } from '../store.ts';

/**
 * What a delivery says, in the shape of the REST Admin API, as far as the shop knows it.
 * https://shopify.dev/docs/api/webhooks/latest
 */
export type Payload = Readonly<Record<string, unknown>>;

/** Ids are 64-bit numbers: as numbers of JavaScript the large ones would come out wrong. */
const raw = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
export const numeric = (id: string | null) => (id === null ? null : raw(id));

const named = (type: string, id: string) => ({
  id: numeric(id),
  admin_graphql_api_id: gid(type, id),
});

const line = (item: StoredLine | StoredCheckoutLine) => ({
  title: item.title,
  sku: item.sku,
  quantity: item.quantity,
  price: formatAmount(item.unitPrice),
  product_id: numeric(item.productId),
  variant_id: numeric(item.variantId),
});

export function customerPayload(customer: StoredCustomer): Payload {
  return {
    ...named('Customer', customer.id),
    first_name: customer.firstName,
    last_name: customer.lastName,
    email: customer.email,
    phone: customer.phone,
    state: customer.state.toLowerCase(),
    created_at: customer.createdAt,
    updated_at: customer.updatedAt,
  };
}

/** REST knows fewer states than GraphQL: what is not yet sent has none. */
const fulfillmentStatuses: Readonly<Record<string, string>> = {
  FULFILLED: 'fulfilled',
  PARTIALLY_FULFILLED: 'partial',
  RESTOCKED: 'restocked',
};

export function orderPayload(order: StoredOrder, { customers }: ShopStore): Payload {
  const customer = order.customerId === null ? undefined : customers.get(order.customerId);
  return {
    ...named('Order', order.id),
    name: order.name,
    email: order.email,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    processed_at: order.processedAt,
    cancelled_at: order.cancelledAt,
    currency: order.currency,
    financial_status: order.financialStatus.toLowerCase(),
    fulfillment_status: fulfillmentStatuses[order.fulfillmentStatus] ?? null,
    subtotal_price: formatAmount(order.subtotal),
    total_discounts: formatAmount(order.discount),
    total_tax: formatAmount(order.tax),
    total_price: formatAmount(order.total),
    discount_codes: order.discountCodes.map((code) => ({ code })),
    customer: customer ? customerPayload(customer) : null,
    line_items: order.lines.map((item) => ({ ...named('LineItem', item.id), ...line(item) })),
    fulfillments: order.fulfillments.map(fulfillmentPayload),
    refunds: order.refunds.map(refundPayload),
  };
}

export function fulfillmentPayload(fulfillment: StoredFulfillment): Payload {
  const { order, trackingNumber, trackingUrl } = fulfillment;
  return {
    ...named('Fulfillment', fulfillment.id),
    order_id: numeric(order.id),
    name: fulfillment.name,
    status: fulfillment.status.toLowerCase(),
    shipment_status: fulfillment.displayStatus?.toLowerCase() ?? null,
    created_at: fulfillment.createdAt,
    updated_at: order.updatedAt,
    tracking_company: fulfillment.trackingCompany,
    tracking_number: trackingNumber,
    tracking_numbers: trackingNumber === null ? [] : [trackingNumber],
    tracking_url: trackingUrl,
    tracking_urls: trackingUrl === null ? [] : [trackingUrl],
    line_items: fulfillment.lines.map((part) => {
      const item = lineOf(part);
      return { ...named('LineItem', item.id), ...line(item), quantity: part.quantity };
    }),
  };
}

export function refundPayload({ id, order, createdAt, note, lines }: StoredRefund): Payload {
  return {
    ...named('Refund', id),
    order_id: numeric(order.id),
    created_at: createdAt,
    processed_at: createdAt,
    note,
    refund_line_items: lines.map((part) => ({
      id: numeric(part.id),
      line_item_id: numeric(part.lineId),
      quantity: part.quantity,
      subtotal: formatAmount(part.amount),
    })),
  };
}

/** Has no `admin_graphql_api_id`: in REST a checkout has none. */
export function checkoutPayload(
  checkout: StoredCheckout,
  shop: StoredShop,
  { customers }: ShopStore,
): Payload {
  const customer = checkout.customerId === null ? undefined : customers.get(checkout.customerId);
  return {
    id: numeric(checkout.id),
    name: checkout.name,
    email: checkout.email,
    created_at: checkout.createdAt,
    updated_at: checkout.updatedAt,
    completed_at: checkout.completedAt,
    currency: checkout.currency,
    abandoned_checkout_url: recoveryUrlOf(checkout, shop),
    subtotal_price: formatAmount(checkout.subtotal),
    total_price: formatAmount(checkout.total),
    line_items: checkout.lines.map((item) => ({
      key: item.id,
      ...line(item),
      line_price: formatAmount(multiply(item.unitPrice, item.quantity)),
    })),
    ...(customer ? { customer: customerPayload(customer) } : {}),
  };
}

export function productPayload(product: StoredProduct): Payload {
  return {
    ...named('Product', product.id),
    title: product.title,
    product_type: product.productType,
    status: product.status.toLowerCase(),
    created_at: product.createdAt,
    updated_at: product.updatedAt,
    variants: product.variants.map((variant) => ({
      ...named('ProductVariant', variant.id),
      product_id: numeric(product.id),
      title: variant.title,
      sku: variant.sku,
      price: formatAmount(variant.price),
      position: variant.position,
    })),
  };
}
