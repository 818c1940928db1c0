import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { middlewareCommand } from '../scripts/middleware.ts';
import { freePort } from '../scripts/start/ports.ts';
import { startLocalOrg, type LocalOrg } from '../sandbox/local-org/index.ts';
import { startShop, type Shop } from '../sandbox/shops/shopify/index.ts';
import { smallSeed } from '../sandbox/shops/shopify/testing.ts';
import { startServer, type TestServer } from './store/fixtures/server.ts';

const clientSecret = 'org secret';

/** A way to a server that is not there until it is opened. */
async function gateTo(target: string) {
  const to = new URL(target);
  const port = await freePort();
  const gate = net.createServer((socket) => {
    const there = net.connect(Number(to.port), to.hostname);
    socket.pipe(there).pipe(socket);
    for (const one of [socket, there]) one.on('error', () => one.destroy());
    socket.on('close', () => there.destroy());
  });
  const url = new URL(target);
  url.port = String(port);
  return {
    url: url.href.replace(/\/$/, ''),
    open: async () => {
      gate.listen(port, '127.0.0.1');
      await once(gate, 'listening');
    },
    close: () => gate.close(),
  };
}

describe('a service that is started while something is away', () => {
  let folder: string;
  let server: TestServer;
  let org: LocalOrg;
  let shop: Shop;
  let port = 0;
  const children: ChildProcess[] = [];

  before(async () => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'orderlens-start-'));
    [server, org, shop] = await Promise.all([
      startServer(),
      startLocalOrg({ clientSecret }),
      startShop({ seed: smallSeed(2) }),
    ]);
    const { domain } = shop.store.shop;
    const settings = { domain, baseUrl: shop.url, accessToken: '$SHOPIFY_TOKEN' };
    const stores = { giftshop: { platform: 'shopify', settings } };
    fs.writeFileSync(path.join(folder, 'stores.json'), JSON.stringify({ stores }));
    port = await freePort();
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all([server.stop(), org.close(), shop.close()]);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function envOf(change: Record<string, string>) {
    return {
      ...{ PATH: process.env['PATH'], PORT: String(port), DATA_DIR: path.join(folder, 'data') },
      ...{ SALESFORCE_LOGIN_URL: org.url, SALESFORCE_CLIENT_ID: org.clientId },
      ...{ SALESFORCE_CLIENT_SECRET: clientSecret, SHOPIFY_TOKEN: shop.accessToken },
      ...{ STORES_FILE: path.join(folder, 'stores.json'), SALESFORCE_EVENTS: 'off' },
      ...change,
    };
  }

  function start(change: Record<string, string>) {
    const child = spawn(process.execPath, middlewareCommand('main'), {
      ...{ env: envOf(change), stdio: ['ignore', 'pipe', 'pipe'] },
    });
    children.push(child);
    const told = { log: '', ended: once(child, 'exit') as Promise<[number | null]> };
    const take = (chunk: Buffer) => (told.log += chunk.toString());
    child.stdout!.on('data', take);
    child.stderr!.on('data', take);
    return { child, told };
  }

  async function until(what: () => string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (let times = 0; times < 900 && !(await isSo()); times += 1) await wait(50);
    assert.ok(await isSo(), what());
  }

  const page = async (name: string) => {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${name}`);
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    } catch {
      return { status: 0, text: '', headers: new Headers() };
    }
  };

  it('says for whom it waits, and goes on by itself', async () => {
    const database = await gateTo(await server.freshDatabase());
    const salesforce = await gateTo(org.url);
    const { child, told } = start({
      DATABASE_URL: database.url,
      SALESFORCE_LOGIN_URL: salesforce.url,
    });
    const log = () => told.log;
    await until(log, async () => (await page('/readyz')).text.includes('waits for the database'));
    assert.equal((await page('/healthz')).status, 200);
    const { status, headers } = await page('/webhooks/giftshop');
    assert.deepEqual([status, headers.get('retry-after')], [503, '15']);
    assert.match(told.log, /"kind":"unavailable".*The start is tried again in \d s\./);
    const asked = spawnSync(process.execPath, middlewareCommand('cli', 'status'), {
      env: envOf({}),
    });
    assert.match(asked.stderr.toString(), /is not up yet\. It waits for the database/);
    await database.open();
    await until(log, async () => (await page('/readyz')).text.includes('waits for Salesforce'));
    await salesforce.open();
    await until(log, () => told.log.includes('Store checked'));
    assert.match(told.log, /All that was away at the start answers/);
    assert.equal((await page('/readyz')).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual((await told.ended)[0], 0);
    database.close();
    salesforce.close();
  });

  it('stops at once when it is told to', async () => {
    const database = await gateTo(await server.freshDatabase());
    const { child, told } = start({ DATABASE_URL: database.url });
    await until(
      () => told.log,
      async () => (await page('/readyz')).status === 503,
    );
    child.kill('SIGTERM');
    assert.equal((await told.ended)[0], 0);
    assert.match(told.log, /Orderlens has stopped/);
  });

  it('ends where a person has to put something right', async () => {
    const url = new URL(await server.freshDatabase());
    url.pathname = '/no_such_database';
    const database = start({ DATABASE_URL: url.href });
    assert.equal((await database.told.ended)[0], 1);
    assert.match(database.told.log, /The database server cannot be used: .*does not exist/);
    const login = start({ SALESFORCE_CLIENT_SECRET: 'a wrong one' });
    assert.equal((await login.told.ended)[0], 1);
    assert.match(login.told.log, /Salesforce refused the login/);
  });
});
