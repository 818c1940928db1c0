import { gid } from '../gid.ts';
import type { StoredFulfillment, StoredOrder } from '../records.ts';
import type { Change, ShopStore } from '../store.ts';
import {
  checkoutPayload,
  customerPayload,
  fulfillmentPayload,
  numeric,
  orderPayload,
  productPayload,
  refundPayload,
  type Payload,
} from './payload.ts';
import type { Topic } from './topics.ts';

/** Something that happened, as a webhook tells of it. */
export interface ShopEvent {
  readonly topic: Topic;
  readonly payload: Payload;
}

/** What one change is to those who listen; often several things at once. */
export function eventsOf(change: Change, store: ShopStore): ShopEvent[] {
  switch (change.kind) {
    case 'CustomerMerge':
      return [{ topic: 'CUSTOMERS_MERGE', payload: mergePayload(change) }];
    case 'Order':
      return orderEvents(change, store);
    case 'Customer':
      return crud('CUSTOMERS', change, customerPayload, ({ id }) => ({
        id: numeric(id),
        admin_graphql_api_id: gid('Customer', id),
      }));
    case 'AbandonedCheckout':
      return crud('CHECKOUTS', change, (checkout) => checkoutPayload(checkout, store.shop, store));
    case 'Product':
      return crud('PRODUCTS', change, productPayload);
  }
}

function crud<R extends { readonly id: string }>(
  what: 'CUSTOMERS' | 'CHECKOUTS' | 'PRODUCTS',
  { before, after }: { readonly before: R | undefined; readonly after: R | undefined },
  payloadOf: (record: R) => Payload,
  farewell: (record: R) => Payload = ({ id }) => ({ id: numeric(id) }),
): ShopEvent[] {
  if (after)
    return [{ topic: `${what}_${before ? 'UPDATE' : 'CREATE'}`, payload: payloadOf(after) }];
  return before ? [{ topic: `${what}_DELETE`, payload: farewell(before) }] : [];
}

function mergePayload({ kept, gone }: Extract<Change, { kind: 'CustomerMerge' }>): Payload {
  return {
    admin_graphql_api_customer_kept_id: gid('Customer', kept),
    admin_graphql_api_customer_deleted_id: gid('Customer', gone),
    admin_graphql_api_job_id: null,
    status: 'completed',
    errors: [],
  };
}

type OrderChange = Extract<Change, { kind: 'Order' }>;

function orderEvents({ before, after }: OrderChange, store: ShopStore): ShopEvent[] {
  // Of a deleted order nothing is told but the number.
  if (!after) return [{ topic: 'ORDERS_DELETE', payload: { id: numeric(before!.id) } }];
  const payload = orderPayload(after, store);
  const became = (test: (order: StoredOrder) => boolean) =>
    test(after) && !(before && test(before));
  const steps: readonly (readonly [boolean, Topic])[] = [
    [!before, 'ORDERS_CREATE'],
    [before !== undefined, 'ORDERS_UPDATED'],
    [became(({ financialStatus }) => financialStatus === 'PAID'), 'ORDERS_PAID'],
    [became(({ cancelledAt }) => cancelledAt !== null), 'ORDERS_CANCELLED'],
    [became(({ fulfillmentStatus }) => fulfillmentStatus === 'FULFILLED'), 'ORDERS_FULFILLED'],
    [
      became(({ fulfillmentStatus }) => fulfillmentStatus === 'PARTIALLY_FULFILLED'),
      'ORDERS_PARTIALLY_FULFILLED',
    ],
  ];
  return [
    ...steps.filter(([happened]) => happened).map(([, topic]) => ({ topic, payload })),
    ...fulfillmentEvents(before, after),
    ...after.refunds
      .filter(({ id }) => !before?.refunds.some((known) => known.id === id))
      .map((refund) => ({ topic: 'REFUNDS_CREATE' as const, payload: refundPayload(refund) })),
  ];
}

function fulfillmentEvents(before: StoredOrder | undefined, after: StoredOrder): ShopEvent[] {
  return after.fulfillments.flatMap((fulfillment): ShopEvent[] => {
    const known = before?.fulfillments.find(({ id }) => id === fulfillment.id);
    if (known && facts(known) === facts(fulfillment)) return [];
    const topic = known ? 'FULFILLMENTS_UPDATE' : 'FULFILLMENTS_CREATE';
    return [{ topic, payload: fulfillmentPayload(fulfillment) }];
  });
}

/** All that belongs to the fulfilment itself, to be compared. */
function facts({ order: _, lines, ...own }: StoredFulfillment): string {
  return JSON.stringify([own, lines.map(({ lineId, quantity }) => [lineId, quantity])]);
}
