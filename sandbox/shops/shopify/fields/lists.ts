import type { Listing } from '../listing.ts';
import type {
  StoredCheckout,
  StoredCustomer,
  StoredOrder,
  StoredProduct,
  StoredVariant,
} from '../records.ts';
import { parseSearch, type SearchFields } from '../search.ts';
import { filtered, sorted, type SortArgs, type Sorting } from '../sorting.ts';
import type { ShopContext } from './field.ts';

export interface ListArgs extends SortArgs {
  readonly query?: string | null;
}
export const orderArgs = ['query', 'sortKey'] as const;

/** Without `read_all_orders` an app sees 60 days: https://shopify.dev/docs/api/usage/access-scopes#orders-permissions */
const visibleDays = 60;

export function visible(order: StoredOrder, { scopes, now }: ShopContext): boolean {
  if (scopes.has('read_all_orders')) return true;
  return Date.parse(order.createdAt) >= now().getTime() - visibleDays * 24 * 3_600_000;
}

const times = {
  created_at: { type: 'time', value: (record: { createdAt: string }) => record.createdAt },
  updated_at: { type: 'time', value: (record: { updatedAt: string }) => record.updatedAt },
} as const;
const byId = { id: { type: 'id', value: (record: { id: string }) => record.id } } as const;
const timeKeys = {
  CREATED_AT: { by: 'time', value: (record: { createdAt: string }) => record.createdAt },
  UPDATED_AT: { by: 'time', value: (record: { updatedAt: string }) => record.updatedAt },
  ID: { by: 'id', value: (record: { id: string }) => record.id },
} as const;

const orderSearch: SearchFields<StoredOrder> = {
  ...times,
  ...byId,
  processed_at: { type: 'time', value: (order) => order.processedAt },
  customer_id: { type: 'id', value: (order) => order.customerId },
  name: { type: 'text', value: (order) => order.name },
  financial_status: { type: 'text', value: (order) => order.financialStatus },
  status: { type: 'choice', test: hasStatus },
};

function hasStatus({ cancelledAt }: StoredOrder, status: string): boolean | undefined {
  if (status === 'any') return true;
  if (status === 'cancelled') return cancelledAt !== null;
  return status === 'open' || status === 'not_closed' ? cancelledAt === null : undefined;
}

const orderSorting: Sorting<StoredOrder> = {
  name: 'orders',
  keys: { ...timeKeys, PROCESSED_AT: { by: 'time', value: (order) => order.processedAt } },
  all: (store) => store.orders.values(),
};

export function listOrders(
  args: ListArgs,
  context: ShopContext,
  also: (order: StoredOrder) => boolean = () => true,
): Listing<StoredOrder> {
  const matches = parseSearch(args.query ?? '', orderSearch);
  const all = sorted(context.store, orderSorting, args);
  return filtered(all, (order) => also(order) && visible(order, context) && matches(order));
}

const customerSearch: SearchFields<StoredCustomer> = {
  ...byId,
  updated_at: times.updated_at,
  customer_date: times.created_at,
  email: { type: 'text', value: (customer) => customer.email },
  state: { type: 'text', value: (customer) => customer.state },
};
const customerSorting: Sorting<StoredCustomer> = {
  name: 'customers',
  keys: timeKeys,
  all: (store) => store.customers.values(),
};

export function listCustomers(args: ListArgs, { store }: ShopContext): Listing<StoredCustomer> {
  const matches = parseSearch(args.query ?? '', customerSearch);
  return filtered(sorted(store, customerSorting, args), matches);
}

const checkoutSearch: SearchFields<StoredCheckout> = {
  ...times,
  ...byId,
  recovery_state: {
    type: 'text',
    value: ({ completedAt }) => (completedAt === null ? 'not_recovered' : 'recovered'),
  },
};
/** Shopify has no order by the time of the last change here. */
const checkoutSorting: Sorting<StoredCheckout> = {
  name: 'abandonedCheckouts',
  keys: { CREATED_AT: timeKeys.CREATED_AT, ID: timeKeys.ID },
  all: (store) => store.checkouts.values(),
};

export function listCheckouts(args: ListArgs, { store }: ShopContext): Listing<StoredCheckout> {
  const matches = parseSearch(args.query ?? '', checkoutSearch);
  return filtered(sorted(store, checkoutSorting, args), matches);
}

const productSearch: SearchFields<StoredProduct> = {
  ...times,
  ...byId,
  title: { type: 'text', value: (product) => product.title },
  status: { type: 'text', value: (product) => product.status },
  product_type: { type: 'text', value: (product) => product.productType },
};
const productSorting: Sorting<StoredProduct> = {
  name: 'products',
  keys: timeKeys,
  all: (store) => store.products.values(),
};

export function listProducts(args: ListArgs, { store }: ShopContext): Listing<StoredProduct> {
  const matches = parseSearch(args.query ?? '', productSearch);
  return filtered(sorted(store, productSorting, args), matches);
}

const variantSearch: SearchFields<StoredVariant> = {
  ...byId,
  sku: { type: 'text', value: (variant) => variant.sku },
  product_id: { type: 'id', value: (variant) => variant.product.id },
  updated_at: { type: 'time', value: (variant) => variant.product.updatedAt },
};
const variantSorting: Sorting<StoredVariant> = {
  name: 'productVariants',
  keys: { ID: timeKeys.ID },
  all: (store) => [...store.products.values()].flatMap((product) => product.variants),
};

export function listVariants(args: ListArgs, { store }: ShopContext): Listing<StoredVariant> {
  const matches = parseSearch(args.query ?? '', variantSearch);
  return filtered(sorted(store, variantSorting, args), matches);
}
