import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startLocalOrg, type LocalOrg } from '../sandbox/local-org/index.ts';
import { startShop, type Shop } from '../sandbox/shops/shopify/index.ts';
import { createLog } from './common/log.ts';
import type { Config } from './config.ts';
import { openService, type OpenService } from './open-service.ts';
import { io, openRuntime, type Runtime } from './runtime.ts';
import { openSalesforce } from './salesforce/login.ts';
import { query } from './salesforce/query.ts';
import { queried, startServer, type TestServer } from './store/fixtures/server.ts';
import { clientSecret, parityConfig, seed, store } from './sync/fixtures/parity-world.ts';
import { createMetrics, type Metrics } from './sync/metrics.ts';
import type { CheckState } from './sync/parity/check-desk.ts';
import type { Extent } from './sync/parity/repair.ts';
import { runStore } from './sync/store-run.ts';

const kind = 'nightly-verify';
const patienceMs = 90_000;

interface Replica {
  readonly runtime: Runtime;
  readonly service: OpenService;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  readonly lines: string[];
  readonly metrics: Metrics;
}

describe('two replicas that compare both sides', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-checks-'));
  const replicas: Replica[] = [];
  let org: LocalOrg;
  let shop: Shop;
  let server: TestServer;
  let databaseUrl: string;

  before(async () => {
    [org, shop, server] = await Promise.all([
      startLocalOrg({ clientSecret }),
      startShop({ seed: [...seed], timeZone: 'America/New_York' }),
      startServer(),
    ]);
    databaseUrl = await server.freshDatabase();
    await readOnce();
    // Nobody is told.
    shop.merchant.deleteOrder('1005');
    await Promise.all([start('one'), start('other')]);
  });
  after(async () => {
    for (const { stop } of replicas) stop.abort();
    await Promise.all(replicas.map(({ ended }) => ended));
    for (const { runtime } of replicas) await runtime.close();
    await Promise.all([org.close(), shop.close(), server.stop()]);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const configOf = (name: string): Config => ({
    ...parityConfig(org, shop, path.join(folder, name)),
    ...{ database: { databaseUrl }, leaseSeconds: 5, requestPollSeconds: 0 },
    verify: { hour: 0, repair: 'gone' },
  });

  /** What a service did before, and a schedule that is due at any minute, of which nobody has heard yet. */
  async function readOnce(): Promise<void> {
    const { signal } = new AbortController();
    const runtime = await openRuntime(configOf('first'), { signal });
    await runStore(runtime.stores[0]!, 'backfill', signal, () => undefined);
    const queue = await runtime.database.openQueue(runtime.orgId, () => undefined);
    await queue.open(store);
    await queue.schedule(store, 'checks', kind, '* * * * *');
    await queue.close();
    await sql('update orderlens_queue.version set cron_on = null');
    await runtime.close();
  }

  async function start(name: string): Promise<void> {
    const stop = new AbortController();
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    const runtime = await openRuntime(configOf(name), { signal: stop.signal, claim: false });
    const ends = () => runtime.memory.parity.ends();
    const metrics = createMetrics(undefined, undefined, undefined, ends);
    const service = await openService(runtime, { signal: stop.signal, log, metrics });
    const ended = service.run().finally(() => service.close());
    replicas.push({ runtime, service, stop, ended, lines, metrics });
  }

  const sql = (text: string) => queried(databaseUrl, text);

  const told = () =>
    replicas.map(({ lines }, index) => `--- ${index}\n${lines.join('')}`).join('\n');

  async function eventually(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
    for (const until = performance.now() + patienceMs; performance.now() < until; await wait(50))
      if (await isSo()) return;
    assert.fail(`${what}\n${told()}`);
  }

  /** Who works on the store, and who does not. */
  async function roles(): Promise<{ owner: Replica; stranger: Replica }> {
    let owner: Replica | undefined;
    await eventually('Each has one of two leases', async () => {
      const leases = await sql('select store, owner from store_lease where expires_at > now()');
      const ids = new Map(leases.map((lease) => [lease['store'], lease['owner']]));
      owner = replicas.find(({ runtime }) => runtime.owner.id === ids.get(store));
      return new Set(ids.values()).size === 2 && owner !== undefined;
    });
    return { owner: owner!, stranger: replicas.find((one) => one !== owner)! };
  }

  async function check({ service }: Replica, repair: Extent) {
    const id = await service.checks.start({ repair });
    let state: CheckState | undefined;
    await eventually('The check has not ended', async () => {
      state = await service.checks.state(id);
      return state?.state !== 'running';
    });
    assert.ok(state?.state === 'done', JSON.stringify(state));
    return state.results[0]!;
  }

  const made = () => told().match(/"msg":"Both sides agree"/g)?.length ?? 0;

  /** When the store was last compared, as it tells. */
  async function comparedAt({ metrics }: Replica): Promise<string | undefined> {
    const text = await metrics.registry.metrics();
    return /^orderlens_parity_compared_timestamp_seconds\{.*$/m.exec(text)?.[0];
  }

  async function rows(soql: string): Promise<Record<string, unknown>[]> {
    const { url: instanceUrl, accessToken } = org;
    return query(await openSalesforce({ instanceUrl, accessToken }, io), soql);
  }

  it('do so once a night, and mark what the shop has deleted', async () => {
    await eventually('Nobody compared both sides', () => made() > 0);
    const removed = 'SELECT External_Id__c FROM Commerce_Order__c WHERE Removed__c = true';
    assert.deepEqual(
      (await rows(removed)).map((row) => row['External_Id__c']),
      [`${store}:1005`],
    );
    const schedules = await sql(`select cron from orderlens_queue.schedule where key = '${kind}'`);
    assert.equal(schedules.length, 1);
    assert.match(schedules[0]!['cron']!, /^\d+ \* \* \* \*$/, 'the service has made it hourly');
  });

  it('do not do so again, however often it is asked', async () => {
    const { stranger } = await roles();
    const { database, orgId } = stranger.runtime;
    const queue = await database.openQueue(orgId, () => undefined);
    for (const key of ['second', 'third']) {
      const id = await queue.send(store, 'checks', kind, { key });
      await database.wire.send(`job ${store}`);
      await eventually('The job is not done', async () => {
        return (await queue.end(store, 'checks', id!)).state === 'done';
      });
    }
    await queue.close();
    assert.equal(made(), 1, told());
  });

  it('have the owner repair what another was asked for, and both tell of it', async () => {
    const { owner, stranger } = await roles();
    const [order] = await rows(`SELECT Id FROM Commerce_Order__c WHERE Name = '#1'`);
    assert.ok(order);
    const session = org.org.systemSession();
    org.org.save(session, {
      ...{ object: 'Commerce_Order__c', operation: 'update', columns: ['Id', 'Total__c'] },
      rows: [[String(order['Id']), '1']],
    });
    const before = await comparedAt(owner);
    const found = await check(stranger, 'nothing');
    const after = await comparedAt(owner);
    assert.ok(before !== undefined && after !== undefined && before !== after);
    assert.equal(await comparedAt(stranger), after);
    assert.deepEqual([found.agrees, found.differing], [false, 1]);
    const { agrees, repair } = await check(stranger, 'all');
    assert.deepEqual([agrees, repair?.repaired.length], [true, 1]);
    const jobs = await sql(
      `select count(*) as done from orderlens_queue.job where name like '%/checks'
       and state = 'completed' and data->>'kind' = 'verify'`,
    );
    assert.equal(jobs[0]!['done'], '2');
  });

  it('leave an order to whoever takes the store over', async () => {
    const { owner, stranger } = await roles();
    owner.stop.abort();
    const before = await comparedAt(owner);
    assert.equal((await check(stranger, 'nothing')).agrees, true);
    await owner.ended;
    // What it knew when it gave the store away would be told for ever.
    assert.notEqual(await comparedAt(owner), before);
    assert.equal(await comparedAt(owner), await comparedAt(stranger));
  });
});
