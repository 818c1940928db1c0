import { day, hour } from './calendar.ts';
import type { Order } from './orders.ts';

type Fulfillment = NonNullable<Order['fulfillments']>[number];
type Line = Order['lines'][number];

/** What became of a parcel. */
export type Parcel = 'delivered' | 'in transit' | 'delayed';

const carriers = [
  {
    name: 'Royal Mail',
    number: (id: string) => `RM${id.slice(-9)}GB`,
    url: 'https://www.royalmail.com/track-your-item#/tracking-results/',
  },
  { name: 'DPD', number: (id: string) => `1550${id}`, url: 'https://track.dpd.co.uk/parcels/' },
  { name: 'Evri', number: (id: string) => `H0${id}`, url: 'https://www.evri.com/track/parcel/' },
] as const;

/** An order's first or second parcel with `lines`, sent a day after it was placed; nothing in it lies after `now`. */
export function parcelOf(
  order: Pick<Order, 'id' | 'processedAt'>,
  lines: readonly Line[],
  {
    number: which,
    state,
    now,
  }: { readonly number: 1 | 2; readonly state: Parcel; readonly now: Date },
): Fulfillment {
  const number = Number(order.id);
  const carrier = carriers[number % carriers.length]!;
  const id = `${5 - which}${order.id.slice(1)}`;
  const tracking = carrier.number(id);
  const at = (ms: number) =>
    new Date(Math.min(now.getTime(), Date.parse(order.processedAt) + ms)).toISOString();
  const due = new Date(now.getTime() + (state === 'delayed' ? 3 : 1) * day).toISOString();
  return {
    id,
    status: 'SUCCESS',
    displayStatus: displayStatus[state],
    createdAt: at(20 * hour),
    inTransitAt: at(28 * hour),
    estimatedDeliveryAt: state === 'delivered' ? null : due,
    deliveredAt: state === 'delivered' ? at((48 + (number % 40)) * hour) : null,
    trackingCompany: carrier.name,
    trackingNumber: tracking,
    trackingUrl: `${carrier.url}${tracking}`,
    lines: lines.map((line) => ({
      id: `4${line.id.slice(1)}`,
      lineId: line.id,
      quantity: line.quantity,
    })),
  };
}

const displayStatus = {
  delivered: 'DELIVERED',
  'in transit': 'IN_TRANSIT',
  delayed: 'DELAYED',
} as const;
