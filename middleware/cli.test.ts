import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { middlewareCommand } from '../scripts/middleware.ts';
import { startLocalOrg, type LocalOrg } from '../sandbox/local-org/index.ts';
import { startShop, type Shop } from '../sandbox/shops/shopify/index.ts';
import { orderSeed, smallSeed } from '../sandbox/shops/shopify/testing.ts';
import type { Finding } from './cli/doctor.ts';
import type { Status } from './sync/status.ts';

const orders = 30;
/** The customer, an account and a contact for it, the orders, two lines each, and what the customer is worth. */
const rows = 3 + orders * 3 + 1;
const records = 1 + orders + 1;

let folder: string;
let org: LocalOrg;
let shop: Shop;
/** What the shop was asked. */
const asked: string[] = [];
before(async () => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'orderlens-cli-'));
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  fs.writeFileSync(path.join(folder, 'key.pem'), pem);
  const certificate = String(publicKey.export({ type: 'spki', format: 'pem' }));
  [org, shop] = await Promise.all([
    startLocalOrg({ certificate }),
    startShop({
      seed: smallSeed(orders),
      onRequest: ({ body }) => void asked.push(JSON.stringify(body)),
    }),
  ]);
  const settings = {
    // Not what the shop calls itself: worth a warning, never an error.
    domain: 'giftshop.myshopify.com',
    baseUrl: shop.url,
    accessToken: '$SHOPIFY_TOKEN',
  };
  const stores = { giftshop: { platform: 'shopify', createContacts: true, settings } };
  fs.writeFileSync(path.join(folder, 'stores.json'), JSON.stringify({ stores }));
});
after(async () => {
  await Promise.all([org.close(), shop.close()]);
  fs.rmSync(folder, { recursive: true, force: true });
});

type Settings = Readonly<Record<string, string>>;

