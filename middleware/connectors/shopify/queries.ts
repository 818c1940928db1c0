/**
 * Every document that is sent to Shopify. A test validates each against the official schema of the default version:
 * https://shopify.dev/docs/api/admin-graphql
 *
 * A bulk query lists connections by `edges`, without `first`; a paged one costs points, one query at most 1,000
 * (https://shopify.dev/docs/api/usage/limits): the page sizes keep each below that.
 */
import {
  pollBulk,
  redirectSubscription,
  scopesQuery,
  shopQuery,
  startBulk,
  subscribe,
  subscriptionsQuery,
  timeZoneQuery,
} from './shop-queries.ts';

const money = 'presentmentMoney { amount currencyCode }';

const customerFields = `id firstName lastName state createdAt updatedAt
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  defaultAddress { countryCodeV2 }`;

const lineFields = `id sku name quantity product { id } variant { id }
  originalUnitPriceSet { ${money} }
  discountedTotalSet { ${money} }`;

const orderFields = `id name email processedAt updatedAt cancelledAt
  displayFinancialStatus displayFulfillmentStatus returnStatus subtotalLineItemsQuantity
  discountCodes taxesIncluded
  customer { id }
  app { name }
  shippingAddress { name company address1 address2 city province zip countryCodeV2 }
  totalPriceSet { ${money} }
  totalDiscountsSet { ${money} }
  totalShippingPriceSet { ${money} }
  totalTaxSet { ${money} }
  totalRefundedSet { ${money} }`;

const variantFields = 'id sku title';
const productFields = 'id title status productType updatedAt variantsCount { count }';

const cartFields = `id name createdAt updatedAt completedAt abandonedCheckoutUrl
  customer { id defaultEmailAddress { emailAddress } }
  totalPriceSet { ${money} }`;

const cartLineFields = `id sku title variantTitle quantity product { id } variant { id }
  originalUnitPriceSet { ${money} }
  discountedTotalPriceSet { ${money} }`;

interface Children {
  /** Connection of the root: `lineItems`. */
  readonly field: string;
  readonly fields: string;
  /** Children that come with their root in a page. */
  readonly inPage: number;
  /** Children in each page of a single root's own. */
  readonly alone: number;
}

interface Shape {
  /** GraphQL type of the root: `Order`. */
  readonly type: string;
  /** Field of the query root: `orders`. */
  readonly root: string;
  readonly fields: string;
  readonly pageSize: number;
  /** Roots that one call asks for by their ids: with all that hangs on them well below 1,000 points. */
  readonly idsPerCall: number;
  readonly sortKey?: 'UPDATED_AT' | 'ID';
  /** False: never asked for in bulk. */
  readonly inBulk?: boolean;
  readonly children?: Children;
  /** Lists (no connections) of the root, of which only the ids come along: they have `first` but no next page. */
  readonly lists?: readonly string[];
}

/** Entries of a list in a page of roots, and of a root that comes alone or in bulk. As many as that: cut short. */
export const listSizes = { inPage: 20, alone: 250 };

export interface Documents {
  readonly type: string;
  readonly root: string;
  /** Name of the connection below the root; null where there is none. */
  readonly children: string | null;
  /** null: read by pages from the beginning. */
  readonly bulk: string | null;
  /** `$query: String, $after: String`, ordered by the time of the last change, or by id. */
  readonly page: string;
  /** `$ids: [ID!]!`, as many as `idsPerCall`: each as it would be in a page, null where there is none. */
  readonly nodes: string;
  readonly idsPerCall: number;
  /** `$id: ID!, $after: String`: one root with (a page of) its children. */
  readonly one: string;
}

function nest({ field, fields }: Children, first: number, after = ''): string {
  return `${field}(first: ${first}${after}) { nodes { ${fields} } pageInfo { hasNextPage endCursor } }`;
}

function documents(shape: Shape): Documents {
  const { type, root, fields, children, lists = [] } = shape;
  const nested = (first: number, after = '') => (children ? nest(children, first, after) : '');
  const listed = (first: number) =>
    lists.map((field) => `${field}(first: ${first}) { id }`).join(' ');
  const inPage = `${fields} ${listed(listSizes.inPage)} ${nested(children?.inPage ?? 0)}`;
  const alone = `${fields} ${listed(listSizes.alone)}`;
  const after = children ? ', $after: String' : '';
  const bulkChildren = children
    ? `${children.field} { edges { node { ${children.fields} } } }`
    : '';
  return {
    type,
    root,
    children: children?.field ?? null,
    idsPerCall: shape.idsPerCall,
    bulk:
      shape.inBulk === false ? null : `{ ${root} { edges { node { ${alone} ${bulkChildren} } } } }`,
    page: `query ${type}Page($query: String, $after: String) {
  ${root}(first: ${shape.pageSize}, after: $after, query: $query, sortKey: ${shape.sortKey ?? 'UPDATED_AT'}) {
    nodes { ${inPage} }
    pageInfo { hasNextPage endCursor }
  }
}`,
    nodes: `query ${type}Nodes($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type} { ${inPage} } } }`,
    one: `query ${type}One($id: ID!${after}) {
  node(id: $id) { ... on ${type} { ${alone} ${nested(children?.alone ?? 0, ', after: $after')} } }
}`,
  };
}

export const customerDocuments = documents({
  type: 'Customer',
  root: 'customers',
  fields: customerFields,
  pageSize: 100,
  idsPerCall: 100,
});

