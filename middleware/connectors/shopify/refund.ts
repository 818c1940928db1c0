import { dayIn } from '../../common/time.ts';
import type { Refund, RefundLine } from '../../model/index.ts';
import type { RawRefund } from './raw.ts';
import { bad, instant, refOf, textOrNull, titleOf, type MoneyReader } from './values.ts';

export interface RefundContext {
  readonly store: string;
  /** IANA; the shop's own. */
  readonly timeZone: string;
  /** Refuses another currency than the order's. */
  readonly money: MoneyReader;
}

/**
 * What was paid back is what the shop says it was, be it more than the order's total, or nothing because goods were
 * taken off an order that had not been paid. `at` is where in its order it stands: `refunds.0`.
 * Throws Failure `bad-data` that names the field.
 */
export function toRefund(raw: RawRefund, at: string, context: RefundContext): Refund {
  const { store, timeZone, money } = context;
  const refundedAt = instant(`${at}.processedAt`, raw.processedAt);
  const amount = money(`${at}.totalRefundedSet`, raw.totalRefundedSet);
  if (amount.amount.startsWith('-')) {
    throw bad(`${at}.totalRefundedSet`, amount.amount, 'is less than nothing');
  }
  return {
    ref: refOf(store, raw.id),
    refundedAt,
    refundedOn: dayIn(timeZone, refundedAt),
    amount,
    reason: textOrNull(raw.note),
    lines: raw.refundLineItems.map((line, index): RefundLine => ({
      ref: refOf(store, line.id),
      orderLine: line.lineItem ? refOf(store, line.lineItem.id) : null,
      sku: textOrNull(line.lineItem?.sku),
      title: titleOf(line.lineItem ?? { name: '' }),
      quantity: String(line.quantity),
      amount: money(`${at}.refundLineItems.${index}.subtotalSet`, line.subtotalSet),
    })),
  };
}