function start(entry: 'main' | 'cli', args: readonly string[], settings: Settings): ChildProcess {
  const env = {
    PATH: process.env['PATH'],
    SALESFORCE_LOGIN_URL: org.url,
    SALESFORCE_CLIENT_ID: org.clientId,
    SALESFORCE_USERNAME: org.users.integration.username,
    SALESFORCE_PRIVATE_KEY_FILE: path.join(folder, 'key.pem'),
    STORES_FILE: path.join(folder, 'stores.json'),
    SHOPIFY_TOKEN: shop.accessToken,
    DATA_DIR: path.join(folder, 'data'),
    // Where `status` looks for a running service: nothing listens there.
    PORT: '1',
    ...settings,
  };
  return spawn(process.execPath, middlewareCommand(entry, ...args), {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

const cli = (args: readonly string[], settings: Settings = {}) =>
  ended(start('cli', args, settings));

async function doctorFindings(settings: Settings): Promise<Ended & { findings: Finding[] }> {
  const answer = await cli(['doctor', '--json'], settings);
  return { ...answer, ...(JSON.parse(answer.stdout) as { findings: Finding[] }) };
}

async function eventually(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await wait(50))
    if (await isSo()) return;
  assert.fail('It did not happen within 15 seconds.');
}

/** Behind the middleware's back. */
async function setTotal(externalId: string, total: number): Promise<void> {
  const url = `${org.url}/services/data/v66.0/sobjects/Commerce_Order__c/External_Id__c/${externalId}`;
  const authorization = `Bearer ${org.accessToken}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const body = JSON.stringify({ Total__c: total });
  assert.ok((await fetch(url, { method: 'PATCH', headers, body })).ok);
}

async function inSalesforce(externalId: string): Promise<boolean> {
  const url = `${org.url}/services/data/v66.0/sobjects/Commerce_Order__c/External_Id__c/${externalId}`;
  const headers = { authorization: `Bearer ${org.accessToken}` };
  return (await fetch(url, { headers })).ok;
}

describe('the command line', () => {
  it('writes all once, and then nothing; tells of both', async () => {
    const first = await cli(['backfill']);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /orders +█+ 100 %/);
    assert.match(first.stdout, /⚠ shopify:giftshop: The shop calls itself sandbox-shop/);
    assert.match(first.stdout, new RegExp(`${records} written, 0 unchanged\n${rows} rows in`));
    const second = await cli(['backfill', '--json']);
    assert.equal(second.code, 0, second.stderr);
    const result = JSON.parse(second.stdout) as Record<string, unknown>;
    assert.equal(result['rowsWritten'], 0);
    assert.deepEqual(Object.keys(result), [
      ...[
        'stores',
        'rowsWritten',
        'apiCalls',
        'seconds',
        'rowsPerSecond',
        'peakMemoryMB',
        'cpuSeconds',
      ],
    ]);
  });

  it('lists what Salesforce refused, with the reason, and loses nothing else', async () => {
    shop.upsertOrder(orderSeed(500, { total: '123456789012345678.00' }));
    shop.upsertOrder(orderSeed(501));
    const { code, stdout } = await cli(['backfill']);
    assert.equal(code, 0);
    assert.match(stdout, /2 written, 31 unchanged, 1 not \(see: orderlens status\)/);
    const text = (await cli(['status'])).stdout;
    assert.match(text, /orders +up to date as of 20/);
    assert.match(
      text,
      /1 records are not in Salesforce, 0 bulk jobs unconfirmed, 0 waiting to be read again/,
    );
    assert.match(
      text,
      /order\/shopify:giftshop:1500 \(write\): Commerce_Order__c shopify:giftshop:1500: NUMBER_OUTSIDE_VALID_RANGE/,
    );
    const status = JSON.parse((await cli(['status', '--json'])).stdout) as Status;
    assert.deepEqual([status.org, status.rejected], [org.orgId, 1]);
    assert.equal(status.rejections[0]?.key, 'order/shopify:giftshop:1500');
  });

  it('lists what was rejected, and reads it again when told to', async () => {
    const key = 'order/shopify:giftshop:1500';
    const listed = (await cli(['rejected', 'list'])).stdout;
    assert.match(listed, new RegExp(`${key} \\(write\\)\n {2}Commerce_Order__c .*NUMBER_OUTSIDE`));
    const still = await cli(['rejected', 'retry', key]);
    assert.match(still.stdout, /shopify:giftshop: 1 to be read again: done/);
    assert.equal(JSON.parse((await cli(['rejected', 'list', '--json'])).stdout).length, 1);
    shop.upsertOrder(orderSeed(500));
    await cli(['rejected', 'retry', '--store', 'giftshop']);
    assert.match((await cli(['rejected', 'list'])).stdout, /No record is rejected/);
    assert.equal(await inSalesforce('shopify:giftshop:1500'), true);
    const wrong = await cli(['rejected', 'list', '--limit', 'all']);
    assert.match(wrong.stderr, /no whole number/);
  });

  it('looks for changes when told to', async () => {
    const now = new Date().toISOString();
    shop.upsertOrder(orderSeed(510, { createdAt: now, updatedAt: now, processedAt: now }));
    const { code, stdout, stderr } = await cli(['sync']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /2 written/);
    assert.equal(await inSalesforce('shopify:giftshop:1510'), true);
  });

  it('compares both sides, and repairs what differs when told to', async () => {
    const agreed = await cli(['verify']);
    const totals = [...shop.store.orders.values()].map(({ total }) => Number(total) * 100);
    const [count, cents] = [totals.length, totals.reduce((sum, one) => sum + Math.round(one), 0)];
    assert.match(agreed.stdout, new RegExp(`orders +${count}, ${cents / 100} GBP on both sides`));
    assert.match(agreed.stdout, /\nBoth sides agree\.\n$/);
    assert.match((await cli(['status'])).stdout, /shopify:giftshop {2}both sides agreed, as of 20/);
    await setTotal('shopify:giftshop:1001', 7351.5);
    const there = ((cents + 735_150 - 2533) / 100).toLocaleString('en');
    const differs = await cli(['verify', '--store', 'giftshop', '--since', '2026-03-01']);
    assert.equal(differs.code, 1);
    for (const told of [
      /^shopify:giftshop, from 2026-03-01\n/,
      new RegExp(`orders +${count}, ${cents / 100} GBP in the shop, ${count}, ${there} GBP in Sal`),
      /\n1 record differs\n {2}differs +order shopify:giftshop:1001 \(#1\), 2026-03-01\n/,
      /total: 25\.33 GBP in the shop, 7351\.5 GBP in Salesforce\n/,
      /was changed in Salesforce since\. Last changed in Salesforce at 20.*Z\.\n/,
      /orderlens verify --repair\n$/,
    ])
      assert.match(differs.stdout, told);
    const repaired = await cli(['verify', '--repair']);
    assert.equal(repaired.code, 0, repaired.stdout + repaired.stderr);
    assert.match(repaired.stdout, /1 record repaired\n {2}differs +order .*:1001 [^]*agree\.\n$/);
    assert.match((await cli(['verify', '--since', 'May'])).stderr, /no day such as 2026-01-31/);
  });

  it('says what a doctor would, and what to do about it', async () => {
    const [well, agent, wrongToken] = await Promise.all([
      cli(['doctor']),
      doctorFindings({ SALESFORCE_USERNAME: org.users.agent.username }),
      doctorFindings({ SHOPIFY_TOKEN: 'shpat_wrong' }),
    ]);
    assert.equal(well.code, 0, well.stdout);
    assert.match(well.stdout, /✔ Salesforce package: every field can be written/);
    assert.match(well.stdout, /✔ Store giftshop: Sandbox Shop \(63001\), GBP, Europe\/London/);
    assert.match(
      well.stdout,
      /⚠ Store giftshop: The shop calls itself .*\n {2}→ A backfill runs all the same/,
    );
    assert.match(
      well.stdout,
      /✔ Storage for giftshop: the whole history: 1 customers with account and contact, \d+ orders, \d+ order lines: some \d+ MB/,
    );
    assert.equal(agent.code, 1);
    const lacking = agent.findings.filter(({ what }) => what === 'Salesforce package');
    for (const object of ['Store', 'Customer', 'Order', 'Order_Line']) {
      const detail = `Commerce_${object}__c cannot be seen or created`;
      assert.ok(lacking.some((one) => one.state === 'problem' && one.detail === detail));
    }
    assert.match(lacking[0]!.action, /permission set Commerce_Integration/);
    assert.equal(wrongToken.code, 1);
    const refused = wrongToken.findings.find(({ state }) => state === 'problem');
    assert.match(refused!.detail, /"giftshop".* refused the access token/);
    assert.match(refused!.action, /Create a new access token/);
    assert.doesNotMatch(wrongToken.stdout, /shpat_/);
  });

  it('says which stores there are, and what is wrong with a folder', async () => {
    fs.writeFileSync(path.join(folder, 'file'), '');
    const [nowhere, noFolder] = await Promise.all([
      cli(['backfill', '--store', 'nowhere']),
      cli(['backfill'], { DATA_DIR: path.join(folder, 'file/data') }),
    ]);
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.stderr, /no store "nowhere" in the stores file, only giftshop/);
    assert.equal(noFolder.code, 1);
    assert.match(noFolder.stderr, /The data folder .*file\/data cannot be .*ENOTDIR/);
    assert.match(noFolder.stderr, /DATA_DIR/);
  });

  for (const [signal, id] of [
    ['SIGTERM', 502],
    ['SIGINT', 504],
  ] as const)
    it(`ends soon at ${signal}, says so, and goes on the next time`, async (t) => {
      shop.upsertOrder(orderSeed(id));
      const release = shop.holdBulk();
      asked.length = 0;
      const child = start('cli', ['backfill'], {});
      t.after(() => child.kill('SIGKILL'));
      const end = ended(child);
      await eventually(() => asked.some((text) => text?.includes('bulkOperationRunQuery')));
      const told = Date.now();
      child.kill(signal);
      const { code, stderr } = await end;
      release();
      assert.ok(Date.now() - told < 5000, `it took ${Date.now() - told} ms`);
      assert.equal(code, 1);
      assert.match(stderr, /^orderlens was stopped.*\nRun it again/m);
      assert.equal(await inSalesforce(`shopify:giftshop:1${id}`), false);
      const again = await cli(['backfill']);
      assert.equal(again.code, 0, again.stderr);
      assert.equal(await inSalesforce(`shopify:giftshop:1${id}`), true);
    });
});

describe('the service', () => {
  it('answers, brings a new order by itself, and stops when told to', async (t) => {
    const child = start('main', [], { PORT: '0', POLL_SECONDS: '1' });
    t.after(() => child.kill('SIGKILL'));
    const end = ended(child);
    let log = '';
    child.stdout!.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await eventually(() => log.includes('Orderlens is up'));
    const url = /"url":"([^"]+)"/.exec(log)![1]!;
    const page = (name: string) => fetch(`${url}/${name}`);
    assert.equal((await page('healthz')).status, 200);
    assert.equal((await page('readyz')).status, 200);
    const now = new Date().toISOString();
    shop.upsertOrder(orderSeed(503, { createdAt: now, updatedAt: now, processedAt: now }));
    await eventually(() => inSalesforce('shopify:giftshop:1503'));
    const written = /orderlens_records_total\{.*"written"\} 1/;
    await eventually(async () => written.test(await (await page('metrics')).text()));
    assert.equal(((await (await page('status')).json()) as Status).org, org.orgId);
    const told = await cli(['status'], { PORT: new URL(url).port });
    assert.match(told.stdout, /order delta done/);
    const synced = await cli(['sync']);
    assert.match(synced.stdout, /^The service looks at shopify:giftshop now/);
    assert.match((await cli(['rejected', 'list'])).stdout, /No record is rejected/);
    assert.match((await cli(['status'])).stdout, /order delta done/);
    const unknown = await cli(['rejected', 'retry', 'order/shopify:giftshop:9']);
    assert.match(unknown.stdout, /None of these is rejected/);
    await setTotal('shopify:giftshop:1002', 1);
    const differs = await cli(['verify']);
    assert.match(differs.stdout, /order shopify:giftshop:1002 \(#2\)/, differs.stderr);
    const repaired = await cli(['verify', '--repair']);
    assert.equal(repaired.code, 0, repaired.stdout + repaired.stderr);
    const elsewhere = { DATA_DIR: path.join(folder, 'other'), PORT: new URL(url).port };
    const second = await ended(start('main', [], elsewhere));
    assert.equal(second.code, 1);
    assert.match(second.stderr, /cannot listen at 127\.0\.0\.1:\d+.*\nStop what listens/);
    child.kill('SIGTERM');
    const { code, stdout } = await end;
    assert.equal(code, 0);
    assert.equal(fs.existsSync(path.join(folder, 'data/service.json')), false);
    assert.match(stdout, /Orderlens has stopped/);
  });
});
