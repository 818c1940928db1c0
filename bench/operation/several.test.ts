import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { queried, startServer, type TestServer } from '../../middleware/store/fixtures/server.ts';
import { demoSeed } from '../../sandbox/shops/demo-data.ts';
import { Operation, storeId } from './operation.ts';
import { isOneOf, readOrg } from './org-view.ts';
import type { Replica } from './replica.ts';

const patienceMs = 90_000;

async function eventually(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const until = performance.now() + patienceMs;
  while (!(await isSo())) {
    assert.ok(performance.now() < until, what);
    await wait(20);
  }
}

const log = ({ logFile }: Replica): string => fs.readFileSync(logFile, 'utf8');

describe('several middlewares on one server', () => {
  let server: TestServer;
  let operation: Operation;
  let databaseUrl: string;
  before(async () => {
    server = await startServer();
    databaseUrl = await server.freshDatabase();
    operation = await Operation.start({
      seed: demoSeed({ now: new Date(), orders: 20 }),
      plan: 2000,
      pubsub: { keepAliveMs: 300 },
      env: {
        ...{ DATABASE_URL: databaseUrl, LEASE_SECONDS: '3', STOP_SECONDS: '4' },
        // Nothing is found by looking: only deliveries and events bring what is new.
        ...{ POLL_SECONDS: '3600', REQUEST_POLL_SECONDS: '3600', VERIFY_HOUR: '-1' },
      },
    });
  });
  after(async () => {
    await operation.stop('SIGKILL');
    await server.stop();
  });

  const rows = (text: string) => queried(databaseUrl, text);

  const inOrg = (id: string) =>
    readOrg(
      operation.org,
      'Commerce_Order__c',
      ['Refunded__c', 'Cancelled_At__c'],
      isOneOf('External_Id__c', [`${storeId}:${id}`]),
    )[0];

  function place() {
    const { shop } = operation;
    const [customerId] = shop.store.customers.keys();
    const [product] = [...shop.store.products.values()].filter(({ status }) => status === 'ACTIVE');
    const items = [{ variantId: product!.variants[0]!.id, quantity: 2 }];
    return shop.merchant.placeOrder({ customerId: customerId!, items });
  }

  /** The next write of live changes; it is held up in the org. */
  const heldUp = (ms: number) =>
    operation.org.faults.plan({
      ...{ path: /\/composite$/, method: 'POST' },
      effect: { kind: 'delay', ms },
    });

  it('keep one that was frozen past its lease from committing what it was at', async () => {
    const frozen = await operation.startReplica('frozen');
    await operation.firstRead(patienceMs);
    const order = place();
    await eventually('The order has not come', () => inOrg(order.id) !== undefined);
    const write = heldUp(1000);
    const [line] = order.lines;
    operation.shop.merchant.refund(order.id, { parts: [{ lineId: line!.id, quantity: 1 }] });
    await eventually('Nothing is written', () => write.hits > 0);
    frozen.freeze();
    const other = await operation.startReplica('other');
    await eventually('Nobody takes over', () =>
      log(other).includes(`"store":"${storeId}","msg":"Store taken over"`),
    );
    operation.shop.merchant.cancel(order.id);
    await eventually(
      'The change is not written',
      () => inOrg(order.id)?.['Cancelled_At__c'] !== null,
    );
    // The org has it a moment before it is taken down.
    await eventually(
      'It is not taken down',
      async () => (await rows('select 1 from nudge')).length === 0,
    );
    // A delivery that comes late has it read again, and only moves when it was seen.
    const written = `select hash, state, correlation, written_at from outcome
      where key = 'order/${storeId}:${order.id}'`;
    const [before] = await rows(written);
    frozen.thaw();
    await eventually('It does not notice', () => log(frozen).includes('The lease is lost'));
    await wait(1500);
    const [since] = await rows(written);
    assert.deepEqual(since, before);
    assert.ok(inOrg(order.id)?.['Cancelled_At__c'] !== null);
    assert.ok(frozen.isRunning);
    await frozen.end('SIGTERM');
  });

  it('leave a write behind when the time to stop is over, and whoever is next makes it', async () => {
    const [leaving] = operation.replicas;
    const write = operation.org.faults.plan({
      path: /\/composite$/,
      effect: { kind: 'delay', ms: 20_000 },
    });
    const order = place();
    await eventually('Nothing is written', () => write.hits > 0);
    const told = performance.now();
    assert.equal(await leaving!.end('SIGTERM'), 0);
    const tookMs = performance.now() - told;
    assert.ok(tookMs > 2000 && tookMs < 8000, `${tookMs} ms`);
    assert.equal(inOrg(order.id), undefined);
    await operation.startReplica('next');
    await eventually('The order has not come', () => inOrg(order.id) !== undefined);
  });

  it('hear each event once, and go on behind it when the one who hears is gone', async () => {
    const { org } = operation;
    const position = async () =>
      (await rows('select position from event_position'))[0]?.['position'];
    const answered = (id: string) =>
      operation.replicas.filter((one) => log(one).includes(`"request":"${id}"`));
    const ask = async () => {
      const answer = await fetch(
        `${org.url}/services/data/v66.0/sobjects/Commerce_Sync_Request__c`,
        {
          ...{ method: 'POST', body: '{}' },
          headers: {
            authorization: `Bearer ${org.users.admin.accessToken}`,
            'content-type': 'application/json',
          },
        },
      );
      return ((await answer.json()) as { id: string }).id;
    };
    const all = ['second', 'third'].map((name) => operation.startReplica(name));
    for (const replica of await Promise.all(all)) assert.ok(await replica.ready(patienceMs));
    // Until the shares are as they stay.
    await wait(4000);
    await eventually('Nobody hears', async () => (await position()) !== undefined);
    const before = await position();
    const first = await ask();
    await eventually('It is not answered', () => answered(first).length > 0);
    await eventually('The position stands still', async () => (await position()) !== before);
    const kept = await position();
    const [gone] = answered(first);
    assert.equal(answered(first).length, 1);
    await gone!.end('SIGKILL');
    const missed = await ask();
    await eventually('It is not answered', () => answered(missed).length > 0);
    await eventually('The position stands still', async () => (await position()) !== kept);
    assert.equal(answered(missed).length, 1);
    assert.equal(log(gone!).split(`"request":"${first}"`).length, 2);
    // One each, whoever heard it: none was delivered twice, and none to two.
    assert.equal(org.allocations.deliveredEvents.used, 2);
  });
});
