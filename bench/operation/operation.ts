import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startLocalOrg, type LocalOrg } from '../../sandbox/local-org/index.ts';
import { demoSeed } from '../../sandbox/shops/demo-data.ts';
import { startShop, type Shop, type ShopOptions } from '../../sandbox/shops/shopify/index.ts';
import { Door } from './door.ts';
import { Replica } from './replica.ts';

export const storeKey = 'giftshop';
/** External id of the store. */
export const storeId = `shopify:${storeKey}`;

export interface OperationOptions {
  readonly seed?: ShopOptions['seed'];
  /** Points a second of the shop's plan. */
  readonly plan: number;
  readonly onRequest?: ShopOptions['onRequest'];
  /** Of the org's Pub/Sub API; usual: it is there. */
  readonly pubsub?: { readonly keepAliveMs: number };
  /** More of the middleware's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A shop and an org in this process, and as many middlewares between them as are started, each a process of its own. */
export class Operation {
  readonly folder: string;
  readonly shop: Shop;
  readonly org: LocalOrg;
  readonly door: Door;
  readonly env: NodeJS.ProcessEnv;
  #replicas: Replica[] = [];
  #stopping = false;

  private constructor(folder: string, shop: Shop, org: LocalOrg, door: Door, more: object) {
    this.folder = folder;
    this.shop = shop;
    this.org = org;
    this.door = door;
    this.env = { ...process.env, ...settingsFor(folder, shop, org, door), ...more };
  }

  static async start(options: OperationOptions): Promise<Operation> {
    const { seed, plan, onRequest, pubsub = true, env = {} } = options;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-operation-'));
    const [shop, org, door] = await Promise.all([
      startShop({
        seed: seed ?? demoSeed({ now: new Date(), orders: 500 }),
        ...{ plan, webhooks: { sleep: soon } },
        ...(onRequest && { onRequest }),
      }),
      startLocalOrg({ clientSecret, pubsub }),
      Door.open(),
    ]);
    return new Operation(folder, shop, org, door, env);
  }

  get replicas(): readonly Replica[] {
    return this.#replicas.filter(({ isRunning }) => isRunning);
  }

  /** With `kept`, one that gives up by itself is started again, as a supervisor such as systemd does. */
  async startReplica(name: string, kept = false): Promise<Replica> {
    const replica = await Replica.start(this.env, path.join(this.folder, `${name}.log`));
    this.#replicas = [...this.replicas, replica];
    this.door.replicas = this.#replicas;
    if (kept) void this.#keep(replica, name);
    return replica;
  }

  async #keep(replica: Replica, name: string): Promise<void> {
    await replica.ended;
    if (replica.wasTold) return;
    await wait(250);
    if (!this.#stopping) await this.startReplica(name, true);
  }

  /** Until a middleware has read the shop to its end. */
  async firstRead(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (performance.now() < until) {
      for (const { url } of this.replicas) if (await hasChecked(url)) return;
      await wait(100);
    }
    throw new Error(`The shop was not read within ${withinMs / 1000} s: ${this.folder}`);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.replicas.map((replica) => replica.end(signal, 10_000)));
    await Promise.all([this.shop.close(), this.door.close()]);
    await this.org.close();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

async function hasChecked(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(5000);
  const answer = await fetch(`${url}/metrics`, { signal }).catch(() => null);
  return /^orderlens_checked_timestamp_seconds\{.*\} \d/m.test((await answer?.text()) ?? '');
}

const clientSecret = 'operation';

/**
 * Shopify's first repetition comes after about a minute, the others ever later, and after four hours it gives up and drops
 * the subscription. Here that is some 16 s: longer than a middleware takes to come up again beside much else.
 */
async function soon(ms: number, signal: AbortSignal): Promise<void> {
  await wait(Math.min(ms / 112, 2500), undefined, { signal });
}

function settingsFor(folder: string, shop: Shop, org: LocalOrg, door: Door) {
  const settings = {
    domain: shop.store.shop.domain,
    accessToken: '$SHOPIFY_TOKEN',
    webhookSecrets: ['$SHOPIFY_WEBHOOK_SECRET'],
    baseUrl: shop.url,
  };
  const storesFile = path.join(folder, 'stores.json');
  const ca = path.join(folder, 'pubsub.pem');
  fs.writeFileSync(ca, org.pubsubCertificate!);
  const giftshop = { platform: 'shopify', createContacts: true, createProducts: true, settings };
  fs.writeFileSync(storesFile, JSON.stringify({ stores: { [storeKey]: giftshop } }));
  return {
    SALESFORCE_LOGIN_URL: org.url,
    SALESFORCE_CLIENT_ID: org.clientId,
    SALESFORCE_CLIENT_SECRET: clientSecret,
    SHOPIFY_TOKEN: shop.accessToken,
    SHOPIFY_WEBHOOK_SECRET: shop.clientSecret,
    STORES_FILE: storesFile,
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: '',
    PUBLIC_URL: door.url,
    PUBSUB_URL: org.pubsubUrl!,
    PUBSUB_CA_FILE: ca,
    LOG_LEVEL: 'info',
  };
}
