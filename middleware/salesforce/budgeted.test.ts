import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { Failure } from '../common/errors.ts';
import { startLocalOrg } from '../../sandbox/local-org/index.ts';
import { Budget, stoppedMs } from './budget.ts';
import { budgeted } from './budgeted.ts';
import { openSalesforce } from './login.ts';
import { quickIo } from './testing.ts';

const job = { object: 'Account', operation: 'insert', contentType: 'CSV', lineEnding: 'LF' };

/** An org with so many requests a day, and the three connections over one budget. */
async function orgWith(context: TestContext, apiRequestsADay: number) {
  const started = Date.now();
  let passed = 0;
  const org = await startLocalOrg({
    ...{ empty: true, edition: { apiRequestsADay } },
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
  return { over, used, sleeps: io.sleeps, later: (ms: number) => (passed += ms) };
}

const heldBack = (error: unknown) => {
  return (
    error instanceof Failure && error.kind === 'rate-limit' && error.retryAfterMs === stoppedMs
  );
};

it('a backfill slows down, then stops where the share of others begins; its job ends, live goes on', async (context) => {
  const { over, used, sleeps, later } = await orgWith(context, 50);
  const backfill = over('backfill');
  let last = '';
  const toTheEnd = async () => {
    for (;;) last = (await backfill.begin()).id;
  };
  await assert.rejects(toTheEnd, heldBack);
  assert.equal(used(), 40);
  assert.ok(sleeps.length > 0 && sleeps.every((ms) => ms <= 30_000));
  await backfill.end(last);
  await over('live').look();
  assert.equal(used(), 42);
  later(25 * 3_600_000);
  await backfill.begin();
});

it('looking for changes stops in the middle of that share, and live before its end', async (context) => {
  const { over, used } = await orgWith(context, 100);
  const forEver = async (use: 'live' | 'check') => {
    for (;;) await over(use).look();
  };
  await assert.rejects(forEver('check'), heldBack);
  assert.equal(used(), 90);
  await assert.rejects(forEver('live'), heldBack);
  assert.equal(used(), 98);
});
