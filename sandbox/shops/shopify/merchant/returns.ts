import Big from 'big.js';
import { refundOf, type Return } from '../../charges.ts';
import type { StoredLine, StoredOrder } from '../records.ts';
import { inputOf, Refused, type Desk } from './desk.ts';
import { checked, quantities, type Part } from './parcels.ts';

const neverPaid = new Set(['AUTHORIZED', 'EXPIRED', 'PENDING', 'VOIDED']);

/** How many of each line have not been paid back. */
export function toRefund({ lines, refunds, financialStatus }: StoredOrder): Part[] {
  if (neverPaid.has(financialStatus)) return [];
  const back = quantities(refunds);
  return lines
    .map(({ id, quantity }) => ({ lineId: id, quantity: quantity - (back.get(id) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

/** Pays back so many of some lines; without `parts` all that is left, postage included. */
export function refund(
  desk: Desk,
  orderId: string,
  { parts, note = null }: { parts?: readonly Part[] | undefined; note?: string | null } = {},
): StoredOrder {
  const order = desk.order(orderId);
  return desk.store.upsertOrder(refunded(desk, order, parts, note));
}

function refunded(
  desk: Desk,
  order: StoredOrder,
  parts: readonly Part[] | undefined,
  note: string | null,
) {
  if (neverPaid.has(order.financialStatus)) throw new Refused(`${order.name} was never paid for.`);
  const left = new Big(order.total).minus(order.refunded);
  const open = toRefund(order);
  if (left.lte(0)) throw new Refused(`${order.name} has been paid back already.`);
  const returns = returnsOf(order, parts ? checked(order, parts, open, 'be paid back') : open);
  const { lines, amount } = refundOf(order, returns);
  const paid = parts && left.gt(amount) ? new Big(amount) : left;
  const input = inputOf(order);
  const made = {
    id: desk.nextId('refund'),
    createdAt: desk.now,
    note,
    amount: paid.toFixed(2),
    lines: returns.map(({ line, quantity }, index) => ({
      id: desk.nextId('refund line'),
      lineId: line.id,
      quantity,
      amount: lines[index]!,
    })),
  };
  return {
    ...input,
    refunds: [...(input.refunds ?? []), made],
    financialStatus: paid.eq(left) ? ('REFUNDED' as const) : ('PARTIALLY_REFUNDED' as const),
  };
}

function returnsOf({ lines }: StoredOrder, parts: readonly Part[]): Return<StoredLine>[] {
  return parts.map(({ lineId, quantity }) => ({
    line: lines.find(({ id }) => id === lineId)!,
    quantity,
  }));
}

/** Calls an order off; what was paid for it goes back, unless `refund` is false. */
export function cancel(
  desk: Desk,
  orderId: string,
  { refund: back = true }: { readonly refund?: boolean } = {},
): StoredOrder {
  const order = desk.order(orderId);
  if (order.cancelledAt !== null) throw new Refused(`${order.name} is cancelled already.`);
  if (order.fulfillments.some(({ status }) => status === 'SUCCESS')) {
    throw new Refused(`${order.name} has been sent and cannot be cancelled. Refund it instead.`);
  }
  const cancelled = { cancelledAt: desk.now };
  if (neverPaid.has(order.financialStatus)) {
    return desk.store.upsertOrder({ ...inputOf(order), ...cancelled, financialStatus: 'VOIDED' });
  }
  const left = new Big(order.total).gt(order.refunded);
  const input = back && left ? refunded(desk, order, undefined, 'Cancelled') : inputOf(order);
  return desk.store.upsertOrder({ ...input, ...cancelled });
}
