import { refundOf, totalOf, type Return } from '../charges.ts';
import { day } from './calendar.ts';
import type { Order } from './orders.ts';

type Refund = NonNullable<Order['refunds']>[number];
type Line = Order['lines'][number];

/** Money back so many days after the order, or now. */
export function refundFor(
  order: Order,
  returns: readonly Return<Line>[],
  {
    note,
    now,
    after,
    all = false,
  }: { readonly note: string; readonly now: Date; readonly after: number; readonly all?: boolean },
): Refund {
  const { lines, amount } = refundOf(order, returns);
  const at = Math.min(now.getTime(), Date.parse(order.processedAt) + after * day);
  return {
    id: `6${order.id.slice(1)}`,
    createdAt: new Date(at).toISOString(),
    note,
    amount: all ? totalOf(order) : amount,
    lines: returns.map(({ line, quantity }, index) => ({
      id: `6${line.id.slice(1)}`,
      lineId: line.id,
      quantity,
      amount: lines[index]!,
    })),
  };
}
