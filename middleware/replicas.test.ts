import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { middlewareCommand } from '../scripts/middleware.ts';
import { startLocalOrg, type LocalOrg } from '../sandbox/local-org/index.ts';
import { signWebhook, startShop, type Shop } from '../sandbox/shops/shopify/index.ts';
import { orderSeed, smallSeed } from '../sandbox/shops/shopify/testing.ts';
import { queried, startServer, type TestServer } from './store/fixtures/server.ts';

const clientSecret = 'org secret';
const keys = ['a', 'b', 'c', 'd'] as const;
type Key = (typeof keys)[number];
const ordersAtFirst = 5;
/** On a machine with nothing else to do it takes a few seconds. */
const patienceMs = 90_000;

interface Replica {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  log: string;
}

const { PATH, NODE_COMPILE_CACHE } = process.env;
const inherited = { PATH, NODE_COMPILE_CACHE };

let folder: string;
let org: LocalOrg;
let server: TestServer;
let databaseUrl: string;
const shops = new Map<Key, Shop>();
const replicas: Replica[] = [];

before(async () => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'orderlens-replicas-'));
  [org, server] = await Promise.all([startLocalOrg({ clientSecret }), startServer()]);
  databaseUrl = await server.freshDatabase();
  const stores: Record<string, unknown> = {};
  for (const key of keys) {
    const shop = await startShop({ seed: smallSeed(ordersAtFirst) });
    shops.set(key, shop);
    const settings = {
      ...{ domain: 'sandbox-shop.myshopify.com', baseUrl: shop.url },
      ...{ accessToken: '$SHOPIFY_TOKEN', webhookSecrets: ['$SHOPIFY_SECRET'] },
    };
    stores[key] = { platform: 'shopify', settings };
  }
  fs.writeFileSync(path.join(folder, 'stores.json'), JSON.stringify({ stores }));
});
after(async () => {
  for (const { child } of replicas) child.kill('SIGKILL');
  await Promise.all(replicas.map(({ ended }) => ended));
  await Promise.all([org.close(), server.stop(), ...[...shops.values()].map((one) => one.close())]);
  fs.rmSync(folder, { recursive: true, force: true });
});

function start(): Replica {
  const [shop] = shops.values();
  const env = {
    ...inherited,
    ...{ DATABASE_URL: databaseUrl, PORT: '0' },
    ...{ SALESFORCE_LOGIN_URL: org.url, SALESFORCE_CLIENT_ID: org.clientId },
    ...{ SALESFORCE_CLIENT_SECRET: clientSecret, SHOPIFY_TOKEN: shop!.accessToken },
    ...{ SHOPIFY_SECRET: shop!.clientSecret, STORES_FILE: path.join(folder, 'stores.json') },
    DATA_DIR: path.join(folder, `data${replicas.length}`),
    // Nothing is found by looking at the shops again: only webhooks and takeovers bring what is new.
    ...{ POLL_SECONDS: '3600', REQUEST_POLL_SECONDS: '60', LEASE_SECONDS: '3', STOP_SECONDS: '10' },
  };
  const child = spawn(process.execPath, middlewareCommand('main'), {
    ...{ env, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const replica: Replica = { child, ended: once(child, 'exit'), log: '' };
  child.stdout!.on('data', (chunk: Buffer) => (replica.log += chunk.toString()));
  replicas.push(replica);
  return replica;
}

const living = () =>
  replicas.filter(({ child }) => child.exitCode === null && child.signalCode === null);

async function eventually(what: string, isSo: () => Promise<boolean> | boolean): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < patienceMs) {
    if (await isSo()) return Math.round(performance.now() - started);
    await wait(50);
  }
  assert.fail(`${what}\n${replicas.map(({ log }, index) => `--- ${index}\n${log}`).join('\n')}`);
}

const rows = (text: string) => queried(databaseUrl, text);

/** How many stores each owner has, and agents' requests for one. */
async function shares(): Promise<number[]> {
  const found = await rows(
    'select owner, count(*) as held from store_lease where expires_at > now() group by owner',
  );
  return found.map(({ held }) => Number(held)).sort();
}

const isShared = (...expected: number[]) =>
  eventually(`The stores are not shared out as ${expected.join(', ')}`, async () => {
    return JSON.stringify(await shares()) === JSON.stringify(expected);
  });

async function ordersInOrg(): Promise<string[]> {
  const soql = 'SELECT External_Id__c FROM Commerce_Order__c ORDER BY External_Id__c';
  const url = `${org.url}/services/data/v66.0/query?q=${encodeURIComponent(soql)}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${org.accessToken}` } });
  const { records } = (await answer.json()) as { records: { External_Id__c: string }[] };
  return records.map((record) => record.External_Id__c);
}

