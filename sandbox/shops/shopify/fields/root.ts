import { parseGid } from '../gid.ts';
import type { StoredOrder } from '../records.ts';
import { accessDenied, badRequest, notModelled } from '../refusal.ts';
import { connection, fieldsOf, type Field, type ShopContext } from './field.ts';
import {
  listCheckouts,
  listCustomers,
  listOrders,
  listProducts,
  listVariants,
  visible,
  type ListArgs,
} from './lists.ts';

/** The object a global id names, or null: unknown, or not for this app to see. */
function find(value: string, context: ShopContext): unknown {
  const name = parseGid(value);
  if (!name) throw badRequest(`Invalid global id '${value}'`);
  const { store, bulk, webhooks } = context;
  const { type, id } = name;
  // Which scope a look-up needs only the id tells.
  const scope = scopeOfType[type];
  if (scope && !context.scopes.has(scope)) throw accessDenied(type, scope);
  if (type === 'Order') return visibleOrNull(store.orders.get(id), context);
  if (type === 'Customer') return store.customers.get(id) ?? null;
  if (type === 'AbandonedCheckout') return store.checkouts.get(id) ?? null;
  if (type === 'Product') return store.products.get(id) ?? null;
  if (type === 'ProductVariant') return store.variant(id) ?? null;
  if (type === 'BulkOperation') return bulk.find(id) ?? null;
  if (type === 'WebhookSubscription') return webhooks.subscriptions.find(id) ?? null;
  if (type === 'LineItem') return visiblePart(store.line(id), context);
  if (type === 'Fulfillment') return visiblePart(store.fulfillment(id), context);
  if (type === 'Refund') return visiblePart(store.refund(id), context);
  if (type === 'Shop') return store.shop.id === id ? store.shop : null;
  throw notModelled(`looking up a ${type} by its id`);
}

function visibleOrNull<T extends Parameters<typeof visible>[0]>(
  order: T | undefined,
  context: ShopContext,
) {
  return order && visible(order, context) ? order : null;
}

function visiblePart(part: { readonly order: StoredOrder } | undefined, context: ShopContext) {
  return part && visible(part.order, context) ? part : null;
}

const scopeOfType: Readonly<Record<string, string>> = {
  Order: 'read_orders',
  LineItem: 'read_orders',
  Fulfillment: 'read_orders',
  Refund: 'read_orders',
  AbandonedCheckout: 'read_orders',
  Customer: 'read_customers',
  Product: 'read_products',
  ProductVariant: 'read_products',
};

function one(type: string, scope?: string): Field {
  return {
    args: ['id'],
    ...(scope === undefined ? {} : { scope }),
    resolve: (_: unknown, { id }: { id: string }, context) => {
      if (parseGid(id)?.type !== type) throw badRequest(`Invalid id: ${id}`);
      return find(id, context);
    },
  };
}

function count(
  list: (args: ListArgs, context: ShopContext) => { readonly records: readonly unknown[] },
  scope: string,
): Field {
  return {
    args: ['query', 'limit'],
    scope,
    resolve: (_: unknown, args: { query?: string; limit: number | null }, context) => {
      const all = list({ ...args, sortKey: 'ID' }, context).records.length;
      const limit = args.limit ?? Infinity;
      return { count: Math.min(all, limit), precision: all > limit ? 'AT_LEAST' : 'EXACT' };
    },
  };
}

const listArgs = { args: ['query', 'sortKey'] };

/** Queries. */
export const queryRoot = fieldsOf<unknown>({
  shop: (_, __, { store }) => store.shop,
  currentAppInstallation: () => ({}),
  node: {
    args: ['id'],
    resolve: (_: unknown, { id }: { id: string }, context) => find(id, context),
  },
  nodes: {
    args: ['ids'],
    resolve: (_: unknown, { ids }: { ids: string[] }, context) => {
      // https://shopify.dev/docs/api/usage/limits#input-limits
      if (ids.length > 250)
        throw badRequest(
          `The input array size of ${ids.length} is greater than the maximum allowed of 250.`,
        );
      return ids.map((id) => find(id, context));
    },
  },
  order: one('Order', 'read_orders'),
  fulfillment: one('Fulfillment', 'read_orders'),
  refund: one('Refund', 'read_orders'),
  customer: one('Customer', 'read_customers'),
  product: one('Product', 'read_products'),
  productVariant: one('ProductVariant', 'read_products'),
  bulkOperation: one('BulkOperation'),
  webhookSubscription: one('WebhookSubscription'),
  orders: connection('orders', (_: unknown, args: ListArgs, context) => listOrders(args, context), {
    ...listArgs,
    scope: 'read_orders',
  }),
  customers: connection(
    'customers',
    (_: unknown, args: ListArgs, context) => listCustomers(args, context),
    {
      ...listArgs,
      scope: 'read_customers',
    },
  ),
  // https://shopify.dev/docs/api/admin-graphql/latest/objects/AbandonedCheckout
  abandonedCheckouts: connection(
    'abandonedCheckouts',
    (_: unknown, args: ListArgs, context) => listCheckouts(args, context),
    { ...listArgs, scope: 'read_orders' },
  ),
  abandonedCheckoutsCount: count(listCheckouts, 'read_orders'),
  products: connection(
    'products',
    (_: unknown, args: ListArgs, context) => listProducts(args, context),
    {
      ...listArgs,
      scope: 'read_products',
    },
  ),
  productVariants: connection(
    'productVariants',
    (_: unknown, args: ListArgs, context) => listVariants(args, context),
    { ...listArgs, scope: 'read_products' },
  ),
  ordersCount: count(listOrders, 'read_orders'),
  customersCount: count(listCustomers, 'read_customers'),
  productsCount: count(listProducts, 'read_products'),
  bulkOperations: connection(
    'bulkOperations',
    (_: unknown, args: ListArgs, { bulk }) => bulk.list(args),
    listArgs,
  ),
});

/** Mutations. */
export const mutation = fieldsOf<unknown>({
  bulkOperationRunQuery: {
    args: ['query', 'groupObjects'],
    resolve: (_: unknown, args: { query: string; groupObjects: boolean }, context) =>
      context.bulk.start(args, context),
  },
  bulkOperationCancel: {
    args: ['id'],
    resolve: (_: unknown, { id }: { id: string }, { bulk }) => bulk.cancel(parseGid(id)?.id ?? ''),
  },
});
