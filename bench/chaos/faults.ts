import { setTimeout as wait } from 'node:timers/promises';
import type { Fault as ProxyFault, FaultProxy } from '../../sandbox/faults/index.ts';
import { answers, type OrgFaults } from '../../sandbox/local-org/faults/index.ts';
import type { Random } from '../../sandbox/random.ts';
import { signWebhook, type Fault as ShopFault } from '../../sandbox/shops/shopify/index.ts';
import type { Twist } from '../operation/door.ts';
import type { Replica } from '../operation/replica.ts';
import { storeId, storeKey, type Operation } from '../operation/operation.ts';
import type { Databases } from './database.ts';

export interface Stage {
  readonly operation: Operation;
  readonly org: OrgFaults;
  readonly proxy: FaultProxy;
  /** The next requests to the shop, one each. */
  readonly shopFaults: ShopFault[];
  readonly databases: Databases;
  readonly random: Random;
  /** Starts a middleware, which is kept running. */
  start(): Promise<Replica>;
}

export const leaseSeconds = 4;

/** Makes one thing go wrong; settles when it has. */
type Mischief = (stage: Stage) => Promise<void> | void;

const some = ({ random }: Stage, most: number): number => random.between(1, most);

function atOrg(make: (stage: Stage) => Omit<ProxyFault, 'path'> & { path?: RegExp }): Mischief {
  return (stage) => void stage.proxy.plan({ path: /\/services\//, ...make(stage) });
}

function atShop(fault: ShopFault): Mischief {
  return (stage) => {
    for (let count = some(stage, 3); count > 0; count -= 1) stage.shopFaults.push(fault);
  };
}

function atDoor(twist: (stage: Stage) => Twist): Mischief {
  return async (stage) => {
    const { door } = stage.operation;
    door.twist = () => twist(stage);
    await wait(1500);
    door.twist = () => ({ kind: 'pass' });
  };
}

const throttled = {
  errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
};

/** By kind: everything that may go wrong in a round. */
export const mischiefs: Readonly<Record<string, Mischief>> = {
  'middleware killed': async (stage) => {
    const { replicas } = stage.operation;
    await stage.random.pick<Replica | undefined>(replicas)?.end('SIGKILL');
    await wait(stage.random.next() * 500);
    await stage.start();
  },
  'middleware stopped': async (stage) => {
    await stage.operation.replicas[0]?.end('SIGTERM');
    await stage.start();
  },
  'org: 429': atOrg((stage) => ({ effect: answers.tooManyRequests(1), times: some(stage, 3) })),
  'org: 503': atOrg((stage) => ({ effect: answers.unavailable(), times: some(stage, 4) })),
  'org: 500': atOrg((stage) => ({ effect: answers.serverError(), times: some(stage, 4) })),
  'org: expired token': atOrg(() => ({ effect: answers.expiredSession() })),
  'org: no requests left': atOrg((stage) => ({
    effect: answers.requestLimit(),
    times: some(stage, 2),
  })),
  'org: no answer': atOrg(() => ({ effect: { kind: 'hang' } })),
  'org: late': atOrg((stage) => ({ effect: { kind: 'delay', ms: 1000 }, times: some(stage, 3) })),
  'org: answer lost': atOrg((stage) => ({
    effect: { kind: 'lose-answer' },
    times: some(stage, 2),
  })),
  'org: upload cut': atOrg(() => ({
    method: 'PUT',
    effect: { kind: 'reset-request', afterBytes: 5000 },
  })),
  'org: download cut': atOrg(() => ({
    path: /Results|query/,
    effect: { kind: 'reset-response', afterBytes: 200 },
  })),
  'org: results cut short': atOrg(() => ({
    path: /successfulResults|failedResults/,
    effect: { kind: 'truncate', afterBytes: 120 },
  })),
  'org: job failed': ({ org }) => void org.planJob({ kind: 'ingest', fate: 'fails' }),
  'org: job aborted': ({ org }) => void org.planJob({ kind: 'ingest', fate: 'aborted' }),
  'org: job stuck': async ({ org }) => {
    const stuck = org.planJob({ kind: 'ingest', fate: 'stays' });
    await wait(1200);
    stuck.release();
  },
  'org: rows locked': async (stage) => {
    const { operation, org, random } = stage;
    const ids = [...operation.shop.store.orders.keys()];
    const held = Array.from({ length: 5 }, () => {
      const id = random.pick<string | undefined>(ids);
      const record = { External_Id__c: `${storeId}:${id}` };
      return org.lockRow({ object: 'Commerce_Order__c', record, times: Infinity });
    });
    await wait(1000);
    for (const lock of held) lock.release();
  },
  'shop: 429': atShop({ status: 429, headers: { 'Retry-After': '1' }, body: {} }),
  'shop: 503': atShop({ status: 503, body: 'down' }),
  'shop: 500': atShop({ status: 500, body: 'oops' }),
  'shop: throttled': atShop({ status: 200, body: throttled }),
  'shop: late': atShop({ delayMs: 800 }),
  'shop: answer cut': atShop({ breakAfterBytes: 300 }),
  'shop: bulk operation failed': ({ operation }) =>
    operation.shop.failNextBulk({ errorCode: 'INTERNAL_SERVER_ERROR', afterRootObjects: 20 }),
  'deliveries: twice': atDoor(() => ({ kind: 'twice' })),
  'deliveries: late, out of order': atDoor(({ random }) =>
    random.chance(0.5) ? { kind: 'late', ms: 300 + random.next() * 1500 } : { kind: 'pass' },
  ),
  'deliveries: not taken': atDoor(({ random }) =>
    random.chance(0.5) ? { kind: 'refused' } : { kind: 'pass' },
  ),
  'deliveries: forged': forge,
};

/** Only where there is a server, and so several replicas. */
export const atServer: Readonly<Record<string, Mischief>> = {
  /** Its sessions end, and it comes up again. */
  'database restarted': async ({ databases, random }) => databases.restart?.(random.next() * 800),
  /** Others take over its stores; then it wakes up and goes on where it was. */
  'middleware frozen past its lease': async ({ operation: { replicas }, random }) => {
    const frozen = random.pick<Replica | undefined>(replicas);
    frozen?.freeze();
    await wait(leaseSeconds * 1000 + random.next() * 1000);
    frozen?.thaw();
  },
};

/** Signed by somebody who does not know the secret. Throws where one is taken. */
async function forge({ operation }: Stage): Promise<void> {
  const body = JSON.stringify({ id: 1, admin_graphql_api_id: 'gid://shopify/Order/1' });
  for (const { url } of operation.replicas) {
    const answer = await fetch(`${url}/webhooks/${storeKey}`, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Topic': 'orders/delete',
        'X-Shopify-Hmac-SHA256': signWebhook(body, 'not the secret'),
        'X-Shopify-Shop-Domain': operation.shop.store.shop.domain,
        'X-Shopify-Webhook-Id': 'forged',
      },
      signal: AbortSignal.timeout(5000),
    }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) throw new Error('A forged delivery was taken');
  }
}
