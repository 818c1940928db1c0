/** What is asked and ordered of a shop beside its records: who it is, what it lets us do, webhooks, bulk operations. */

export const scopesQuery = 'query AppScopes { currentAppInstallation { accessScopes { handle } } }';

const subscriptionFields = 'id topic uri';

export const subscriptionsQuery = `query WebhookSubscriptions($after: String) {
  currentAppInstallation { accessScopes { handle } }
  webhookSubscriptions(first: 100, after: $after) {
    nodes { ${subscriptionFields} }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const subscribe = `mutation Subscribe($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    userErrors { field message }
  }
}`;

export const redirectSubscription = `mutation Redirect($id: ID!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $subscription) {
    userErrors { field message }
  }
}`;

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