const expected = new Set(
  keys.flatMap((key) =>
    Array.from({ length: ordersAtFirst }, (_, index) => `shopify:${key}:${1001 + index}`),
  ),
);

const allAreThere = () =>
  eventually('Orders are missing', async () => {
    return (await ordersInOrg()).length === expected.size;
  });

let orders = 500;
/** A new order, of which nobody is told. */
function place(key: Key): string {
  orders += 1;
  const at = new Date().toISOString();
  shops.get(key)!.upsertOrder(orderSeed(orders, { createdAt: at, updatedAt: at, processedAt: at }));
  expected.add(`shopify:${key}:1${orders}`);
  return `1${orders}`;
}

async function tell({ log }: Replica, key: Key, id: string): Promise<number> {
  const url = /"url":"([^"]+)","org"/.exec(log)![1]!;
  const body = JSON.stringify({ id: Number(id) });
  const answer = await fetch(`${url}/webhooks/${key}`, {
    method: 'POST',
    body,
    headers: {
      'X-Shopify-Hmac-SHA256': signWebhook(body, shops.get(key)!.clientSecret),
      'X-Shopify-Shop-Domain': 'sandbox-shop.myshopify.com',
      'X-Shopify-Topic': 'orders/updated',
      'X-Shopify-Webhook-Id': `${key} ${id}`,
    },
  });
  return answer.status;
}

const owns = ({ log }: Replica, key: Key) =>
  log.includes(`"store":"shopify:${key}","msg":"Store taken over"`);

describe('three replicas on one server', () => {
  it('share the stores evenly, and read each of them once', async () => {
    start();
    await eventually('The first is not up', () => replicas[0]!.log.includes('Orderlens is up'));
    start();
    start();
    await isShared(1, 2, 2);
    await allAreThere();
    assert.deepEqual(await ordersInOrg(), [...expected].sort());
  });

  it('tell the owner of a webhook that came to another', async (t) => {
    const key = keys.find((one) => replicas.some((replica) => !owns(replica, one)))!;
    const stranger = replicas.find((replica) => !owns(replica, key))!;
    assert.equal(await tell(stranger, key, place(key)), 200);
    t.diagnostic(
      `from a replica that does not own the store into the org: ${await allAreThere()} ms`,
    );
  });

  it('take over the stores of one that is killed', async (t) => {
    const victim = replicas.find((replica) => keys.some((key) => owns(replica, key)))!;
    for (const key of keys) place(key);
    victim.child.kill('SIGKILL');
    await victim.ended;
    for (const key of keys) {
      const id = place(key);
      await tell(living()[0]!, key, id);
    }
    t.diagnostic(`shared out anew after ${await isShared(2, 3)} ms`);
    for (const key of keys) await tell(living()[0]!, key, place(key));
    await lookAtAll();
    await allAreThere();
  });

  it('outlive a restart of the server', async (t) => {
    if (!server.restart) return t.skip('the server is not ours to restart');
    const before = living().length;
    for (const key of keys) place(key);
    await server.restart(4000);
    await isShared(2, 3);
    await lookAtAll();
    await allAreThere();
    assert.equal(living().length, before);
  });

  it('hand over at once when one is stopped', async (t) => {
    const [leaving] = living();
    const told = performance.now();
    leaving!.child.kill('SIGTERM');
    const [code] = (await leaving!.ended) as [number | null];
    assert.equal(code, 0);
    t.diagnostic(`stopped after ${Math.round(performance.now() - told)} ms`);
    t.diagnostic(`with the other after ${await isShared(5)} ms`);
    for (const key of keys) place(key);
    await lookAtAll();
    await allAreThere();
    assert.deepEqual(await ordersInOrg(), [...expected].sort(), 'nothing is lost or there twice');
  });

  it('never read a model of a store at the same time', async () => {
    const overlapping = await rows(
      `select a.store, a.model, a.started_at, a.ended_at, b.started_at as other from run a join run b
       on a.org = b.org and a.store = b.store and a.model = b.model and a.id <> b.id
       and a.started_at <= b.started_at and coalesce(a.ended_at, 'z') > b.started_at`,
    );
    assert.deepEqual(overlapping, []);
  });
});

/** As `orderlens sync` does it, by whichever replica is asked. */
async function lookAtAll(): Promise<void> {
  const index = replicas.indexOf(living().at(-1)!);
  const service = JSON.parse(
    fs.readFileSync(path.join(folder, `data${index}`, 'service.json'), 'utf8'),
  ) as { url: string; token: string };
  const answer = await fetch(`${service.url}/admin/sync`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(answer.status, 202);
}
