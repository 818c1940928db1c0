import { Failure } from '../../common/errors.ts';
import type { OrderStatus, Shipment } from '../../model/index.ts';

interface Statuses {
  readonly cancelledAt?: string | null | undefined;
  readonly displayFinancialStatus?: string | null | undefined;
  readonly displayFulfillmentStatus: string;
  readonly returnStatus: string;
}

type Table = Readonly<Record<string, OrderStatus | null>>;

/** null: says nothing of its own, the next table is asked. */
const refunds: Table = { REFUNDED: 'refunded', PARTIALLY_REFUNDED: 'partly refunded' };

const returns: Table = {
  RETURNED: 'returned',
  INSPECTION_COMPLETE: 'returned',
  IN_PROGRESS: null,
  NO_RETURN: null,
  RETURN_FAILED: null,
  RETURN_REQUESTED: null,
};

const fulfillment: Table = {
  FULFILLED: 'shipped',
  PARTIALLY_FULFILLED: 'partly shipped',
  ON_HOLD: 'on hold',
  REQUEST_DECLINED: 'on hold',
  FULFILLMENT_NOT_REQUIRED: null,
  IN_PROGRESS: null,
  OPEN: null,
  PENDING_FULFILLMENT: null,
  RESTOCKED: null,
  SCHEDULED: null,
  UNFULFILLED: null,
};

const payment: Table = {
  PAID: 'paid',
  VOIDED: 'payment failed',
  EXPIRED: 'payment failed',
  AUTHORIZED: 'open',
  PARTIALLY_PAID: 'open',
  PENDING: 'open',
  ...refunds,
};

/**
 * The last word on an order: cancelled, else refunded (in part), else returned, else what shipping says, else what
 * payment says. `delivered` is told by each shipment alone: all that were not called off have to have arrived.
 * Throws Failure `bad-data` for a value that no table knows: a guess would be shown to people as a fact.
 */
export function orderStatus(
  order: Statuses,
  shipments: readonly Pick<Shipment, 'status'>[],
): OrderStatus {
  const financial = order.displayFinancialStatus ?? 'PENDING';
  const paid = lookUp(payment, 'displayFinancialStatus', financial);
  const returned = lookUp(returns, 'returnStatus', order.returnStatus);
  const shipped = lookUp(fulfillment, 'displayFulfillmentStatus', order.displayFulfillmentStatus);
  if (order.cancelledAt) return 'cancelled';
  const arrived = shipped === 'shipped' && allDelivered(shipments) ? 'delivered' : shipped;
  return refunds[financial] ?? returned ?? arrived ?? paid ?? 'open';
}

function allDelivered(shipments: readonly Pick<Shipment, 'status'>[]): boolean {
  const sent = shipments.filter(({ status }) => status !== 'cancelled');
  return sent.length > 0 && sent.every(({ status }) => status === 'delivered');
}

function lookUp(table: Table, field: string, value: string): OrderStatus | null {
  const found = Object.hasOwn(table, value) ? table[value] : undefined;
  if (found !== undefined) return found;
  throw new Failure(`${field} has the unknown value "${value.slice(0, 60)}"`, {
    kind: 'bad-data',
    action: 'Report the value: Orderlens has to learn it.',
  });
}
