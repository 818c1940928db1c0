import type { ModelName } from '../../model/index.ts';
import type { Nudge } from '../connector.ts';
import { idOfGid } from './values.ts';

/** A delivery's body; numbers as they were written, ids being longer than a number can hold. */
export type Body = Readonly<Record<string, unknown>>;

export interface Topic {
  /** Any one of them lets the app subscribe. */
  readonly scopes: readonly string[];
  /** Asked for instead of the whole record; null: all of it, which is small. */
  readonly fields: readonly string[] | null;
  /** Empty where the body names nothing. */
  nudges(body: Body): readonly Nudge[];
}

/**
 * The id alone would look the same each time, and Shopify puts deliveries together that do; and who the customer is
 * does not have to travel.
 */
const idAndTime = ['id', 'updated_at'];

function changed(model: ModelName, scope: string, fields: readonly string[] | null = idAndTime) {
  return { scopes: [scope], fields, nudges: (body: Body) => nudge(model, body['id']) };
}

/** What belongs to an order and is read with it. */
function ofOrder(scopes: readonly string[], time: string): Topic {
  const fields = ['id', 'order_id', time];
  return { scopes, fields, nudges: (body) => nudge('order', body['order_id']) };
}

/**
 * All of https://shopify.dev/docs/api/webhooks that says something of a record we read. As constants of
 * WebhookSubscriptionTopic they are spelt `ORDERS_CREATE`. In the order in which they are subscribed to: what ends a record
 * comes first, for no later look at the shop finds it, and what was heard of must not end unheard.
 */
export const topics: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ['orders/delete', changed('order', 'read_orders', null)],
  ['customers/delete', changed('customer', 'read_customers', null)],
  ['customers/merge', { scopes: ['read_customer_merge'], fields: null, nudges: merged }],
  ['checkouts/delete', changed('cart', 'read_orders', null)],
  ['products/delete', changed('product', 'read_products', null)],
  ['orders/create', changed('order', 'read_orders')],
  ['orders/updated', changed('order', 'read_orders')],
  ['orders/cancelled', changed('order', 'read_orders')],
  ['orders/fulfilled', changed('order', 'read_orders')],
  ['refunds/create', ofOrder(['read_orders'], 'created_at')],
  ['fulfillments/create', ofOrder(['read_fulfillments'], 'updated_at')],
  ['fulfillments/update', ofOrder(['read_fulfillments'], 'updated_at')],
  ['customers/create', changed('customer', 'read_customers')],
  ['customers/update', changed('customer', 'read_customers')],
  ['checkouts/create', changed('cart', 'read_orders')],
  ['checkouts/update', changed('cart', 'read_orders')],
  ['products/create', changed('product', 'read_products')],
  ['products/update', changed('product', 'read_products')],
]);

/**
 * Every app answers these (https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance). They are set up with
 * the app, never by the API. What was erased in the shop is read again; what is wanted of Salesforce is a person's work.
 */
export const privacyTopics: ReadonlyMap<string, Topic['nudges']> = new Map([
  ['customers/redact', redacted],
  ['customers/data_request', () => []],
  ['shop/redact', () => []],
]);

export function subscriptionTopic(name: string): string {
  return name.toUpperCase().replace('/', '_');
}

function merged(body: Body): Nudge[] {
  const ids = ['admin_graphql_api_customer_kept_id', 'admin_graphql_api_customer_deleted_id'];
  return ids.flatMap((field) => nudge('customer', body[field]));
}

function redacted(body: Body): Nudge[] {
  const { customer, orders_to_redact: orders } = body;
  return [
    ...nudge('customer', (customer as Body | null | undefined)?.['id']),
    ...(Array.isArray(orders) ? orders.flatMap((id) => nudge('order', id)) : []),
  ];
}

function nudge(model: ModelName, told: unknown): Nudge[] {
  const text = typeof told === 'string' || typeof told === 'number' ? String(told) : '';
  const id = idOfGid(text) ?? text;
  return /^\d{1,20}$/.test(id) ? [{ model, id }] : [];
}
