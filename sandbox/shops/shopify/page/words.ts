import type { StoredCheckout, StoredOrder, StoredShop } from '../records.ts';
import { html, type Html } from './html.ts';

/** How a shop writes money and times: British English, its own zone. */
export interface Words {
  money(amount: string, currency: string): string;
  time(instant: string): Html;
}

export function wordsOf({ timeZone }: StoredShop): Words {
  const time = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
  const formats = new Map<string, Intl.NumberFormat>();
  return {
    money: (amount, currency) => {
      let format = formats.get(currency);
      if (!format) {
        format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
        formats.set(currency, format);
      }
      // Text, not a number: exact to the last penny.
      return format.format(amount as `${number}`);
    },
    time: (instant) =>
      html`<time datetime="${instant}">${time.format(new Date(instant)).replace(',', '')}</time>`,
  };
}

type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'plain';

/** A word, a colour and a sign, so that no state is told by colour alone. */
function chip(tone: Tone, sign: string, word: string): Html {
  return html`<span class="chip ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

const payment: Readonly<Record<string, Html>> = {
  PAID: chip('good', '✓', 'Paid'),
  PARTIALLY_PAID: chip('warn', '◐', 'Partly paid'),
  PENDING: chip('warn', '…', 'Payment pending'),
  AUTHORIZED: chip('warn', '…', 'Authorised'),
  EXPIRED: chip('bad', '!', 'Payment failed'),
  VOIDED: chip('plain', '–', 'Not charged'),
  PARTIALLY_REFUNDED: chip('warn', '↩', 'Partly refunded'),
  REFUNDED: chip('plain', '↩', 'Refunded'),
};
const sending: Readonly<Record<string, Html>> = {
  UNFULFILLED: chip('plain', '○', 'Not sent'),
  IN_PROGRESS: chip('busy', '…', 'Being packed'),
  ON_HOLD: chip('warn', '‖', 'On hold'),
  SCHEDULED: chip('busy', '…', 'Scheduled'),
  PARTIALLY_FULFILLED: chip('busy', '◐', 'Partly sent'),
  FULFILLED: chip('busy', '→', 'Sent'),
  RESTOCKED: chip('plain', '↩', 'Restocked'),
};
const delivered = chip('good', '●', 'Delivered');

export function orderChips(order: StoredOrder): Html {
  const { cancelledAt, financialStatus, fulfillmentStatus, fulfillments } = order;
  const arrived =
    fulfillmentStatus === 'FULFILLED' &&
    fulfillments.length > 0 &&
    fulfillments.every(({ deliveredAt }) => deliveredAt !== null);
  return html`${cancelledAt !== null && chip('bad', '✕', 'Cancelled')} ${payment[financialStatus]}
  ${arrived ? delivered : sending[fulfillmentStatus]}`;
}

export function cartChip({ completedAt }: StoredCheckout): Html {
  return completedAt === null ? chip('warn', '○', 'Open') : chip('good', '✓', 'Bought');
}
