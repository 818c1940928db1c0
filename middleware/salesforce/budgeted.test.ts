import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { Failure } from '../common/errors.ts';
import { startLocalOrg, type LocalOrgOptions } from '../../sandbox/local-org/index.ts';
import { Budget, stoppedMs } from './budget.ts';
import { budgeted } from './budgeted.ts';
import { openSalesforce } from './login.ts';
import { quickIo } from './testing.ts';

const job = { object: 'Account', operation: 'insert', contentType: 'CSV', lineEnding: 'LF' };

/** An org with so many requests a day, and the three connections over one budget. */
async function orgWith(context: TestContext, edition: LocalOrgOptions['edition']) {
  const started = Date.now();
  let passed = 0;
  const org = await startLocalOrg({
    ...{ empty: true, ...(edition ? { edition } : {}) },
    ...{ now: () => new Date(started + passed), tokenLifetimeMs: 1e12 },
  });
  context.after(() => org.close());
  const io = { ...quickIo(), now: () => new Date(started + passed) };
  const token = { instanceUrl: org.url, accessToken: org.accessToken };
  const inner = await openSalesforce(token, io);
  const budget = new Budget(0.2);
  const over = (use: 'live' | 'check' | 'backfill') => {
    const connection = budgeted(inner, budget, use);
    const headers = { 'Content-Type': 'application/json' };
    return {
      look: () => connection.request('GET', 'sobjects'),
      begin: () =>
        connection.request<{ id: string }>('POST', 'jobs/ingest', {
          headers,
          body: () => JSON.stringify(job),
        }),
      end: (id: string) =>
        connection.request('PATCH', `jobs/ingest/${id}`, {
          headers,
          body: () => JSON.stringify({ state: 'Aborted' }),
        }),
    };
  };
  const used = () => org.allocations.apiRequests.used;
  const later = (ms: number) => (passed += ms);
  return { over, used, sleeps: io.sleeps, later, org, budget };
}

const heldBack = (error: unknown) => {
  return (
    error instanceof Failure && error.kind === 'rate-limit' && error.retryAfterMs === stoppedMs
  );
};

it('a backfill slows down, then stops where the share of others begins; its job ends, live goes on', async (context) => {
  const { over, used, sleeps, later } = await orgWith(context, { apiRequestsADay: 50 });
  const backfill = over('backfill');
  let last = '';
  const toTheEnd = async () => {
    for (;;) last = (await backfill.begin()).id;
  };
  await assert.rejects(toTheEnd, heldBack);
  // The first job asks what there is of Bulk batches.
  assert.equal(used(), 40);
  assert.ok(sleeps.length > 0 && sleeps.every((ms) => ms <= 30_000));
  await backfill.end(last);
  await over('live').look();
  assert.equal(used(), 42);
  later(25 * 3_600_000);
  await backfill.begin();
});

it('looking for changes stops in the middle of that share, and live before its end', async (context) => {
  const { over, used } = await orgWith(context, { apiRequestsADay: 100 });
  const forEver = async (use: 'live' | 'check') => {
    for (;;) await over(use).look();
  };
  await assert.rejects(forEver('check'), heldBack);
  assert.equal(used(), 90);
  await assert.rejects(forEver('live'), heldBack);
  assert.equal(used(), 98);
});

it('a backfill leaves others their Bulk batches, which it asks for no more than every five minutes', async (context) => {
  const { over, org, used, later } = await orgWith(context, { bulkBatchesADay: 10 });
  const backfill = over('backfill');
  org.allocations.bulkBatches.add(7);
  await backfill.begin();
  const before = used();
  await backfill.begin();
  assert.equal(used(), before + 1, 'it was asked just now');
  org.allocations.bulkBatches.add(1);
  later(5 * 60_000);
  await assert.rejects(backfill.begin(), (error: Error) => {
    assert.match(error.message, /^The backfill is held back: 8 of the org's 10 Bulk batches/);
    return heldBack(error);
  });
  await backfill.look();
  await over('live').begin();
});

it('an org without Bulk batches holds back jobs, and nothing else', async (context) => {
  const { over, org, budget } = await orgWith(context, { bulkBatchesADay: 10 });
  const live = over('live');
  await live.begin();
  org.allocations.bulkBatches.add(10);
  await assert.rejects(live.begin(), heldBack);
  await live.look();
  assert.deepEqual(budget.report(Date.now()).state, 'history held back');
});

it('where the user may not see the limits, what is sent from here is counted', async (context) => {
  const { over, org, budget } = await orgWith(context, undefined);
  const body = [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'No access' }];
  org.faults.plan({ path: /\/limits$/, effect: { kind: 'answer', status: 403, body } });
  await over('backfill').begin();
  assert.equal(budget.bulk.isTold, false);
});

it('tells for how long each kind of work was held up', async (context) => {
  const { over, budget } = await orgWith(context, { apiRequestsADay: 50 });
  const forEver = async () => {
    for (;;) await over('backfill').begin();
  };
  await assert.rejects(forEver(), heldBack);
  assert.ok(budget.waitedMs.backfill > stoppedMs);
  assert.deepEqual([budget.waitedMs.live, budget.waitedMs.check], [0, 0]);
});
