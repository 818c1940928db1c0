import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { orderSeed, smallSeed } from '../../sandbox/shops/shopify/testing.ts';
import { cliWorld, ended, eventually, type CliWorld } from './fixtures/cli-world.ts';
import { fillFolder } from '../store/fixtures/ready-folder.ts';
import { queried, startServer, type TestServer } from '../store/fixtures/server.ts';
import { openStore } from '../store/store.ts';
import type { Status } from '../sync/status.ts';

let world: CliWorld;
before(async () => {
  world = await cliWorld(smallSeed(5));
  await fillFolder(path.join(world.folder, 'other'));
  assert.equal((await world.cli(['backfill'])).code, 0);
});
after(() => world.close());

describe('the service', () => {
  it('answers, brings a new order by itself, and stops when told to', async (t) => {
    const child = world.start('main', [], { PORT: '0', POLL_SECONDS: '1' });
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
    world.shop.upsertOrder(orderSeed(503, { createdAt: now, updatedAt: now, processedAt: now }));
    await eventually(() => world.inSalesforce('shopify:giftshop:1503'));
    const written = /orderlens_records_total\{.*"written"\} 1/;
    await eventually(async () => written.test(await (await page('metrics')).text()));
    assert.equal(((await (await page('status')).json()) as Status).org, world.org.orgId);
    const told = await world.cli(['status'], { PORT: new URL(url).port });
    assert.match(told.stdout, /order delta done/);
    const synced = await world.cli(['sync']);
    assert.match(synced.stdout, /^The service looks at shopify:giftshop now/);
    assert.match((await world.cli(['rejected', 'list'])).stdout, /No record is rejected/);
    assert.match((await world.cli(['status'])).stdout, /order delta done/);
    const unknown = await world.cli(['rejected', 'retry', 'order/shopify:giftshop:9']);
    assert.match(unknown.stdout, /None of these is rejected/);
    await world.setTotal('shopify:giftshop:1002', 1);
    const differs = await world.cli(['verify']);
    assert.match(differs.stdout, /order shopify:giftshop:1002 \(#2\)/, differs.stderr);
    const repaired = await world.cli(['verify', '--repair']);
    assert.equal(repaired.code, 0, repaired.stdout + repaired.stderr);
    const elsewhere = { DATA_DIR: path.join(world.folder, 'other'), PORT: new URL(url).port };
    const second = await ended(world.start('main', [], elsewhere));
    assert.equal(second.code, 1);
    assert.match(second.stderr, /cannot listen at 127\.0\.0\.1:\d+.*\nStop what listens/);
    // Whoever does not find the service, and shares no database server with it, cannot ask it.
    const file = path.join(world.folder, 'data/service.json');
    fs.renameSync(file, `${file}.away`);
    const unasked = await world.cli(['verify', '--repair']);
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr, /data folder .+ is in use by another process\nStop the other/);
    fs.renameSync(`${file}.away`, file);
    child.kill('SIGTERM');
    const { code, stdout } = await end;
    assert.equal(code, 0);
    assert.equal(fs.existsSync(path.join(world.folder, 'data/service.json')), false);
    assert.match(stdout, /Orderlens has stopped/);
  });
});

describe('the service on a database server', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it('compares and repairs what a command on another machine orders', async (t) => {
    const DATABASE_URL = await server.freshDatabase();
    const service = { DATABASE_URL, PORT: '0', DATA_DIR: path.join(world.folder, 'here') };
    const elsewhere = { DATABASE_URL, DATA_DIR: path.join(world.folder, 'elsewhere') };
    assert.equal((await world.cli(['backfill'], elsewhere)).code, 0);
    const child = world.start('main', [], service);
    t.after(() => child.kill('SIGKILL'));
    const end = ended(child);
    let log = '';
    child.stdout!.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await eventually(() => log.includes('Store checked'));
    await world.setTotal('shopify:giftshop:1003', 1);
    const differs = await world.cli(['verify'], elsewhere);
    assert.equal(differs.code, 1);
    assert.match(differs.stdout, /order shopify:giftshop:1003 \(#3\)/, differs.stderr);
    const repaired = await world.cli(['verify', '--repair'], elsewhere);
    assert.equal(repaired.code, 0, repaired.stdout + repaired.stderr);
    assert.match(repaired.stdout, /1 record repaired/);
    child.kill('SIGTERM');
    await end;
    const alone = await world.cli(['verify'], elsewhere);
    assert.equal(alone.code, 0, alone.stdout + alone.stderr);
  });

  it('is not left an order by a command that was stopped before anybody began', async () => {
    const DATABASE_URL = await server.freshDatabase();
    const elsewhere = { DATABASE_URL, DATA_DIR: path.join(world.folder, 'elsewhere') };
    assert.equal((await world.cli(['status'], elsewhere)).code, 0);
    const handle = await openStore({ databaseUrl: DATABASE_URL });
    const frozen = { id: 'frozen', ttlMs: 60_000 };
    await handle.leases(world.org.orgId).claim(frozen, ['shopify:giftshop']);
    const queue = await handle.openQueue(world.org.orgId, () => undefined);
    await queue.open('shopify:giftshop');
    const command = world.start('cli', ['verify', '--repair'], elsewhere);
    const end = ended(command);
    const states = async () => {
      const rows = await queried(DATABASE_URL, 'select state from orderlens_queue.job');
      return rows.map(({ state }) => state).join();
    };
    await eventually(async () => (await states()) === 'created');
    command.kill('SIGINT');
    assert.equal((await end).code, 1);
    assert.equal(await states(), 'cancelled');
    await queue.close();
    await handle.close();
  });
});
