import Big from 'big.js';
import type { Order } from './orders.ts';

type Refund = NonNullable<Order['refunds']>[number];
type Line = Order['lines'][number];

/** Money back for `quantity` of a line, a week after the order or now. */
export interface Return {
  readonly line: Line;
  readonly quantity: number;
}

export function refundOf(
  order: Pick<Order, 'id' | 'processedAt'>,
  returns: readonly Return[],
  details: { readonly note: string; readonly now: Date; readonly extra?: string },
): Refund {
  const week = Date.parse(order.processedAt) + 7 * 24 * 3_600_000;
  const lines = returns.map(({ line, quantity }) => ({
    id: `6${line.id.slice(1)}`,
    lineId: line.id,
    quantity,
    amount: new Big(line.unitPrice).times(quantity).toFixed(2),
  }));
  const extra = new Big(details.extra ?? 0);
  return {
    id: `6${order.id.slice(1)}`,
    createdAt: new Date(Math.min(details.now.getTime(), week)).toISOString(),
    note: details.note,
    amount: lines.reduce((sum, { amount }) => sum.plus(amount), extra).toFixed(2),
    lines,
  };
}
