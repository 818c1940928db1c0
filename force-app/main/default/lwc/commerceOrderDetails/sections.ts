import CANCELLED_ON from '@salesforce/label/c.Orderlens_Cancelled_On';
import CHANNEL from '@salesforce/label/c.Orderlens_Channel';
import DISCOUNT from '@salesforce/label/c.Orderlens_Discount';
import DISCOUNT_WITH from '@salesforce/label/c.Orderlens_Discount_With';
import FULFILLMENT from '@salesforce/label/c.Orderlens_Fulfillment';
import PAYMENT from '@salesforce/label/c.Orderlens_Payment';
import REFUNDED from '@salesforce/label/c.Orderlens_Refunded';
import SHIPPING from '@salesforce/label/c.Orderlens_Shipping';
import SHIP_TO from '@salesforce/label/c.Orderlens_Ship_To';
import SUBTOTAL from '@salesforce/label/c.Orderlens_Subtotal';
import TAX from '@salesforce/label/c.Orderlens_Tax';
import TOTAL from '@salesforce/label/c.Orderlens_Total';
import type { OrderDetails, PartLine } from 'c/commerceOrderData';
import { day, fill, moment, money, number } from 'c/commerceFormat';

export interface Entry {
  readonly name: string;
  readonly value: string;
  /** The hover's. */
  readonly exact: string | null;
}

export interface MoneyEntry {
  readonly name: string;
  readonly amount: string;
  readonly className: string;
}

export interface ShownRefund {
  readonly id: string;
  readonly amount: string | null;
  readonly date: string | null;
  readonly iso: string | null;
  readonly exact: string | null;
  readonly reason: string | null;
  readonly removed: boolean;
  readonly className: string;
  readonly lines: readonly {
    readonly id: string;
    readonly text: string;
    readonly amount: string;
  }[];
}

/** In the order of an invoice. What is nought says nothing, but for the sums. */
export function moneyOf(
  details: OrderDetails,
  orderCurrency: string | null,
  named: boolean,
): MoneyEntry[] {
  const currency = details.currency ?? orderCurrency;
  const entry = (name: string, amount: number | null, className = '') =>
    amount === null ? [] : [{ name, amount: money(amount, currency, named), className }];
  const unlessNought = (amount: number | null) => amount || null;
  const { discount, discountCodes, refunded } = details;
  const discountName =
    discountCodes === null
      ? DISCOUNT
      : fill(DISCOUNT_WITH, discountCodes.split(/[\s,;]+/).join(', '));
  return [
    ...entry(SUBTOTAL, details.subtotal),
    ...entry(discountName, discount ? -discount : null),
    ...entry(SHIPPING, unlessNought(details.shipping)),
    ...entry(TAX, unlessNought(details.tax)),
    ...entry(TOTAL, details.total, 'sum'),
    ...entry(REFUNDED, refunded ? -refunded : null),
  ];
}

export function refundsOf(
  details: OrderDetails,
  orderCurrency: string | null,
  named: boolean,
): ShownRefund[] {
  return details.refunds.map((refund) => {
    const currency = refund.currency ?? details.currency ?? orderCurrency;
    const price = (amount: number | null) =>
      amount === null ? null : money(amount, currency, named);
    return {
      id: refund.id,
      amount: price(refund.amount),
      date: refund.refundedAt && day(refund.refundedAt),
      iso: refund.refundedAt,
      exact: refund.refundedAt && moment(refund.refundedAt),
      reason: refund.reason,
      removed: refund.removed,
      className: refund.removed ? 'refund refund_removed' : 'refund',
      lines: refund.lines.map((line) => ({
        id: line.id,
        text: withQuantity(line),
        amount: price(line.amount) ?? '',
      })),
    };
  });
}

function withQuantity({ title, quantity }: PartLine): string {
  return quantity === null ? title : `${number(quantity)} × ${title}`;
}

export function aboutOf(details: OrderDetails): Entry[] {
  const { paymentStatus, fulfillmentStatus, cancelledAt, channel, shipTo } = details;
  const entry = (name: string, value: string | null, exact: string | null = null) =>
    value === null ? [] : [{ name, value, exact }];
  return [
    ...entry(PAYMENT, sentence(paymentStatus)),
    ...entry(FULFILLMENT, sentence(fulfillmentStatus)),
    ...entry(CANCELLED_ON, cancelledAt && day(cancelledAt), cancelledAt && moment(cancelledAt)),
    ...entry(CHANNEL, channel),
    ...entry(SHIP_TO, shipTo.length === 0 ? null : shipTo.join('\n')),
  ];
}

/** The shop's own words: `partially paid`, `PARTIALLY_PAID`. */
function sentence(words: string | null): string | null {
  if (words === null) return null;
  const plain = words.replaceAll('_', ' ').toLowerCase();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}
