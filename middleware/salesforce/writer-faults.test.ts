import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Effect } from '../../sandbox/faults/index.ts';
import { Failure } from '../common/errors.ts';
import { createCollectionsWriter } from './collections-writer.ts';
import { scenarioForEach } from './fixtures/scenario.ts';
import { adoptLostJobs } from './job.ts';
import { createSizedWriter } from './sized-writer.ts';
import { collect, each, externalIdFields, order } from './testing.ts';
import { createBulkWriter } from './writer.ts';

const job = /\/jobs\/ingest$/;
const batches = /\/jobs\/ingest\/\w+\/batches/;
const state = /\/jobs\/ingest\/\w+$/;

describe('the bulk writer, when the network or the login fails', () => {
  const its = scenarioForEach();

  const answer = (status: number, more: Partial<Extract<Effect, { kind: 'answer' }>> = {}) =>
    ({ kind: 'answer', status, ...more }) as const;
  const expired = [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }];

  const cured: readonly [name: string, method: string, path: RegExp, effect: Effect][] = [
    ['503 when a job is made', 'POST', job, answer(503)],
    ['500 in mid-upload', 'PUT', batches, answer(500, { afterRequestBytes: 70_000 })],
    ['a reset in mid-upload', 'PUT', batches, { kind: 'reset-request', afterBytes: 70_000 }],
    ['silence instead of a state', 'GET', state, { kind: 'hang' }],
    ['a state that is cut off', 'GET', state, { kind: 'reset-response', afterBytes: 20 }],
    ['a state that ends too early', 'GET', state, { kind: 'truncate', afterBytes: 20 }],
    ['a lost answer to a new job', 'POST', job, { kind: 'lose-answer' }],
    ['a lost answer to an upload', 'PUT', batches, { kind: 'lose-answer' }],
    ['a lost answer to "upload complete"', 'PATCH', state, { kind: 'lose-answer' }],
  ];
  for (const [name, method, path, effect] of cured) {
    it(`gets over ${name}`, async () => {
      const fault = its.proxy.plan({ method, path, effect });
      await its.allAreWritten();
      assert.equal(fault.hits, 1);
    });
  }

  it('waits as long as 429 says', async () => {
    its.proxy.plan({
      method: 'PUT',
      path: batches,
      effect: answer(429, { headers: { 'retry-after': '7' } }),
    });
    await its.allAreWritten();
    assert.ok(its.io.sleeps.includes(7000));
  });

  it('logs in again, once, when the token expires in mid-upload', async () => {
    const effect = answer(401, { body: expired, afterRequestBytes: 70_000 });
    its.proxy.plan({ method: 'PUT', path: batches, effect });
    await its.allAreWritten();
    assert.equal(its.proxy.requests.filter(({ path }) => path.includes('/oauth2/token')).length, 2);
  });

  it('stops when a new login does not help either, and says what to check', async () => {
    const effect = answer(401, { body: expired });
    its.proxy.plan({ method: 'PUT', path: batches, times: Infinity, effect });
    await assert.rejects(its.write(its.someOrders()), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.kind, 'auth');
      assert.match(error.message, /400 rows of Commerce_Order__c.*INVALID_SESSION_ID/);
      assert.match(error.action, /External Client App/);
      return true;
    });
    assert.deepEqual(await its.inOrg(), { orders: 0, lines: 0 });
    assert.deepEqual(await its.ledger.open(), []);
  });

  it('stops when the requests of the day are used up', async () => {
    const body = [
      { errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
    ];
    const fault = its.proxy.plan({
      method: 'POST',
      path: job,
      nth: 2,
      effect: answer(403, { body }),
    });
    await assert.rejects(its.write(its.someOrders()), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.kind, 'rate-limit');
      assert.match(error.message, /1200 rows of Commerce_Order_Line__c/);
      assert.match(error.action, /Wait until/);
      return true;
    });
    assert.equal(fault.hits, 1);
    assert.deepEqual(await its.inOrg(), { orders: 400, lines: 0 });
    await its.allAreWritten();
  });

  it('stops when Salesforce stays away, leaves no job behind, and can be run again', async () => {
    const fault = its.proxy.plan({ method: 'PUT', path: batches, times: 6, effect: answer(503) });
    await assert.rejects(its.write(its.someOrders()), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.kind, 'unavailable');
      assert.match(error.message, /400 rows of Commerce_Order__c could not be sent/);
      return true;
    });
    assert.equal(fault.hits, 6);
    assert.deepEqual(await its.ledger.open(), []);
    await its.allAreWritten();
  });

  it('sends nothing newer while a job that it lost sight of may still write', async () => {
    const { connection, ledger } = its;
    const lost = new Set<string>();
    const options = { connection, externalIdFields, ledger, lost };
    const sized = createSizedWriter({
      few: createCollectionsWriter(options),
      many: createBulkWriter({ ...options, spoolDir: its.spoolDir }),
      first: () => adoptLostJobs(options, lost),
      fewRows: 10,
    });
    its.proxy.plan({ method: 'GET', path: state, times: 6, effect: answer(503) });
    await assert.rejects(collect(sized.write(each(its.someOrders()))), /503/);
    const [left] = await ledger.open();
    assert.deepEqual([...lost], [left!.id]);
    const before = its.proxy.requests.length;
    const asked = () => its.proxy.requests.slice(before).map(({ path }) => path);
    its.proxy.plan({ method: 'GET', path: state, times: 6, effect: answer(503) });
    const newer = [order(its.id('-0'), 1)];
    await assert.rejects(collect(sized.write(each(newer))), /503/);
    assert.ok(asked().every((path) => path.endsWith(left!.id)));
    assert.deepEqual(Object.values((await collect(sized.write(each(newer)))).states), ['written']);
    assert.deepEqual([await ledger.open(), lost.size], [[], 0]);
  });
});
