import { discountCodes } from '../../charges.ts';
import type { StoredCheckout } from '../records.ts';
import type { ShopStore } from '../store.ts';
import { html, type Html } from './html.ts';
import { customersByName, nameOf, type Asked } from './look.ts';
import type { Words } from './words.ts';

const emptyRows = 3;

/** The form for a new order or cart, or for a cart that somebody comes back to. */
export function composer(store: ShopStore, asked: Asked, words: Words): Html {
  const cart = asked.cartId === null ? undefined : store.checkouts.get(asked.cartId);
  const rows = cart ? cart.lines.map(({ variantId, quantity }) => ({ variantId, quantity })) : [];
  const blank = Array.from({ length: cart ? 1 : emptyRows }, () => null);
  return html`<section class="card composer" aria-labelledby="composer">
    <h2 id="composer">${cart ? html`Cart ${cart.name}` : 'New order'}</h2>
    <form method="post" action="/act/${cart ? `carts/${cart.id}` : 'orders'}" data-composer>
      ${cart ? whose(store, cart) : buyer(store, asked)}
      <fieldset>
        <legend>In the cart</legend>
        <div data-rows>${[...rows, ...blank].map((row) => itemRow(store, words, row))}</div>
        <button type="button" class="quiet" data-add hidden>Add a product</button>
      </fieldset>
      ${terms()}
      <p class="total" data-total aria-live="polite" hidden></p>
      <div class="buttons">
        ${
          cart
            ? html`<button class="main" name="do" value="complete">Buy what is in it</button>
                <button name="do" value="change">Save the cart</button>
                <a href="/">Leave it</a>`
            : html`<button class="main" name="do" value="order">Place the order</button>
                <button name="do" value="abandon">Leave the cart</button>`
        }
      </div>
    </form>
  </section>`;
}

function whose({ customers }: ShopStore, { customerId, email }: StoredCheckout): Html {
  const customer = customerId === null ? undefined : customers.get(customerId);
  return html`<p>Of <strong>${nameOf(customer, email)}</strong></p>`;
}

function buyer(store: ShopStore, { buyerId }: Asked): Html {
  return html`<label
      >Customer
      <select name="customer" data-customer>
        <option value="">A guest</option>
        ${customersByName(store).map(
          (customer) =>
            html`<option value="${customer.id}" ${customer.id === buyerId && 'selected'}>
              ${nameOf(customer, null)}
            </option>`,
        )}
      </select></label
    >
    <label data-guest
      >Guest’s e-mail address
      <input type="email" name="email" autocomplete="off" placeholder="guest@example.com" />
    </label>`;
}

function itemRow(
  store: ShopStore,
  words: Words,
  row: { readonly variantId: string | null; readonly quantity: number } | null,
): Html {
  return html`<div class="item" data-row>
    <select name="variant" aria-label="Product">
      <option value="">– a product –</option>
      ${optionsOf(store, words, row?.variantId ?? null)}
    </select>
    <input
      type="number"
      name="quantity"
      aria-label="Quantity"
      min="0"
      max="100000"
      value="${row?.quantity ?? 1}"
      required
    />
  </div>`;
}

function optionsOf(store: ShopStore, words: Words, chosen: string | null): Html[] {
  const { currency } = store.shop;
  return [...store.products.values()]
    .filter(({ status }) => status === 'ACTIVE')
    .flatMap(({ title, variants }) =>
      variants.map(
        (variant) =>
          html`<option
            value="${variant.id}"
            data-price="${variant.price}"
            ${variant.id === chosen && 'selected'}
          >
            ${short(title)}${variants.length > 1 && `, ${variant.title}`} –
            ${words.money(variant.price, currency)}
          </option>`,
      ),
    );
}

const longest = 60;
const short = (title: string) =>
  title.length > longest ? `${title.slice(0, longest - 1).trimEnd()}…` : title;

function terms(): Html {
  return html`<div class="pair">
    <label
      >Discount code
      <select name="code">
        <option value="">none</option>
        ${Object.keys(discountCodes).map((code) => html`<option>${code}</option>`)}
      </select>
    </label>
    <label
      >Payment
      <select name="payment">
        <option value="paid">paid</option>
        <option value="pending">pending</option>
        <option value="failed">failed</option>
      </select>
    </label>
  </div>`;
}
