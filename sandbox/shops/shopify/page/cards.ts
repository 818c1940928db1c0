import { carrierNames, toSend, underWay } from '../merchant/parcels.ts';
import { toRefund } from '../merchant/returns.ts';
import type {
  StoredCheckout,
  StoredCheckoutLine,
  StoredFulfillment,
  StoredLine,
  StoredOrder,
} from '../records.ts';
import { multiply } from '../money.ts';
import type { ShopStore } from '../store.ts';
import { html, type Html } from './html.ts';
import { nameOf, type Asked } from './look.ts';
import { cartChip, orderChips, type Words } from './words.ts';

/** Lines that a card shows; an order of a thousand is sent and paid back as a whole. */
const shownLines = 12;

export function orderCard(order: StoredOrder, store: ShopStore, asked: Asked, words: Words): Html {
  const { currency } = order;
  return html`<details class="card" id="order-${order.id}" ${asked.open === order.id && 'open'}>
    <summary>
      <span class="number">${order.name}</span>
      <span class="who">${whoOf(order, store)}</span>
      <span class="amount">${words.money(order.total, currency)}</span>
      <span class="chips">${orderChips(order)}</span>
      <span class="when">${words.time(order.processedAt)}</span>
    </summary>
    <form method="post" action="/act/orders/${order.id}/ship">
      ${orderLines(order, words)}
      <p class="sums">${sums(order, words)}</p>
      ${order.fulfillments.length > 0 && parcels(order.fulfillments, words)} ${actions(order)}
    </form>
    <p class="more">
      <a
        href="/?customer=${order.customerId ?? ''}&amp;q=${
          order.customerId === null ? (order.email ?? '') : ''
        }"
        >Everything of ${whoOf(order, store)}</a
      >
    </p>
  </details>`;
}

function whoOf({ customerId, email }: StoredOrder | StoredCheckout, { customers }: ShopStore) {
  const customer = customerId === null ? undefined : customers.get(customerId);
  return customer ? nameOf(customer, email) : `${nameOf(undefined, email)} (guest)`;
}

function orderLines(order: StoredOrder, words: Words): Html {
  const unsent = new Map(toSend(order).map(({ lineId, quantity }) => [lineId, quantity]));
  const unpaid = new Map(toRefund(order).map(({ lineId, quantity }) => [lineId, quantity]));
  const lines = order.lines.slice(0, shownLines);
  const rest = order.lines.length - lines.length;
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col" class="figure">Quantity</th>
            <th scope="col" class="figure">Total</th>
            <th scope="col">Chosen</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map((line) => {
            const most = Math.max(unsent.get(line.id) ?? 0, unpaid.get(line.id) ?? 0);
            return html`<tr>
              ${lineCells(line, order.currency, words)}
              <td>
                ${
                  most > 0 &&
                  html`<input
                    type="number"
                    name="part-${line.id}"
                    value="0"
                    min="0"
                    max="${most}"
                    aria-label="How many of ${line.title}"
                  />`
                }
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    ${rest > 0 && html`<p class="hint">and ${rest} more lines</p>`}`;
}

function lineCells(line: StoredLine | StoredCheckoutLine, currency: string, words: Words): Html {
  return html`<td class="what">${line.title} <span class="sku">${line.sku}</span></td>
    <td class="figure">${line.quantity}</td>
    <td class="figure">${words.money(multiply(line.unitPrice, line.quantity), currency)}</td>`;
}

function sums(order: StoredOrder, words: Words): Html {
  const { discount, discountCodes, shipping, tax, refunded, currency } = order;
  const parts: readonly (readonly [string, string])[] = [
    [`discount ${discountCodes.join(', ')}`.trim(), discount],
    ['shipping', shipping],
    ['tax', tax],
    ['refunded', refunded],
  ];
  return html`${parts
    .filter(([, amount]) => Number(amount) !== 0)
    .map(([what, amount]) => html`<span>${what} ${words.money(amount, currency)}</span> `)}`;
}

function parcels(fulfillments: readonly StoredFulfillment[], words: Words): Html {
  return html`<ul class="parcels">
    ${fulfillments.map((parcel) => {
      const { trackingCompany, trackingNumber, deliveredAt } = parcel;
      const by = [trackingCompany, trackingNumber].filter(Boolean).join(' ');
      return html`<li>
        Parcel ${parcel.name}${by && ` by ${by}`}:
        ${deliveredAt === null ? html`on its way` : html`delivered ${words.time(deliveredAt)}`}
        ${
          underWay(parcel) &&
          html`<button
            name="parcel"
            value="${parcel.id}"
            formaction="${act(parcel.order, 'deliver')}"
          >
            Mark as delivered
          </button>`
        }
      </li>`;
    })}
  </ul>`;
}

const act = ({ id }: StoredOrder, what: string) => `/act/orders/${id}/${what}`;

function actions(order: StoredOrder): Html {
  const sendable = toSend(order).length > 0;
  const payable = toRefund(order).length > 0 && Number(order.total) > Number(order.refunded);
  const sent = order.fulfillments.some(({ status }) => status === 'SUCCESS');
  const button = (what: string, label: string, kind = '') =>
    html`<button class="${kind}" formaction="${act(order, what)}">${label}</button>`;
  const sure = (what: string, label: string) =>
    html`<button
      class="danger"
      formaction="${act(order, what)}"
      data-sure="${label} ${order.name}?"
    >
      ${label}
    </button>`;
  return html`${sendable && tracking(order)}
    <div class="buttons">
      ${sendable && html`${button('ship-all', 'Send all', 'main')} ${button('ship', 'Send chosen')}`}
      ${payable && html`${button('refund', 'Refund chosen')} ${button('refund-all', 'Refund all')}`}
      ${order.cancelledAt === null && !sent && sure('cancel', 'Cancel')} ${sure('delete', 'Delete')}
    </div>`;
}

function tracking({ id, fulfillments }: StoredOrder): Html {
  const number = `JD${id.slice(-8)}${fulfillments.length + 1}GB`;
  return html`<div class="pair">
    <label
      >Carrier
      <select name="carrier">
        ${carrierNames.map((name) => html`<option>${name}</option>`)}
        <option value="">none</option>
      </select>
    </label>
    <label>Tracking number <input name="tracking" value="${number}" autocomplete="off" /></label>
  </div>`;
}

export function cartCard(cart: StoredCheckout, store: ShopStore, asked: Asked, words: Words): Html {
  const open = cart.completedAt === null;
  return html`<details class="card" id="cart-${cart.id}" ${asked.open === cart.id && 'open'}>
    <summary>
      <span class="number">${cart.name}</span>
      <span class="who">${whoOf(cart, store)}</span>
      <span class="amount">${words.money(cart.total, cart.currency)}</span>
      <span class="chips">${cartChip(cart)}</span>
      <span class="when">${words.time(cart.completedAt ?? cart.updatedAt)}</span>
    </summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col" class="figure">Quantity</th>
            <th scope="col" class="figure">Total</th>
          </tr>
        </thead>
        <tbody>
          ${cart.lines.slice(0, shownLines).map(
            (line) =>
              html`<tr>
                ${lineCells(line, cart.currency, words)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      open &&
      html`<form method="post" action="/act/carts/${cart.id}" class="buttons">
        <button class="main" name="do" value="complete-as-is">Buy what is in it</button>
        <a class="button" href="/?cart=${cart.id}">Change it</a>
      </form>`
    }
  </details>`;
}
