/**
 * The file's cancellations name no order. A cancellation's line becomes a refund of the most recent order that
 *
 * - is of the same customer (a guest's cancellation fits nothing),
 * - was placed before the cancellation, both timed by their first line,
 * - has the same stock code, and of it enough left for the whole line, on all its lines together.
 *
 * Of two orders placed at once it is the later in the file; cancellations are taken in the file's order, each using up
 * what it takes. All that one cancellation takes of one order is one refund, at the cancellation's own prices.
 */
import Big from 'big.js';

export interface Bought {
  readonly id: string;
  readonly customerId: string | null;
  /** The file's own clock time. */
  readonly local: string;
  readonly lines: readonly BoughtLine[];
}
interface BoughtLine {
  readonly sku: string;
  readonly quantity: number;
}
export interface Cancelled {
  /** `C536379` */
  readonly invoice: string;
  readonly customerId: string | null;
  readonly local: string;
  readonly sku: string;
  /** Positive. */
  readonly quantity: number;
  readonly unitPrice: string;
}
export interface Refund {
  /** The numbers of both, one after the other. */
  readonly id: string;
  readonly orderId: string;
  readonly local: string;
  readonly lines: RefundLine[];
}
interface RefundLine {
  /** Which of the order's lines, from 0. */
  readonly index: number;
  readonly quantity: number;
  readonly amount: string;
}

/** What is left of one stock code in one order. */
interface Stock {
  readonly order: Bought;
  readonly parts: { index: number; left: number }[];
}

/** Refunds by the order's number. */
export function matchRefunds(
  orders: Iterable<Bought>,
  cancellations: Iterable<Cancelled>,
): Map<string, Refund[]> {
  const stocks = stocksOf(orders);
  const refunds = new Map<string, Refund>();
  for (const cancelled of cancellations) {
    const stock = latestWith(stocks.get(keyOf(cancelled)) ?? [], cancelled);
    if (!stock) continue;
    const id = `${cancelled.invoice.slice(1)}${stock.order.id}`;
    const { local } = cancelled;
    const refund = refunds.get(id) ?? { id, orderId: stock.order.id, local, lines: [] };
    refunds.set(id, refund);
    refund.lines.push(...take(stock, cancelled));
  }
  return Map.groupBy(refunds.values(), ({ orderId }) => orderId);
}

/** By customer and code, oldest first. */
function stocksOf(orders: Iterable<Bought>): Map<string, Stock[]> {
  const byTime = [...orders].sort((a, b) => (a.local < b.local ? -1 : a.local > b.local ? 1 : 0));
  const stocks = new Map<string, Stock[]>();
  for (const order of byTime) {
    if (order.customerId === null) continue;
    for (const [index, { sku, quantity: left }] of order.lines.entries()) {
      const key = keyOf({ customerId: order.customerId, sku });
      const known = stocks.get(key) ?? [];
      stocks.set(key, known);
      const last = known.at(-1);
      if (last?.order === order) last.parts.push({ index, left });
      else known.push({ order, parts: [{ index, left }] });
    }
  }
  return stocks;
}

function keyOf({ customerId, sku }: { customerId: string | null; sku: string }): string {
  return `${customerId ?? 'guest'} ${sku}`;
}

function latestWith(stocks: readonly Stock[], { local, quantity }: Cancelled): Stock | undefined {
  if (quantity <= 0) return undefined;
  return stocks.findLast(
    ({ order, parts }) =>
      order.local < local && parts.reduce((sum, { left }) => sum + left, 0) >= quantity,
  );
}

/** From the order's lines in turn, as far as each reaches. */
function take({ parts }: Stock, { quantity, unitPrice }: Cancelled): RefundLine[] {
  const taken: RefundLine[] = [];
  let wanted = quantity;
  for (const part of parts) {
    const now = Math.min(wanted, part.left);
    if (now === 0) continue;
    part.left -= now;
    wanted -= now;
    const amount = new Big(unitPrice).times(now).toFixed();
    taken.push({ index: part.index, quantity: now, amount });
  }
  return taken;
}
