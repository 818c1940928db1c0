import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { startFaultProxy } from '../../sandbox/faults/index.ts';
import type { Effect, FaultProxy } from '../../sandbox/faults/index.ts';
import { startLocalOrg } from '../../sandbox/local-org/index.ts';
import type { LocalOrg } from '../../sandbox/local-org/index.ts';
import { Failure } from '../common/errors.ts';
import { adoptOpenJobs, type JobFate } from './job.ts';
import { openSalesforce } from './login.ts';
import { count } from './query.ts';
import type { Aggregate, LedgerJob, Row } from './record.ts';
import {
  aggregate,
  customer,
  filesBelow,
  memoryLedger,
  order,
  startScenario,
  temporaryDirectory,
} from './testing.ts';
import type { Scenario } from './testing.ts';

const state = /\/jobs\/ingest\/\w+$/;
const failedResults = /\/failedResults/;
const clientSecret = 'a secret of this test';

describe('the bulk writer, when rows or jobs fail', () => {
  const spoolDir = temporaryDirectory();
  let org: LocalOrg;
  let proxy: FaultProxy;
  let its: Scenario;

  before(async () => {
    org = await startLocalOrg({ clientSecret });
  });

  after(async () => {
    await org.close();
    rmSync(spoolDir, { recursive: true, force: true });
  });

  beforeEach(async () => {
    proxy = await startFaultProxy({ target: org.url });
    its = await startScenario({ org, proxyUrl: proxy.url, clientSecret, spoolDir });
  });

  afterEach(async () => {
    await proxy.close();
    assert.deepEqual(filesBelow(spoolDir), []);
  });

  const oneBad = () => {
    const orders = its.someOrders();
    orders[7] = order(its.id('-7'), 3, {}, { SKU__c: 'x'.repeat(300) });
    return orders;
  };

  async function onlyTheBadOneIsMissing(aggregates: Aggregate[]): Promise<void> {
    const { states, errors } = await its.write(aggregates);
    const key = `order:${its.id('-7')}`;
    assert.equal(states[key], 'rejected');
    assert.equal(Object.values(states).filter((one) => one === 'written').length, 399);
    assert.equal(errors.length, 3);
    for (const error of errors) {
      assert.equal(error.code, 'STRING_TOO_LONG');
      assert.deepEqual(error.fields, ['SKU__c']);
      assert.match(error.externalId, new RegExp(its.id('-7')));
    }
    assert.deepEqual(await its.inOrg(), { orders: 400, lines: 1197 });
  }

  it('rejects a record for what it holds, and nothing else', () =>
    onlyTheBadOneIsMissing(oneBad()));

  it('changes what is there and passes over what is not, where a row says so', async () => {
    const whole = order(its.id('-1'), 2);
    await its.write([whole]);
    const mark = (id: string): Row => {
      const externalId = `shopify:test:${its.id(id)}`;
      const fields = { External_Id__c: externalId, Removed__c: true };
      return { object: 'Commerce_Order_Line__c', externalId, fields, onlyIfThere: true };
    };
    const marked = { ...whole, rows: [...whole.rows.slice(0, 2), mark('-1-2'), mark('-1-9')] };
    const { states, errors } = await its.write([marked]);
    assert.deepEqual([states, errors], [{ [whole.key]: 'written' }, []]);
    const ours = `Order__r.Name = '#${its.id('-1')}'`;
    assert.equal(
      await count(its.direct, 'Commerce_Order_Line__c', `${ours} AND Removed__c = true`),
      1,
    );
    assert.deepEqual(await its.inOrg(), { orders: 1, lines: 2 });
  });

  it('reads results again that break off', async () => {
    const fault = proxy.plan({
      path: failedResults,
      effect: { kind: 'reset-response', afterBytes: 400 },
    });
    await onlyTheBadOneIsMissing(oneBad());
    assert.equal(fault.hits, 1);
  });

  it('believes in no row without a result: it is sent again', async () => {
    const effect: Effect = {
      kind: 'rewrite',
      body: (text) => text.split('\n').slice(0, 2).join('\n'),
    };
    const fault = proxy.plan({ path: failedResults, effect });
    await onlyTheBadOneIsMissing(oneBad());
    assert.equal(fault.hits, 1);
    assert.equal(its.ledger.history.length, 3);
  });

  it('gives a row back that never gets a result', async () => {
    const effect: Effect = {
      kind: 'rewrite',
      body: (text) => text.split('\n').slice(0, 1).join('\n'),
    };
    proxy.plan({ path: failedResults, times: Infinity, effect });
    const { states, errors } = await its.write(oneBad());
    assert.equal(states[`order:${its.id('-7')}`], 'retry');
    assert.deepEqual([...new Set(errors.map(({ code }) => code))], ['NO_RESULT']);
    assert.match(errors[0]!.message, /no result for this row in job \w+/);
    assert.equal(Object.values(states).filter((one) => one === 'written').length, 399);
  });

  it('looks at every result when the counts do not add up', async () => {
    const effect: Effect = {
      kind: 'rewrite',
      body: (text) => text.replace(/"numberRecordsProcessed":\d+/, '"numberRecordsProcessed":399'),
    };
    proxy.plan({ method: 'GET', path: state, times: Infinity, effect });
    await its.allAreWritten();
    assert.ok(proxy.requests.some(({ path }) => path.includes('/successfulResults')));
  });

  it('does not send what hangs on a record that was rejected', async () => {
    const orders = its.someOrders();
    orders[7] = order(its.id('-7'), 3, { Item_Summary__c: 'x'.repeat(300) });
    const { states, errors } = await its.write(orders);
    assert.equal(states[`order:${its.id('-7')}`], 'rejected');
    assert.deepEqual(
      errors.map(({ object, code }) => [object, code]),
      [['Commerce_Order__c', 'STRING_TOO_LONG']],
    );
    assert.deepEqual(await its.inOrg(), { orders: 399, lines: 1197 });
  });

  it('lets an order wait for its customer', async () => {
    const buyer = customer(its.id('buyer'));
    const waiting = order(its.id('-w'), 2, { 'Customer__r.External_Id__c': buyer.externalId });
    const first = await its.write([waiting, order(its.id('-x'), 2)]);
    assert.deepEqual(first.states, {
      [waiting.key]: 'waiting-parent',
      [`order:${its.id('-x')}`]: 'written',
    });
    assert.match(first.errors[0]!.message, new RegExp(buyer.externalId));
    const second = await its.write([aggregate('customer', [buyer]), waiting]);
    assert.deepEqual(second.states, { customer: 'written', [waiting.key]: 'written' });
    assert.deepEqual(await its.inOrg(), { orders: 2, lines: 4 });
  });

  /** Changes what is said of jobs that are over: of the first ones only, or of all. */
  function planEnd(change: object, jobs = Infinity): void {
    let left = jobs;
    const body = (text: string) => {
      const info = JSON.parse(text) as { state: string };
      if (info.state !== 'JobComplete' || left === 0) return text;
      left -= 1;
      return JSON.stringify({ ...info, ...change });
    };
    proxy.plan({ method: 'GET', path: state, times: Infinity, effect: { kind: 'rewrite', body } });
  }
  const firstLines = (lines: number): Effect => ({
    kind: 'rewrite',
    body: (text) => text.split('\n').slice(0, lines).join('\n'),
  });
  const failed = { state: 'Failed', errorMessage: 'InternalServerError : try later' };

  it('sends the rows again that a failed job left out', async () => {
    planEnd(failed, 1);
    proxy.plan({ path: /successfulResults/, effect: firstLines(101) });
    await its.allAreWritten();
    const objects = its.ledger.history.map(({ object }) => object);
    assert.deepEqual(objects, ['Commerce_Order__c', 'Commerce_Order__c', 'Commerce_Order_Line__c']);
  });

  it('gives everything back as retry when the job fails again and again', async () => {
    planEnd(failed);
    proxy.plan({ path: /Results/, times: Infinity, effect: firstLines(1) });
    const { states, errors } = await its.write([order(its.id('-1'), 1), order(its.id('-2'), 1)]);
    assert.deepEqual(Object.values(states), ['retry', 'retry']);
    assert.match(errors[0]!.message, /ended as Failed before this row: InternalServerError : try/);
    assert.equal(its.ledger.history.length, 4);
  });

  it('does not insist when a person has aborted the job', async () => {
    planEnd({ state: 'Aborted' });
    proxy.plan({ path: /Results/, times: Infinity, effect: firstLines(1) });
    const { states, errors } = await its.write([order(its.id('-1'), 1)]);
    assert.deepEqual(Object.values(states), ['retry']);
    assert.match(errors[0]!.message, /ended as Aborted/);
    assert.equal(its.ledger.history.length, 1);
  });

  it('sends what hangs on a locked record by itself, when all else is written', async () => {
    planEnd({ numberRecordsFailed: 1 }, 1);
    const csv = `"sf__Id","sf__Error",External_Id__c\n"","UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--",shopify:test:${its.id('-3')}\n`;
    proxy.plan({ path: failedResults, effect: { kind: 'rewrite', body: () => csv } });
    await its.allAreWritten();
    const uploads = proxy.requests.filter(({ method }) => method === 'PUT');
    assert.deepEqual(its.rows, [400, 1197, 1, 3]);
    assert.equal(uploads.length, 4);
  });

  describe('on records that somebody holds', () => {
    /** Salesforce itself tries a row of a bulk job so often. */
    const savesInJob = 11;
    const hold = (name: string, jobs: number) =>
      org.faults.lockRow({
        object: 'Commerce_Order__c',
        record: { External_Id__c: `shopify:test:${its.id(name)}` },
        times: jobs * savesInJob,
      });

    it('waits for them at the end, a piece each, and then with all that hangs on them', async () => {
      await its.allAreWritten();
      its.rows.length = 0;
      const locks = [hold('-3', 2), hold('-9', 1)];
      const { states, errors } = await its.write(its.someOrders());
      assert.deepEqual(errors, []);
      assert.ok(Object.values(states).every((one) => one === 'written'));
      assert.deepEqual(
        locks.map(({ hits }) => hits),
        [2 * savesInJob, savesInJob],
      );
      const [orders, lines, ...pieces] = its.rows;
      assert.deepEqual([orders, lines], [400, 1194]);
      assert.deepEqual(pieces, [1, 1, 3, 1, 3]);
    });

    it('gives back those alone that stay so, after so many attempts', async () => {
      await its.allAreWritten();
      its.rows.length = 0;
      const lock = hold('-3', Infinity);
      const { states, errors } = await its.write(its.someOrders());
      lock.release();
      const back = Object.entries(states).filter(([, state]) => state !== 'written');
      assert.deepEqual(back, [[`order:${its.id('-3')}`, 'retry']]);
      assert.match(errors[0]!.code, /UNABLE_TO_LOCK_ROW/);
      assert.deepEqual(its.rows, [400, 1197, 1, 1, 1]);
    });

    it('sends them in few pieces, however many there are', async () => {
      await its.allAreWritten();
      its.rows.length = 0;
      const locks = Array.from({ length: 12 }, (_, index) => hold(`-${index}`, 1));
      const { errors } = await its.write(its.someOrders());
      assert.deepEqual(errors, []);
      assert.ok(locks.every(({ hits }) => hits === savesInJob));
      assert.deepEqual(its.rows, [400, 1164, 3, 9, 3, 9, 2, 6, 2, 6, 2, 6]);
    });
  });

  it('says which field of which object the org does not have', async () => {
    const unknown = order(its.id('-u'), 1, { Nonsense__c: 'x' });
    await assert.rejects(its.write([unknown]), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.kind, 'config');
      assert.match(error.message, /Commerce_Order__c.*Nonsense__c/);
      assert.match(error.action, /Deploy.*Commerce_Integration/);
      return true;
    });
    assert.deepEqual(await its.ledger.open(), []);
  });

  it('says which permission set is missing', async () => {
    const { accessToken } = org.users.agent;
    const agent = await openSalesforce({ instanceUrl: proxy.url, accessToken }, its.io);
    const orders = [order(its.id('-p'), 1), order(its.id('-q'), 1)];
    await assert.rejects(its.write(orders, agent), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.kind, 'config');
      assert.match(error.message, /Commerce_Order__c/);
      assert.match(error.action, /Commerce_Integration/);
      return true;
    });
  });

  it('adopts what a crash left: aborts, waits for, forgets', async () => {
    const connection = its.direct;
    const headers = { 'Content-Type': 'application/json' };
    const send = (method: string, path: string, body: object) =>
      connection.request<{ id: string }>(method, path, {
        headers,
        body: () => JSON.stringify(body),
      });
    const object = 'Commerce_Order__c';
    const externalIdFieldName = 'External_Id__c';
    const wanted = { object, operation: 'upsert', externalIdFieldName, lineEnding: 'LF' };
    const open = await send('POST', 'jobs/ingest', wanted);
    const sent = await send('POST', 'jobs/ingest', wanted);
    await connection.request('PUT', `jobs/ingest/${sent.id}/batches`, {
      headers: { 'Content-Type': 'text/csv' },
      body: () => `External_Id__c,Name,Store__c\nshopify:test:z,#${its.id('-z')},shopify:test\n`,
    });
    await send('PATCH', `jobs/ingest/${sent.id}`, { state: 'UploadComplete' });
    const ids = [open.id, sent.id, '750000000000000AAA'];
    const ledger = memoryLedger(...ids.map((id) => ({ id, object, correlation: `run ${id}` })));
    const told: string[] = [];
    const onAdopted = (job: LedgerJob, fate: JobFate) => told.push(`${job.correlation} ${fate}`);
    const tally = await adoptOpenJobs({ connection, ledger, onAdopted });
    const fates = ['aborted', 'finished', 'unknown'];
    assert.deepEqual(
      told,
      ids.map((id, index) => `run ${id} ${fates[index]}`),
    );
    assert.deepEqual(tally, { aborted: 1, finished: 1, unknown: 1 });
    assert.deepEqual(await ledger.open(), []);
    const aborted = await connection.request<{ state: string }>('GET', `jobs/ingest/${open.id}`);
    assert.equal(aborted.state, 'Aborted');
    assert.equal((await its.inOrg()).orders, 1);
  });
});
