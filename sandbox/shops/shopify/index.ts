import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Seed } from '../seed.ts';
import { BulkOperations, type BulkFault } from './bulk/operations.ts';
import { readReadyResults } from './bulk/ready.ts';
import type { ShopContext } from './fields/field.ts';
import { merchantOf, type Merchant } from './merchant/index.ts';
import { bulkPath, createApp, type Fault, type SeenRequest } from './server.ts';
import { ShopStore } from './store.ts';
import { Throttle } from './throttle.ts';
import { Webhooks, type WebhookOptions } from './webhooks/index.ts';

export type { BulkFault } from './bulk/operations.ts';
export type { Fault, SeenRequest } from './server.ts';
export { Refused, type Merchant } from './merchant/index.ts';
export type { ShopStore } from './store.ts';
export { signWebhook, type Delivery, type Webhooks } from './webhooks/index.ts';

export interface ShopOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** What is in the shop: a JSONL file (may end in .gz) or records. Absent: nothing. */
  readonly seed?: Seed;
  /** Folder with results of bulk operations that are given out as they are: bulk/ready.ts. */
  readonly bulkResults?: string;
  readonly name?: string;
  readonly currency?: string;
  readonly timeZone?: string;
  readonly accessToken?: string;
  /** Of the app: webhooks are signed with it. */
  readonly clientSecret?: string;
  /** For tests: how the time between two attempts at a webhook goes by, and how long a receiver may take. */
  readonly webhooks?: Pick<WebhookOptions, 'sleep' | 'timeoutMs'>;
  /** Points a second: 100 Standard, 200 Advanced, 1000 Plus, 2000 Enterprise. */
  readonly plan?: number;
  readonly scopes?: readonly string[];
  /** The shop's clock: timestamps, the 60-day window and the Date header. */
  readonly now?: () => Date;
  /** For tests: sees every request first and may spoil it. */
  readonly onRequest?: (request: SeenRequest) => Fault | undefined;
}

export interface Shop {
  /** `http://127.0.0.1:PORT`; the API is at `/admin/api/2026-10/graphql.json`, a page for a person at `/`. */
  readonly url: string;
  readonly accessToken: string;
  readonly clientSecret: string;
  readonly shopId: string;
  /** What is in the shop, to change it as a merchant would: `upsertOrder`, `upsertCustomer`, `removeOrder`. */
  readonly store: ShopStore;
  readonly webhooks: Webhooks;
  /** What a merchant, or a customer, does; webhooks tell of it. */
  readonly merchant: Merchant;
  readonly upsertOrder: ShopStore['upsertOrder'];
  readonly upsertCustomer: ShopStore['upsertCustomer'];
  readonly removeOrder: ShopStore['removeOrder'];
  /** For tests: the next bulk operation fails like this. */
  failNextBulk(fault: BulkFault): void;
  /** For tests: bulk operations started from now on wait, as CREATED, until the function it gives is called. */
  holdBulk(): () => void;
  close(): Promise<void>;
}

const allScopes = [
  'read_all_orders',
  'read_customer_merge',
  'read_customers',
  'read_fulfillments',
  'read_orders',
  'read_products',
];

/** Starts a simulated Shopify shop on 127.0.0.1. Throws where the seed does not fit, naming its line. */
export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const now = options.now ?? (() => new Date());
  const accessToken = options.accessToken ?? 'shpat_sandbox';
  const store = new ShopStore(emptyShop(options), now);
  if (options.seed !== undefined) await store.load(options.seed);
  let url = '';
  const ready =
    options.bulkResults === undefined ? undefined : readReadyResults(options.bulkResults);
  const bulk = new BulkOperations((file) => `${url}${bulkPath}/${file}`, ready);
  const clientSecret = options.clientSecret ?? 'shpss_sandbox';
  const webhooks = new Webhooks({ store, clientSecret, now, ...options.webhooks });
  store.onChange = (change) => webhooks.tell(change);
  const scopes = new Set(options.scopes ?? allScopes);
  const context: ShopContext = { store, scopes, bulk, webhooks, now };
  const throttle = new Throttle(options.plan ?? 100);
  const merchant = merchantOf(store, now);
  const { onRequest } = options;
  const app = createApp({ context, throttle, bulk, merchant, accessToken, onRequest });
  const server = app.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    accessToken,
    clientSecret,
    shopId: store.shop.id,
    store,
    webhooks,
    merchant,
    upsertOrder: (order) => store.upsertOrder(order),
    upsertCustomer: (customer) => store.upsertCustomer(customer),
    removeOrder: (id) => store.removeOrder(id),
    failNextBulk: (fault) => void (bulk.nextFault = fault),
    holdBulk: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      bulk.gate = promise;
      return () => {
        bulk.gate = undefined;
        resolve();
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await webhooks.close();
      await bulk.close();
    },
  };
}

function emptyShop({ name, currency, timeZone }: ShopOptions): ShopStore['shop'] {
  return {
    kind: 'Shop',
    id: '63001',
    name: name ?? 'Sandbox Shop',
    currency: currency ?? 'GBP',
    timeZone: timeZone ?? 'Europe/London',
    domain: 'sandbox-shop.myshopify.com',
  };
}