export const productDocuments = documents({
  type: 'Product',
  root: 'products',
  fields: productFields,
  pageSize: 20,
  idsPerCall: 50,
  children: { field: 'variants', fields: variantFields, inPage: 25, alone: 250 },
});

export const orderDocuments = documents({
  type: 'Order',
  root: 'orders',
  fields: orderFields,
  pageSize: 10,
  idsPerCall: 25,
  children: { field: 'lineItems', fields: lineFields, inPage: 12, alone: 100 },
  lists: ['fulfillments', 'refunds'],
});

/**
 * A checkout counts as abandoned once somebody left their address and did not go on; those that were bought after all
 * are among them. They cannot be sorted by their last change, and say nowhere how many lines they hold: a bulk result
 * that was cut short could not be told from a whole one.
 */
export const cartDocuments = documents({
  type: 'AbandonedCheckout',
  root: 'abandonedCheckouts',
  fields: cartFields,
  pageSize: 25,
  idsPerCall: 25,
  sortKey: 'ID',
  inBulk: false,
  children: { field: 'lineItems', fields: cartLineFields, inPage: 12, alone: 100 },
});

/** What an order is counted by. Its refunds come whole, because nothing of theirs is a connection. */
export const orderHeadDocuments = documents({
  type: 'Order',
  root: 'orders',
  fields: `id name processedAt updatedAt subtotalLineItemsQuantity totalPriceSet { ${money} }
  refunds(first: ${listSizes.alone}) { id processedAt totalRefundedSet { ${money} } }`,
  pageSize: 10,
  idsPerCall: 25,
  children: {
    field: 'lineItems',
    fields: `id quantity discountedTotalSet { ${money} }`,
    ...{ inPage: 12, alone: 100 },
  },
});

const headOnly = { fields: 'id createdAt updatedAt', pageSize: 100, idsPerCall: 100 };
export const customerHeadDocuments = documents({
  ...{ ...headOnly, type: 'Customer', root: 'customers' },
});
/** Without their lines they can be asked for in bulk. */
export const cartHeadDocuments = documents({
  ...{ ...headOnly, type: 'AbandonedCheckout', root: 'abandonedCheckouts', sortKey: 'ID' },
});

/** The bulk query for those that answer a search; an empty search finds all. */
export function bulkOver({ root, bulk }: Documents, search: string): string {
  if (bulk === null) throw new Error(`${root} are not asked for in bulk`);
  return bulk.replace(root, `${root}(query: ${JSON.stringify(search)})`);
}

const shipmentFields = `id name status displayStatus createdAt deliveredAt
  trackingInfo(first: 1) { company number url }`;
const shipmentLines: Children = {
  field: 'fulfillmentLineItems',
  fields: 'id quantity lineItem { id sku name }',
  inPage: 25,
  alone: 250,
};

const refundFields = `id processedAt note totalRefundedSet { ${money} }`;
const refundLines: Children = {
  field: 'refundLineItems',
  fields: `id quantity lineItem { id sku name } subtotalSet { ${money} }`,
  inPage: 25,
  alone: 250,
};

/** What hangs on an order by id and is fetched apart. */
export type DetailDocuments = Pick<Documents, 'type' | 'one'> & { readonly children: string };

function detailDocuments(type: string, fields: string, children: Children): DetailDocuments {
  return {
    type,
    children: children.field,
    one: `query ${type}One($id: ID!, $after: String) {
  node(id: $id) { ... on ${type} { ${fields} ${nest(children, children.alone, ', after: $after')} } }
}`,
  };
}

export const shipmentDocuments = detailDocuments('Fulfillment', shipmentFields, shipmentLines);
export const refundDocuments = detailDocuments('Refund', refundFields, refundLines);

/**
 * Shipments and refunds by their ids: a bulk query refuses the connection of their lines, which stands inside a list
 * (https://shopify.dev/docs/api/usage/bulk-operations/queries#operation-restrictions). An id costs 1 and the dearer of
 * both, 16 points in all: so many ids stay well below 1,000.
 */
export const idsPerCall = 50;
export const detailsQuery = `query OrderDetails($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Fulfillment { ${shipmentFields} ${nest(shipmentLines, shipmentLines.inPage)} }
    ... on Refund { ${refundFields} ${nest(refundLines, refundLines.inPage)} }
  }
}`;

/** The newest orders tell how long orders are. Some 100 points. */
export const sizeQuery = `query ShopSize($orders: String, $withLines: String) {
  customersCount(limit: null) { count }
  ordersCount(query: $orders, limit: null) { count }
  ordersWithLines: ordersCount(query: $withLines, limit: null) { count }
  productsCount(limit: null) { count }
  orders(first: 50, sortKey: CREATED_AT, reverse: true) {
    nodes { id lineItems(first: 25) { nodes { id } pageInfo { hasNextPage endCursor } } }
  }
}`;

export const allDocuments: readonly string[] = [
  ...[customerDocuments, productDocuments, orderDocuments, cartDocuments].flatMap(
    ({ bulk, page, nodes, one }) => [...(bulk === null ? [] : [bulk]), page, nodes, one],
  ),
  ...[orderHeadDocuments, customerHeadDocuments, cartHeadDocuments].flatMap((documents) => [
    bulkOver(documents, "created_at:>='2026-01-01T00:00:00Z'"),
    documents.one,
  ]),
  shipmentDocuments.one,
  refundDocuments.one,
  detailsQuery,
  shopQuery,
  timeZoneQuery,
  sizeQuery,
  scopesQuery,
  subscriptionsQuery,
  subscribe,
  redirectSubscription,
  startBulk,
  pollBulk,
];
