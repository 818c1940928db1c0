import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import express, { Router, type RequestHandler, type Response } from 'express';
import { Refused, type Merchant } from '../merchant/index.ts';
import type { ShopStore } from '../store.ts';
import type { Webhooks } from '../webhooks/index.ts';
import { comeBack, compose, orderActions, type Done, type Fields } from './actions.ts';
import { pageOf, type Outcome } from './view.ts';

export interface PageOptions {
  readonly store: ShopStore;
  readonly merchant: Merchant;
  readonly webhooks: Webhooks;
}

const folder = fileURLToPath(new URL('./assets', import.meta.url));

/** The shop's page for a person, at `/`: what customers do in a shop, and what its merchant does. */
export function shopPage({ store, merchant, webhooks }: PageOptions): Router {
  const router = Router();
  const outcomes = new Outcomes();
  router.use(['/', '/act', '/shop.css', '/shop.js'], onlyThisMachine);
  router.get('/', (request, response) => {
    const text = (name: string) => String(request.query[name] ?? '');
    const customer = (name: string) => (store.customers.has(text(name)) ? text(name) : null);
    const asked = {
      search: text('q'),
      customerId: customer('customer'),
      buyerId: customer('buyer') ?? customer('customer'),
      cartId: text('cart') || null,
      open: text('open') || null,
    };
    response.type('html').send(pageOf(store, webhooks, asked, outcomes.take(text('told'))));
  });
  router.get(['/shop.css', '/shop.js'], (request, response) =>
    response.sendFile(request.path.slice(1), { root: folder }),
  );
  const form = express.urlencoded({ extended: false, limit: '1mb' });
  const act = (work: (fields: Fields, id: string, what: string) => Done): RequestHandler => {
    return (request, response) => {
      const { id = '', what = '' } = request.params as Readonly<Record<string, string>>;
      const outcome = attempt(() => work((request.body ?? {}) as Fields, id, what));
      goBack(response, { ...outcome, told: outcomes.keep(outcome) });
    };
  };
  router.post(
    '/act/orders',
    form,
    act((fields) => compose(merchant, fields, store)),
  );
  router.post(
    '/act/carts/:id',
    form,
    act((fields, id) => comeBack(merchant, id, fields, store)),
  );
  router.post(
    '/act/orders/:id/:what',
    form,
    act((fields, id, what) => {
      const action = Object.hasOwn(orderActions, what) ? orderActions[what] : undefined;
      if (!action) throw new Refused(`There is no such thing to do with an order: ${what}.`);
      return action(merchant, id, fields, store);
    }),
  );
  return router;
}

function attempt(work: () => Done): Outcome & Pick<Done, 'open' | 'buyer'> {
  try {
    return { good: true, ...work() };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { good: false, text: error.message, open: null };
  }
}

/** To the page itself, so that a reload does nothing a second time. */
function goBack(
  response: Response,
  { told, open, buyer }: { told: string } & Pick<Done, 'open' | 'buyer'>,
): void {
  const query = new URLSearchParams({ told, ...(open && { open }), ...(buyer && { buyer }) });
  response.redirect(303, `/?${query}`);
}

/** What is to be told after the page has been asked for again; once each. */
class Outcomes {
  readonly #kept = new Map<string, Outcome>();

  keep(outcome: Outcome): string {
    const key = randomUUID();
    this.#kept.set(key, outcome);
    if (this.#kept.size > 100) this.#kept.delete(this.#kept.keys().next().value!);
    return key;
  }

  take(key: string): Outcome | undefined {
    const outcome = this.#kept.get(key);
    this.#kept.delete(key);
    return outcome;
  }
}

const localHost = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/** Nobody logs in here, so that another site's page must not be able to change the shop, or a made-up name to read it. */
const onlyThisMachine: RequestHandler = (request, response, next) => {
  const host = request.get('host') ?? '';
  const origin = request.get('origin');
  const site = request.get('sec-fetch-site') ?? 'none';
  const ours =
    request.method === 'GET' ||
    ((origin === undefined || origin === `http://${host}`) &&
      (site === 'none' || site === 'same-origin'));
  if (!localHost.test(host) || !ours) {
    return void response.status(403).type('text').send('Only from this machine, by this page.');
  }
  response.set({
    'Content-Security-Policy':
      "default-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
  next();
};
