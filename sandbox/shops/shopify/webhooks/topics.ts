/**
 * The topics that the shop can tell of: the name in a delivery's header and the scope without which it may not be asked
 * for. https://shopify.dev/docs/api/webhooks/latest
 */
export const topics = {
  ORDERS_CREATE: { name: 'orders/create', scope: 'read_orders' },
  ORDERS_UPDATED: { name: 'orders/updated', scope: 'read_orders' },
  ORDERS_CANCELLED: { name: 'orders/cancelled', scope: 'read_orders' },
  ORDERS_PAID: { name: 'orders/paid', scope: 'read_orders' },
  ORDERS_FULFILLED: { name: 'orders/fulfilled', scope: 'read_orders' },
  ORDERS_PARTIALLY_FULFILLED: { name: 'orders/partially_fulfilled', scope: 'read_orders' },
  ORDERS_DELETE: { name: 'orders/delete', scope: 'read_orders' },
  FULFILLMENTS_CREATE: { name: 'fulfillments/create', scope: 'read_fulfillments' },
  FULFILLMENTS_UPDATE: { name: 'fulfillments/update', scope: 'read_fulfillments' },
  REFUNDS_CREATE: { name: 'refunds/create', scope: 'read_orders' },
  CHECKOUTS_CREATE: { name: 'checkouts/create', scope: 'read_orders' },
  CHECKOUTS_UPDATE: { name: 'checkouts/update', scope: 'read_orders' },
  CHECKOUTS_DELETE: { name: 'checkouts/delete', scope: 'read_orders' },
  CUSTOMERS_CREATE: { name: 'customers/create', scope: 'read_customers' },
  CUSTOMERS_UPDATE: { name: 'customers/update', scope: 'read_customers' },
  CUSTOMERS_DELETE: { name: 'customers/delete', scope: 'read_customers' },
  CUSTOMERS_MERGE: { name: 'customers/merge', scope: 'read_customer_merge' },
  PRODUCTS_CREATE: { name: 'products/create', scope: 'read_products' },
  PRODUCTS_UPDATE: { name: 'products/update', scope: 'read_products' },
  PRODUCTS_DELETE: { name: 'products/delete', scope: 'read_products' },
} as const;

export type Topic = keyof typeof topics;

export function isTopic(name: string): name is Topic {
  return Object.hasOwn(topics, name);
}
