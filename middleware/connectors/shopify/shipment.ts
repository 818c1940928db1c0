import { Failure } from '../../common/errors.ts';
import type { Shipment, ShipmentLine, ShipmentStatus } from '../../model/index.ts';
import type { RawShipment } from './raw.ts';
import { httpsOrNull, idOfGid, instant, refOf, textOrNull, titleOf } from './values.ts';

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentStatus; null: the display status says more. */
const statuses: Readonly<Record<string, ShipmentStatus | null>> = {
  SUCCESS: null,
  CANCELLED: 'cancelled',
  ERROR: 'exception',
  FAILURE: 'exception',
  OPEN: 'open',
  PENDING: 'open',
};

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentDisplayStatus */
const displayStatuses: Readonly<Record<string, ShipmentStatus>> = {
  CONFIRMED: 'open',
  LABEL_PRINTED: 'open',
  LABEL_PURCHASED: 'open',
  LABEL_VOIDED: 'open',
  SUBMITTED: 'open',
  FULFILLED: 'shipped',
  MARKED_AS_FULFILLED: 'shipped',
  CARRIER_PICKED_UP: 'in transit',
  IN_TRANSIT: 'in transit',
  OUT_FOR_DELIVERY: 'out for delivery',
  READY_FOR_PICKUP: 'out for delivery',
  DELIVERED: 'delivered',
  PICKED_UP: 'delivered',
  ATTEMPTED_DELIVERY: 'exception',
  DELAYED: 'exception',
  FAILURE: 'exception',
  NOT_DELIVERED: 'exception',
  CANCELED: 'cancelled',
};

const notUnderWay = new Set<ShipmentStatus>(['open', 'cancelled']);

/** `at` is where in its order it stands: `fulfillments.0`. Throws Failure `bad-data` that names the field. */
export function toShipment(raw: RawShipment, at: string, store: string): Shipment {
  const status = statusOf(raw, at);
  const [tracking] = raw.trackingInfo;
  const createdAt = instant(`${at}.createdAt`, raw.createdAt);
  return {
    ref: refOf(store, raw.id),
    name: textOrNull(raw.name) ?? idOfGid(raw.id) ?? raw.id,
    status,
    carrier: textOrNull(tracking?.company),
    trackingNumber: textOrNull(tracking?.number),
    trackingUrl: httpsOrNull(tracking?.url),
    shippedAt: notUnderWay.has(status) ? null : createdAt,
    deliveredAt: raw.deliveredAt ? instant(`${at}.deliveredAt`, raw.deliveredAt) : null,
    lines: raw.fulfillmentLineItems.map((line): ShipmentLine => ({
      ref: refOf(store, line.id),
      orderLine: refOf(store, line.lineItem.id),
      title: titleOf(line.lineItem),
      quantity: String(line.quantity),
    })),
  };
}

function statusOf({ status, displayStatus }: RawShipment, at: string): ShipmentStatus {
  const known = lookUp(statuses, `${at}.status`, status);
  const shown = displayStatus
    ? lookUp(displayStatuses, `${at}.displayStatus`, displayStatus)
    : 'shipped';
  return known ?? shown;
}

/** A guess would be shown to people as a fact. */
function lookUp<T>(table: Readonly<Record<string, T>>, field: string, value: string): T {
  if (Object.hasOwn(table, value)) return table[value] as T;
  throw new Failure(`${field} has the unknown value "${value.slice(0, 60)}"`, {
    kind: 'bad-data',
    action: 'Report the value: Orderlens has to learn it.',
  });
}
