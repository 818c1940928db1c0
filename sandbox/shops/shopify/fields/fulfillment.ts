import { gid } from '../gid.ts';
import { multiply } from '../money.ts';
import type { StoredFulfillment, StoredFulfillmentLine, StoredLine } from '../records.ts';
import { inPlace, type SortArgs } from '../sorting.ts';
import { connection, fieldsOf, firstOf } from './field.ts';
import { moneyBag } from './money.ts';

/** The order's line that a fulfilment's or a refund's line is of. */
export function lineOf({ order, lineId }: StoredFulfillmentLine): StoredLine {
  return order.lines.find(({ id }) => id === lineId)!;
}

const total = (part: StoredFulfillmentLine) =>
  moneyBag(multiply(lineOf(part).unitPrice, part.quantity), part.order.currency);

interface Tracking {
  readonly company: string | null;
  readonly number: string | null;
  readonly url: string | null;
}

function trackingOf(fulfillment: StoredFulfillment): Tracking[] {
  const { trackingCompany: company, trackingNumber: number, trackingUrl: url } = fulfillment;
  return (company ?? number ?? url) ? [{ company, number, url }] : [];
}

export const fulfillmentFields = {
  Fulfillment: fieldsOf<StoredFulfillment>({
    id: ({ id }) => gid('Fulfillment', id),
    legacyResourceId: ({ id }) => id,
    name: ({ name }) => name,
    status: ({ status }) => status,
    displayStatus: ({ displayStatus }) => displayStatus,
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ deliveredAt, inTransitAt, createdAt }) => deliveredAt ?? inTransitAt ?? createdAt,
    inTransitAt: ({ inTransitAt }) => inTransitAt,
    estimatedDeliveryAt: ({ estimatedDeliveryAt }) => estimatedDeliveryAt,
    deliveredAt: ({ deliveredAt }) => deliveredAt,
    requiresShipping: () => true,
    totalQuantity: ({ lines }) => lines.reduce((all, { quantity }) => all + quantity, 0),
    order: ({ order }) => order,
    trackingInfo: firstOf('trackingInfo', trackingOf),
    fulfillmentLineItems: connection(
      'fulfillmentLineItems',
      (source: StoredFulfillment, { reverse }: SortArgs) => inPlace(source.lines, reverse),
    ),
  }),
  FulfillmentTrackingInfo: fieldsOf<Tracking>({
    company: ({ company }) => company,
    number: ({ number }) => number,
    url: ({ url }) => url,
  }),
  FulfillmentLineItem: fieldsOf<StoredFulfillmentLine>({
    id: ({ id }) => gid('FulfillmentLineItem', id),
    quantity: ({ quantity }) => quantity,
    lineItem: lineOf,
    originalTotalSet: total,
    discountedTotalSet: total,
  }),
};
