import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startLocalOrg, type LocalOrg } from '../sandbox/local-org/index.ts';
import { signWebhook, startShop, type Shop } from '../sandbox/shops/shopify/index.ts';
import { customerSeed, productSeed } from '../sandbox/shops/shopify/testing.ts';
import { createLog } from './common/log.ts';
import type { StoreConfig } from './config.ts';
import { createApp } from './http/app.ts';
import { openService, type OpenService } from './open-service.ts';
import { io, openRuntime, openSources, type Runtime } from './runtime.ts';
import type { SalesforceConnection } from './salesforce/connection.ts';
import { openSalesforce } from './salesforce/login.ts';
import { query } from './salesforce/query.ts';
import { readyFolder } from './store/fixtures/ready-folder.ts';
import { createAdmin } from './sync/admin.ts';
import { createInbox } from './sync/inbox.ts';
import { EventWatch } from './sync/event-watch.ts';
import { createMetrics } from './sync/metrics.ts';
import { readStatus, type Status } from './sync/status.ts';

const clientSecret = 'org secret';
const token = 'token of the service';
const folder = await readyFolder('service');
const stop = new AbortController();
const lines: string[] = [];
/** A change is on the agent's screen soon after: on a machine with nothing else to do in well under three seconds. */
const soonMs = 60_000;

let org: LocalOrg;
let shop: Shop;
let runtime: Runtime;
let service: OpenService;
let admin: SalesforceConnection;
let url: string;
let ending: Promise<void>;

before(async () => {
  [org, shop] = await Promise.all([
    startLocalOrg({ clientSecret, pubsub: { keepAliveMs: 300 } }),
    startShop({ seed: [customerSeed, productSeed] }),
  ]);
  const settings = {
    domain: 'sandbox-shop.myshopify.com',
    ...{ baseUrl: shop.url, accessToken: shop.accessToken, webhookSecrets: [shop.clientSecret] },
  };
  const giftshop: StoreConfig = {
    ...{ key: 'giftshop', platform: 'shopify', settings, history: {} },
    ...{ createContacts: true, createProducts: true },
  };
  const salesforce = { loginUrl: org.url, clientId: org.clientId, clientSecret };
  const config = {
    ...{ salesforce, stores: [giftshop], database: { folder } },
    ...{ dataFolder: folder, spoolFolder: `${folder}/spool` },
    ...{ port: 0, host: '127.0.0.1', logLevel: 'info', publicUrl: null },
    ...{ pollSeconds: 3600, requestPollSeconds: 3600, leaseSeconds: 15, stopSeconds: 20 },
    events: { endpoint: org.pubsubUrl, ca: org.pubsubCertificate },
    apiReservePercent: 20,
    ...{ errorsMost: 100, logDays: 30 },
  };
  runtime = await openRuntime(config, { signal: stop.signal, claim: false });
  admin = await openSalesforce({ instanceUrl: org.url, accessToken: org.accessToken }, io);
  ending = serve();
  await eventually(async () => {
    return (
      [...shop.webhooks.subscriptions.values()].length > 10 &&
      lines.join('').includes('Store checked')
    );
  }, 90_000);
});
after(async () => {
  stop.abort();
  await ending;
  await Promise.all([org.close(), shop.close()]);
  await runtime.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function serve(): Promise<void> {
  const { stores, memory, database, orgId, connection, budget, budgetReport } = runtime;
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const counted = async () => new Map([[stores[0]!.store, await memory.nudges.count()]]);
  const events = new EventWatch(() => new Date());
  const watched = { budget, budgetReport, events };
  const metrics = createMetrics(counted, () => memory.stops.all(), watched);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const at = { ...runtime, config: { ...runtime.config, publicUrl: url } };
  service = await openService(at, { signal: stop.signal, log, metrics, eventWatch: events });
  const app = createApp({
    ping: () => database.ping(),
    status: () => readStatus(orgId, memory, { budget: budgetReport(), events: events.report }),
    ...{ registry: metrics.registry, inbox: createInbox(service.stores), log },
    webhookReceived: metrics.webhookReceived,
    admin: { ...createAdmin(memory, service.stores, connection), token },
    checks: service.checks,
  });
  server.on('request', app);
  await service.run();
  server.close();
  server.closeAllConnections();
  await service.close();
}

async function eventually(isSo: () => Promise<boolean>, withinMs = soonMs): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < withinMs) {
    if (await isSo()) return Math.round(performance.now() - started);
    await wait(20);
  }
  assert.fail(`It did not happen within ${withinMs / 1000} seconds.\n${lines.join('')}`);
}

