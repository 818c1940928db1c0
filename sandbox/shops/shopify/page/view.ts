import type { StoredCheckout, StoredOrder } from '../records.ts';
import type { ShopStore } from '../store.ts';
import type { Webhooks } from '../webhooks/index.ts';
import { cartCard, orderCard } from './cards.ts';
import { composer } from './composer.ts';
import { html, type Html } from './html.ts';
import { latest, nameOf, type Asked } from './look.ts';
import { wordsOf, type Words } from './words.ts';

/** What came of the last thing done. */
export interface Outcome {
  readonly good: boolean;
  readonly text: string;
}

export function pageOf(
  store: ShopStore,
  webhooks: Webhooks,
  asked: Asked,
  outcome: Outcome | undefined,
): string {
  const words = wordsOf(store.shop);
  const { name } = store.shop;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${name}: simulated shop</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/shop.css" />
        <script src="/shop.js" defer></script>
      </head>
      <body data-currency="${store.shop.currency}">
        <header>
          <h1>${name}</h1>
          <p>
            A simulated Shopify shop. What you do here, the panels in Salesforce show within
            seconds.
          </p>
        </header>
        <main>
          ${outcome && told(outcome)} ${composer(store, asked, words)}
          <div class="lists">
            ${finder(store, asked)}
            ${list('Orders', 'orders', latest(store.orders.values(), store, asked), (order) =>
              orderCard(order, store, asked, words),
            )}
            ${list('Carts', 'carts', latest(store.checkouts.values(), store, asked), (cart) =>
              cartCard(cart, store, asked, words),
            )}
          </div>
        </main>
        <footer>${webhookLine(webhooks, words)}</footer>
      </body>
    </html>`.text;
}

function told({ good, text }: Outcome): Html {
  const role = good ? 'status' : 'alert';
  return html`<p class="told ${good ? 'good' : 'bad'}" role="${role}" tabindex="-1" data-told>
    <span aria-hidden="true">${good ? '✓' : '!'}</span> ${text}
  </p>`;
}

function finder({ customers }: ShopStore, { search, customerId }: Asked): Html {
  const customer = customerId === null ? undefined : customers.get(customerId);
  return html`<form class="finder" role="search">
    <label
      >Find
      <input type="search" name="q" value="${search}" placeholder="number, name or e-mail address"
    /></label>
    ${customer && html`<input type="hidden" name="customer" value="${customer.id}" />`}
    <button>Find</button>
    ${customer && html`<span class="of">Only what is of <strong>${nameOf(customer, null)}</strong></span>`}
    ${(customer || search !== '') && html`<a href="/">Show all</a>`}
  </form>`;
}

function list<R extends StoredOrder | StoredCheckout>(
  title: string,
  what: string,
  { records, all }: { readonly records: readonly R[]; readonly all: number },
  card: (record: R) => Html,
): Html {
  const count = all.toLocaleString('en-GB');
  return html`<section aria-labelledby="${what}">
    <h2 id="${what}">
      ${title}
      <span class="count"
        >${all > records.length ? `latest ${records.length} of ${count}` : count}</span
      >
    </h2>
    ${records.length === 0 ? html`<p class="hint">None here.</p>` : records.map(card)}
  </section>`;
}

function webhookLine({ subscriptions, deliveries }: Webhooks, { time }: Words): Html {
  const count = [...subscriptions.values()].length;
  const last = deliveries.at(-1);
  if (count === 0) return html`<p>Nobody has subscribed to this shop’s webhooks.</p>`;
  const happened = { pending: 'on its way', delivered: 'taken', failed: 'given up' } as const;
  return html`<p>
    ${count} webhook subscriptions.
    ${
      last &&
      html`Last delivery: ${last.headers['X-Shopify-Topic']}
      ${time(last.headers['X-Shopify-Triggered-At']!)}, ${happened[last.state]}.`
    }
  </p>`;
}
