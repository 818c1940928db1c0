import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstLines, scenarioForEach } from './fixtures/scenario.ts';
import { adoptOpenJobs, type JobFate } from './job.ts';
import type { LedgerJob } from './record.ts';
import { memoryLedger, order } from './testing.ts';

const state = /\/jobs\/ingest\/\w+$/;

describe('the bulk writer, when jobs fail, or find a record locked', () => {
  const its = scenarioForEach();

  /** Changes what is said of jobs that are over: of the first ones only, or of all. */
  function planEnd(change: object, jobs = Infinity): void {
    let left = jobs;
    const body = (text: string) => {
      const info = JSON.parse(text) as { state: string };
      if (info.state !== 'JobComplete' || left === 0) return text;
      left -= 1;
      return JSON.stringify({ ...info, ...change });
    };
    its.proxy.plan({
      method: 'GET',
      path: state,
      times: Infinity,
      effect: { kind: 'rewrite', body },
    });
  }
  const failed = { state: 'Failed', errorMessage: 'InternalServerError : try later' };

  it('sends the rows again that a failed job left out', async () => {
    planEnd(failed, 1);
    its.proxy.plan({ path: /successfulResults/, effect: firstLines(101) });
    await its.allAreWritten();
    const objects = its.ledger.history.map(({ object }) => object);
    assert.deepEqual(objects, ['Commerce_Order__c', 'Commerce_Order__c', 'Commerce_Order_Line__c']);
  });

  it('gives everything back as retry when the job fails again and again', async () => {
    planEnd(failed);
    its.proxy.plan({ path: /Results/, times: Infinity, effect: firstLines(1) });
    const { states, errors } = await its.write([order(its.id('-1'), 1), order(its.id('-2'), 1)]);
    assert.deepEqual(Object.values(states), ['retry', 'retry']);
    assert.match(errors[0]!.message, /ended as Failed before this row: InternalServerError : try/);
    assert.equal(its.ledger.history.length, 4);
  });

  it('does not insist when a person has aborted the job', async () => {
    planEnd({ state: 'Aborted' });
    its.proxy.plan({ path: /Results/, times: Infinity, effect: firstLines(1) });
    const { states, errors } = await its.write([order(its.id('-1'), 1)]);
    assert.deepEqual(Object.values(states), ['retry']);
    assert.match(errors[0]!.message, /ended as Aborted/);
    assert.equal(its.ledger.history.length, 1);
  });

  it('sends what hangs on a locked record by itself, when all else is written', async () => {
    planEnd({ numberRecordsFailed: 1 }, 1);
    const csv = `"sf__Id","sf__Error",External_Id__c\n"","UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--",shopify:test:${its.id('-3')}\n`;
    its.proxy.plan({ path: /\/failedResults/, effect: { kind: 'rewrite', body: () => csv } });
    await its.allAreWritten();
    const uploads = its.proxy.requests.filter(({ method }) => method === 'PUT');
    assert.deepEqual(its.rows, [400, 1197, 1, 3]);
    assert.equal(uploads.length, 4);
  });

  describe('on records that somebody holds', () => {
    /** Salesforce itself tries a row of a bulk job so often. */
    const savesInJob = 11;
    const hold = (name: string, jobs: number) =>
      its.org.faults.lockRow({
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