const rows = (soql: string) => query<Record<string, unknown>>(admin, soql);

const emma = { customerId: customerSeed.id };
const items = [{ variantId: '71', quantity: 2 }];

async function post(body: string, headers: Record<string, string>, key = 'giftshop') {
  const answer = await fetch(`${url}/webhooks/${key}`, { method: 'POST', headers, body });
  return answer.status;
}

function signed(body: string, change: Record<string, string> = {}): Record<string, string> {
  return {
    'X-Shopify-Hmac-SHA256': signWebhook(body, shop.clientSecret),
    'X-Shopify-Shop-Domain': 'sandbox-shop.myshopify.com',
    'X-Shopify-Topic': 'orders/updated',
    'X-Shopify-Webhook-Id': 'once',
    ...change,
  };
}

describe('the service', () => {
  it('shows what happens in the shop in a moment: an order, what it is worth, and that it is gone', async (t) => {
    const { id, total } = shop.merchant.placeOrder({ ...emma, items });
    const key = `shopify:giftshop:${id}`;
    const value = 'SELECT Lifetime_Value__c FROM Commerce_Customer_Value__c';
    const isWorth = async (amount: number) => {
      const [row] = await rows(value);
      return Number(row?.['Lifetime_Value__c']) === amount;
    };
    const took = await eventually(() => isWorth(Number(total)));
    t.diagnostic(`from the shop to the customer's value in the org: ${took} ms`);
    const [order] = await rows(
      `SELECT Customer__r.External_Id__c, Removed__c FROM Commerce_Order__c WHERE External_Id__c = '${key}'`,
    );
    assert.equal(order?.['Removed__c'], false);
    shop.merchant.deleteOrder(id);
    await eventually(() => isWorth(0));
    const removed = `SELECT Removed__c FROM Commerce_Order__c WHERE External_Id__c = '${key}'`;
    assert.equal((await rows(removed))[0]?.['Removed__c'], true);
  });

  it('shows a cart, and that it was bought', async () => {
    const cart = shop.merchant.abandonCart({ ...emma, items });
    const read = async () => {
      const fields = 'Item_Count__c, Customer__r.Name, Completed_At__c';
      return (await rows(`SELECT ${fields} FROM Commerce_Cart__c`))[0];
    };
    await eventually(async () => (await read()) !== undefined);
    assert.equal(Number((await read())?.['Item_Count__c']), 2);
    assert.equal((await rows('SELECT Name FROM Commerce_Cart_Line__c')).length, 1);
    shop.merchant.completeCart(cart.id);
    await eventually(async () => (await read())?.['Completed_At__c'] !== null);
  });

  it('makes products where the store asks for them', async () => {
    const soql = "SELECT Name, ProductCode, IsActive FROM Product2 WHERE Commerce_Key__c LIKE 's%'";
    await eventually(async () => (await rows(soql)).length === 1);
    const [product] = await rows(soql);
    assert.deepEqual(
      [product?.['Name'], product?.['ProductCode'], product?.['IsActive']],
      ['Mug – Red', 'MUG-RED', true],
    );
  });

  it('refuses what is forged, for another shop, not JSON, too long, or for nobody', async () => {
    const body = JSON.stringify({ id: 4711 });
    assert.equal(await post(body, signed(`${body} `)), 401);
    assert.equal(await post(body, {}), 401);
    const other = { 'X-Shopify-Shop-Domain': 'other.myshopify.com' };
    assert.equal(await post(body, signed(body, other)), 403);
    assert.equal(await post('{"id"', signed('{"id"')), 400);
    const long = JSON.stringify({ id: 'x'.repeat(1_100_000) });
    assert.equal(await post(long, signed(long)), 413);
    assert.equal(await post(body, signed(body), 'nowhere'), 404);
    assert.equal(await runtime.memory.nudges.count(), 0);
    const refusals = lines.filter((line) => line.includes('A delivery was refused'));
    assert.equal(refusals.length, 4);
    assert.doesNotMatch(refusals.join(''), /4711/);
  });

  it('takes what is repeated once, and counts both', async () => {
    const body = JSON.stringify({ id: 999_999 });
    assert.equal(await post(body, signed(body)), 200);
    assert.equal(await post(body, signed(body)), 200);
    const text = await (await fetch(`${url}/metrics`)).text();
    assert.match(text, /webhooks_total\{store="shopify:giftshop",fate="repeated"\} 1/);
    await eventually(async () => (await runtime.memory.nudges.count()) === 0);
    const after = await (await fetch(`${url}/metrics`)).text();
    assert.match(after, /orderlens_nudges_waiting\{store="shopify:giftshop"\} 0/);
  });

  it("answers an agent's request, of which an event tells", async () => {
    const contact = (await rows("SELECT Id FROM Contact WHERE Commerce_Key__c LIKE 's%'"))[0]?.[
      'Id'
    ];
    const answer = await admin.request<{ id: string }>(
      'POST',
      'sobjects/Commerce_Sync_Request__c',
      {
        headers: { 'Content-Type': 'application/json' },
        body: () => JSON.stringify({ Contact__c: contact, Status__c: 'Requested' }),
      },
    );
    const read = async () => {
      const fields = 'Status__c, Message__c, Finished_At__c';
      const where = `WHERE Id = '${answer.id}'`;
      return (await rows(`SELECT ${fields} FROM Commerce_Sync_Request__c ${where}`))[0];
    };
    await eventually(async () => (await read())?.['Finished_At__c'] !== null);
    const { Status__c: status, Message__c: message } = (await read())!;
    assert.equal(status, 'Done', String(message));
    assert.match(String(message), /^Looked at 1 customer, 1 order and 1 cart in the shop\./);
  });

  it('tries at once what waits for a person, when somebody says that it is mended', async () => {
    const [store] = service.stores;
    const queue = await runtime.database.openQueue(runtime.orgId, () => undefined);
    const parked = { key: 'webhooks again', afterMs: 24 * 3_600_000 };
    await queue.send(store!.store, 'runs', 'webhooks', parked);
    await queue.close();
    const { subscriptions } = shop.webhooks;
    const all = [...subscriptions.values()];
    subscriptions.drop(all[0]!.id);
    store!.due.ring();
    await eventually(async () => [...subscriptions.values()].length === all.length);
  });

  it("tells how the org's limits stand, and whether events are heard", async () => {
    const { budget, events } = (await (await fetch(`${url}/status`)).json()) as Status;
    const { used, limit, kept } = budget!.apiRequests!;
    assert.deepEqual([limit, kept, budget!.state], [100_000, 20_000, 'plenty']);
    assert.ok(used > 5 && used <= org.allocations.apiRequests.used);
    assert.deepEqual(budget!.bulkBatches, {
      ...{ used: 0, limit: 15_000, told: true, rowsFromHere: 0 },
    });
    assert.equal(events!.state, 'connected');
    assert.ok(events!.lastEventAt! >= events!.since, 'that of the request');
    const metrics = await (await fetch(`${url}/metrics`)).text();
    assert.match(metrics, /^orderlens_api_requests_limit 100000$/m);
    assert.match(metrics, /^orderlens_api_requests_used \d+$/m);
    assert.match(metrics, /^orderlens_budget_wait_seconds_total\{urgency="live"\} 0$/m);
    assert.match(metrics, /^orderlens_events_connected 1$/m);
    assert.doesNotMatch(metrics, /^orderlens_api_requests_forecast/m, 'not known yet');
  });
});

it('names every store whose settings are wrong, and every mistake', () => {
  const store = { platform: 'shopify', createContacts: false, createProducts: false, history: {} };
  const stores: StoreConfig[] = [
    { ...store, key: 'a', settings: { domain: 'a.example', accessToken: '' } },
    { ...store, key: 'b', platform: 'no such', settings: {} },
  ];
  assert.throws(() => openSources(stores), {
    message: /has 3 mistakes:[^]*store a: settings\.domain[^]*settings\.accessToken[^]*store b/,
  });
});
