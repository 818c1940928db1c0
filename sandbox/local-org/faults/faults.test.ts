import assert from 'node:assert/strict';
import { before, after, test } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { ended, refusal, runJob, talkTo, type Talk } from '../limits/testing.ts';
import { answers } from './index.ts';

let org: LocalOrg;
let say: Talk;
before(async () => {
  org = await startLocalOrg();
  say = talkTo(org);
});
after(() => org.close());

const account = { object: 'Account', operation: 'insert' };

test('answers in the org’s place, so many times, and then its own again', async () => {
  const path = /\/sobjects$/;
  org.faults.plan({ path, effect: answers.tooManyRequests(7), times: 2 });
  const first = await say('/sobjects');
  assert.deepEqual([first.status, first.headers.get('retry-after')], [429, '7']);
  assert.equal((await say('/sobjects')).status, 429);
  assert.equal((await say('/sobjects')).status, 200);
  for (const [effect, expected] of [
    [answers.unavailable(3), /^503 SERVER_UNAVAILABLE/],
    [answers.serverError(), /^500 UNKNOWN_EXCEPTION/],
    [answers.expiredSession(), /^401 INVALID_SESSION_ID/],
    [answers.requestLimit(), /^403 REQUEST_LIMIT_EXCEEDED TotalRequests/],
  ] as const) {
    const planned = org.faults.plan({ path, effect });
    assert.match(refusal(await say('/sobjects')), expected);
    assert.equal(planned.hits, 1);
  }
});

test('a late answer, and one that is cut off', async () => {
  org.faults.plan({ method: 'GET', path: /limits/, effect: { kind: 'delay', ms: 30 } });
  const started = performance.now();
  await say('/limits');
  assert.ok(performance.now() - started >= 25);
  const job = await runJob(say, account, 'Name\nOne\nTwo\nThree\n');
  org.faults.plan({ path: /successfulResults/, effect: { kind: 'truncate', afterBytes: 40 } });
  const results = `/jobs/ingest/${job.id}/successfulResults`;
  const short = (await say(results)).body as string;
  const whole = (await say(results)).body as string;
  assert.deepEqual([short.length, whole.startsWith(short), whole.length > 40], [40, true, true]);
  org.faults.plan({ path: /\/sobjects$/, effect: { kind: 'truncate', afterBytes: 10 } });
  const json = await fetch(`${org.url}/services/data/v66.0/sobjects`, {
    headers: { authorization: `Bearer ${org.accessToken}` },
  });
  assert.equal((await json.text()).length, 10);
});

test('breaking connections is left to the proxy', () => {
  assert.throws(
    () => org.faults.plan({ effect: { kind: 'reset-request', afterBytes: 1 } }),
    /start the fault proxy/,
  );
});

test('a job fails, or is aborted, behind its first batch', async () => {
  const csv = `Name\n${'Many\n'.repeat(10_001)}`;
  org.faults.planJob({ object: 'Account', fate: 'fails', afterRows: 10_000, message: 'Broken' });
  const failed = await runJob(say, account, csv);
  const figures = [failed.state, failed.errorMessage, failed.numberRecordsProcessed];
  assert.deepEqual(figures, ['Failed', 'Broken', 10_000]);
  const { body } = await say(`/jobs/ingest/${failed.id}/unprocessedrecords`);
  assert.equal(body, 'Name\nMany\n');
  org.faults.planJob({ fate: 'aborted' });
  const aborted = await runJob(say, account, 'Name\nNobody\n');
  assert.deepEqual([aborted.state, aborted.numberRecordsProcessed], ['Aborted', 0]);
  assert.equal((await runJob(say, account, 'Name\nAgain\n')).state, 'JobComplete');
});

test('a job stays InProgress until it is released; others pass it by; it can be aborted', async () => {
  const stay = org.faults.planJob({ operation: 'upsert', fate: 'stays', times: 2 });
  const upsert = {
    object: 'Commerce_Store__c',
    operation: 'upsert',
    externalIdFieldName: 'External_Id__c',
  };
  const start = async (key: string) => {
    const { body } = await say('/jobs/ingest', { method: 'POST', body: upsert });
    const csv = `External_Id__c,Name\n${key},${key}\n`;
    await say(`/jobs/ingest/${body.id}/batches`, { method: 'PUT', body: csv });
    const state = { state: 'UploadComplete' };
    await say(`/jobs/ingest/${body.id}`, { method: 'PATCH', body: state });
    return body.id as string;
  };
  const [first, second] = [await start('one'), await start('two')];
  assert.equal((await runJob(say, account, 'Name\nMeanwhile\n')).state, 'JobComplete');
  assert.equal((await say(`/jobs/ingest/${first}`)).body.state, 'InProgress');
  await say(`/jobs/ingest/${second}`, { method: 'PATCH', body: { state: 'Aborted' } });
  assert.equal(stay.hits, 2);
  stay.release();
  assert.equal((await ended(say, first)).state, 'JobComplete');
  assert.equal((await ended(say, second)).state, 'Aborted');
});

