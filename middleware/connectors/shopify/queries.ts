/**
 * Every document that is sent to Shopify. A test validates each against the official schema of the default version:
 * https://shopify.dev/docs/api/admin-graphql
 *
 * A bulk query lists connections by `edges`, without `first`; a paged one costs points, one query at most 1,000
 * (https://shopify.dev/docs/api/usage/limits): the page sizes keep each below that.
 */
const money = 'presentmentMoney { amount currencyCode }';

const customerFields = `id firstName lastName state createdAt updatedAt
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  defaultAddress { countryCodeV2 }`;

const lineFields = `id sku name quantity product { id }
  originalUnitPriceSet { ${money} }
  discountedTotalSet { ${money} }`;

const orderFields = `id name email processedAt updatedAt cancelledAt
  displayFinancialStatus displayFulfillmentStatus returnStatus subtotalLineItemsQuantity
  customer { id }
  totalPriceSet { ${money} }`;

const variantFields = 'id sku title';
const productFields = 'id title updatedAt variantsCount { count }';

interface Shape {
  /** GraphQL type of the root: `Order`. */
  readonly type: string;
  /** Field of the query root: `orders`. */
  readonly root: string;
  readonly fields: string;
  readonly pageSize: number;
  readonly children?: {
    /** Connection of the root: `lineItems`. */
    readonly field: string;
    readonly fields: string;
    /** Children that come with their root in a page. */
    readonly inPage: number;
    /** Children in each page of a single root's own. */
    readonly alone: number;
  };
}

export interface Documents {
  readonly type: string;
  readonly root: string;
  /** Name of the connection below the root; null where there is none. */
  readonly children: string | null;
  readonly bulk: string;
  /** `$query: String, $after: String`, ordered by the time of the last change. */
  readonly page: string;
  /** `$id: ID!, $after: String`: one root with (a page of) its children. */
  readonly one: string;
}

function documents({ type, root, fields, pageSize, children }: Shape): Documents {
  const nested = (first: number, after = '') =>
    children
      ? `${children.field}(first: ${first}${after}) { nodes { ${children.fields} } pageInfo { hasNextPage endCursor } }`
      : '';
  const after = children ? ', $after: String' : '';
  const bulkChildren = children
    ? `${children.field} { edges { node { ${children.fields} } } }`
    : '';
  return {
    type,
    root,
    children: children?.field ?? null,
    bulk: `{ ${root} { edges { node { ${fields} ${bulkChildren} } } } }`,
    page: `query ${type}Page($query: String, $after: String) {
  ${root}(first: ${pageSize}, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { ${fields} ${nested(children?.inPage ?? 0)} }
    pageInfo { hasNextPage endCursor }
  }
}`,
    one: `query ${type}One($id: ID!${after}) {
  node(id: $id) { ... on ${type} { ${fields} ${nested(children?.alone ?? 0, ', after: $after')} } }
}`,
  };
}

export const customerDocuments = documents({
  type: 'Customer',
  root: 'customers',
  fields: customerFields,
  pageSize: 100,
});

export const productDocuments = documents({
  type: 'Product',
  root: 'products',
  fields: productFields,
  pageSize: 20,
  children: { field: 'variants', fields: variantFields, inPage: 25, alone: 250 },
});

export const orderDocuments = documents({
  type: 'Order',
  root: 'orders',
  fields: orderFields,
  pageSize: 10,
  children: { field: 'lineItems', fields: lineFields, inPage: 12, alone: 100 },
});

export const shopQuery = `query ShopInfo {
  shop { id name currencyCode ianaTimezone myshopifyDomain primaryDomain { url } }
  currentAppInstallation { accessScopes { handle } }
}`;

export const timeZoneQuery = 'query ShopTimeZone { shop { ianaTimezone } }';

const operationFields = 'id status errorCode createdAt objectCount rootObjectCount fileSize url';

/** `groupObjects`: since 2026-01 children follow their parent only where it is asked for. */
export const startBulk = `mutation StartBulk($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) {
    bulkOperation { ${operationFields} }
    userErrors { field message code }
  }
}`;

export const pollBulk = `query PollBulk($id: ID!) { bulkOperation(id: $id) { ${operationFields} } }`;

export const allDocuments: readonly string[] = [
  ...[customerDocuments, productDocuments, orderDocuments].flatMap(({ bulk, page, one }) => [
    bulk,
    page,
    one,
  ]),
  shopQuery,
  timeZoneQuery,
  startBulk,
  pollBulk,
];
