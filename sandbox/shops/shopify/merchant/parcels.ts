import type { StoredFulfillment, StoredOrder } from '../records.ts';
import { inputOf, Refused, type Desk } from './desk.ts';

/** So many of one line of an order. */
export interface Part {
  readonly lineId: string;
  readonly quantity: number;
}
export interface Shipping {
  /** Absent: all that is still to be sent. */
  readonly parts?: readonly Part[] | undefined;
  readonly trackingCompany?: string | null;
  readonly trackingNumber?: string | null;
  /** Absent: where the company, if it is a known one, shows the parcel. */
  readonly trackingUrl?: string | null;
}

/** How many of each line are still to be sent: what was paid back without having been sent is not. */
export function toSend({ lines, fulfillments, refunds, cancelledAt }: StoredOrder): Part[] {
  if (cancelledAt !== null) return [];
  const sent = quantities(fulfillments.filter(({ status }) => status === 'SUCCESS'));
  const back = quantities(refunds);
  return lines
    .map(({ id, quantity }) => {
      const open = quantity - (sent.get(id) ?? 0);
      return { lineId: id, quantity: open - Math.min(open, back.get(id) ?? 0) };
    })
    .filter(({ quantity }) => quantity > 0);
}

export function quantities(
  parts: readonly { readonly lines: readonly Part[] }[],
): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const { lines } of parts)
    for (const { lineId, quantity } of lines) all.set(lineId, (all.get(lineId) ?? 0) + quantity);
  return all;
}

/** Sends one parcel. */
export function ship(desk: Desk, orderId: string, shipping: Shipping = {}): StoredOrder {
  const order = desk.order(orderId);
  const open = toSend(order);
  if (open.length === 0) throw new Refused(`Nothing of ${order.name} is left to be sent.`);
  const parts = shipping.parts ? checked(order, shipping.parts, open, 'be sent') : open;
  const parcel = {
    id: desk.nextId('fulfillment'),
    status: 'SUCCESS',
    displayStatus: 'IN_TRANSIT',
    createdAt: desk.now,
    inTransitAt: desk.now,
    estimatedDeliveryAt: desk.after(2),
    ...trackingOf(shipping),
    lines: parts.map((part) => ({ id: desk.nextId('fulfillment line'), ...part })),
  } as const;
  const left = count(open) - count(parts);
  const input = inputOf(order);
  return desk.store.upsertOrder({
    ...input,
    fulfillments: [...(input.fulfillments ?? []), parcel],
    fulfillmentStatus: left > 0 ? 'PARTIALLY_FULFILLED' : 'FULFILLED',
  });
}

/** A parcel, or all of an order, arrives. */
export function deliver(desk: Desk, orderId: string, fulfillmentId?: string): StoredOrder {
  const order = desk.order(orderId);
  const arriving = order.fulfillments.filter(
    (parcel) => underWay(parcel) && (fulfillmentId === undefined || parcel.id === fulfillmentId),
  );
  if (arriving.length === 0) throw new Refused(`No parcel of ${order.name} is on its way.`);
  const input = inputOf(order);
  return desk.store.upsertOrder({
    ...input,
    fulfillments: input.fulfillments?.map((parcel) =>
      arriving.some(({ id }) => id === parcel.id)
        ? {
            ...parcel,
            displayStatus: 'DELIVERED',
            estimatedDeliveryAt: null,
            deliveredAt: desk.now,
          }
        : parcel,
    ),
  });
}

export function underWay({ status, deliveredAt }: StoredFulfillment): boolean {
  return status === 'SUCCESS' && deliveredAt === null;
}

/** The parts asked for, where there is enough left of each. */
export function checked(
  order: StoredOrder,
  parts: readonly Part[],
  open: readonly Part[],
  what: string,
): readonly Part[] {
  if (parts.length === 0) throw new Refused(`Choose what of ${order.name} is to ${what}.`);
  for (const { lineId, quantity } of parts) {
    const line = order.lines.find(({ id }) => id === lineId);
    if (!line) throw new Refused(`${order.name} has no line ${lineId}.`);
    const left = open.find((one) => one.lineId === lineId)?.quantity ?? 0;
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > left) {
      throw new Refused(`${left} of ${line.title} can ${what}, not ${quantity}.`);
    }
  }
  return parts;
}

const count = (parts: readonly Part[]) => parts.reduce((all, { quantity }) => all + quantity, 0);

const carriers: Readonly<Record<string, string>> = {
  'Royal Mail': 'https://www.royalmail.com/track-your-item#/tracking-results/',
  DPD: 'https://track.dpd.co.uk/parcels/',
  Evri: 'https://www.evri.com/track/parcel/',
};
export const carrierNames = Object.keys(carriers);

function trackingOf({ trackingCompany, trackingNumber, trackingUrl }: Shipping) {
  const known = carriers[trackingCompany ?? ''];
  const url = known && trackingNumber ? `${known}${encodeURIComponent(trackingNumber)}` : null;
  return {
    trackingCompany: trackingCompany ?? null,
    trackingNumber: trackingNumber ?? null,
    trackingUrl: trackingUrl ?? url,
  };
}