test('a query job has its fate too', async () => {
  const body = { operation: 'query', query: 'SELECT Id FROM Account' };
  org.faults.planJob({ kind: 'query', fate: 'fails', message: 'Too slow' });
  const { body: job } = await say('/jobs/query', { method: 'POST', body });
  for (;;) {
    const { body: info } = await say(`/jobs/query/${job.id}`);
    if (info.state === 'UploadComplete') continue;
    assert.deepEqual([info.state, info.errorMessage], ['Failed', 'Too slow']);
    return;
  }
});

test('bulk: rows that meet a lock are tried again ten times, which the job tells', async () => {
  const orders = {
    object: 'Commerce_Order__c',
    operation: 'upsert',
    externalIdFieldName: 'External_Id__c',
  };
  const lines = { ...orders, object: 'Commerce_Order_Line__c' };
  await runJob(say, orders, 'External_Id__c,Name\na,1\nb,2\n');
  const csv = 'External_Id__c,Name,Order__r.External_Id__c\n1,x,a\n2,y,b\n';
  const record = { External_Id__c: 'a' };
  org.faults.lockRow({ object: 'Commerce_Order__c', record, times: 3 });
  const late = await runJob(say, lines, csv);
  assert.deepEqual([late.state, late.retries, late.numberRecordsFailed], ['JobComplete', 3, 0]);
  const lock = org.faults.lockRow({ object: 'Commerce_Order__c', record, times: Infinity });
  const never = await runJob(say, lines, csv);
  assert.deepEqual([never.state, never.retries, never.numberRecordsFailed], ['JobComplete', 10, 1]);
  const { body } = await say(`/jobs/ingest/${never.id}/failedResults`);
  assert.match(body as string, /"UNABLE_TO_LOCK_ROW:unable to obtain exclusive access/);
  lock.release();
  assert.equal((await runJob(say, lines, csv)).numberRecordsFailed, 0);
});

test('bulk: chunks that would have gone row by row are counted', async () => {
  const before = { ...org.bulkCounters };
  const rows = Array.from({ length: 401 }, (_none, at) => (at === 5 || at === 6 ? '#N/A' : 'x'));
  const job = await runJob(say, account, `Name\n${rows.join('\n')}\n`);
  assert.equal(job.numberRecordsFailed, 2);
  const { batches, chunksRowByRow, rows: counted } = org.bulkCounters;
  assert.deepEqual(
    [batches - before.batches, counted - before.rows, chunksRowByRow - before.chunksRowByRow],
    [1, 401, 1],
  );
});

test('bulk: hard delete needs a permission that administrators do not have either', async () => {
  const job = { object: 'Account', operation: 'hardDelete' };
  const refused = await say('/jobs/ingest', { method: 'POST', body: job });
  assert.match(refusal(refused), /^400 FEATURENOTENABLED FeatureNotEnabled : hardDelete operation/);
  const soql = "SELECT Id FROM PermissionSet WHERE Profile.Name = 'System Administrator'";
  const { body: found } = await say(`/query?q=${encodeURIComponent(soql)}`);
  const grant = { PermissionsBulkApiHardDelete: true };
  const id = found.records[0].Id as string;
  await say(`/sobjects/PermissionSet/${id}`, { method: 'PATCH', body: grant });
  const { body: made } = await say('/sobjects/Account', { method: 'POST', body: { Name: 'Gone' } });
  assert.equal((await runJob(say, job, `Id\n${made.id}\n`)).numberRecordsFailed, 0);
  const deleted = `SELECT Id FROM Account WHERE Id = '${made.id}'`;
  const { body: left } = await say(`/queryAll?q=${encodeURIComponent(deleted)}`);
  assert.equal(left.totalSize, 0);
});
