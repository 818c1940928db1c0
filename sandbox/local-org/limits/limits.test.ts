import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../index.ts';
import { Allocations, refuseLongRequests } from './allocations.ts';
import { limitsOf } from './editions.ts';
import { refusal, runJob, talkTo, type Talk } from './testing.ts';

const start = async (
  context: TestContext,
  options: LocalOrgOptions,
): Promise<{ org: LocalOrg; say: Talk }> => {
  const org = await startLocalOrg({ empty: true, ...options });
  context.after(() => org.close());
  return { org, say: talkTo(org) };
};

const accounts = (count: number) => ({
  records: Array.from({ length: count }, (_none, at) => ({
    attributes: { type: 'Account' },
    Name: `Account ${at}`,
  })),
});
const create = (say: Talk, count: number) =>
  say('/composite/sobjects', { method: 'POST', body: accounts(count) });

test("an edition's values, and one's own over them", () => {
  assert.equal(limitsOf().apiRequestsADay, 100_000);
  const { apiRequestsADay, dataStorageMB, longRequests } = limitsOf('developer');
  assert.deepEqual([apiRequestsADay, dataStorageMB, longRequests], [15_000, 5, 5]);
  const own = limitsOf({ base: 'developer', apiRequestsADay: 3 });
  assert.deepEqual([own.apiRequestsADay, own.dataStorageMB], [3, 5]);
});

test('past the daily requests all APIs refuse, until the day has gone round', async (context) => {
  let clock = new Date('2026-05-13T10:30:00Z');
  const { org, say } = await start(context, {
    now: () => clock,
    edition: { apiRequestsADay: 2 },
    tokenLifetimeMs: 1e12,
  });
  await say('/sobjects');
  const last = await say('/limits');
  assert.equal(last.headers.get('sforce-limit-info'), 'api-usage=2/2');
  assert.deepEqual(last.body.DailyApiRequests, { Max: 2, Remaining: 0 });
  for (const path of ['/limits', '/jobs/ingest', '/ui-api/object-info/Account']) {
    const refused = await say(path);
    assert.equal(refusal(refused), '403 REQUEST_LIMIT_EXCEEDED TotalRequests Limit exceeded.');
    assert.equal(refused.headers.get('sforce-limit-info'), 'api-usage=2/2');
  }
  const soap = await fetch(`${org.url}/services/Soap/u/66.0`, { method: 'POST', body: '<a/>' });
  assert.match(await soap.text(), /<faultcode>sf:REQUEST_LIMIT_EXCEEDED<\/faultcode>/);
  clock = new Date('2026-05-14T10:00:00Z');
  assert.equal((await say('/limits')).status, 200);
});

test('who is not let in uses up nothing', async (context) => {
  const { org, say } = await start(context, {});
  assert.equal((await say('/limits', { token: 'nobody' })).status, 401);
  assert.equal(org.allocations.apiRequests.used, 0);
});

test('while too many requests run for long, no other is taken', () => {
  let clock = new Date('2026-05-13T10:00:00Z');
  const allocations = new Allocations(() => clock, limitsOf('developer'));
  const ends = Array.from({ length: 5 }, () => allocations.running.begin());
  refuseLongRequests(allocations);
  clock = new Date('2026-05-13T10:00:20Z');
  const refused = /ConcurrentRequests \(Concurrent API Requests\) Limit exceeded/;
  assert.throws(() => refuseLongRequests(allocations), refused);
  ends[0]?.();
  refuseLongRequests(allocations);
});

test('a request is under way until it is answered', async (context) => {
  const { org, say } = await start(context, { edition: { longRequests: 1, longRequestMs: 0 } });
  assert.equal((await say('/sobjects')).status, 200);
  const end = org.allocations.running.begin();
  assert.match(refusal(await say('/sobjects')), /^403 REQUEST_LIMIT_EXCEEDED ConcurrentRequests/);
  end();
  assert.equal((await say('/sobjects')).status, 200);
});

test('storage: 2 KB a record; a record too many fails alone, and deleting makes room', async (context) => {
  const { org, say } = await start(context, { edition: { dataStorageMB: 4 / 512 } });
  const { body } = await create(say, 5);
  const failed = body.map(({ errors }: { errors: { statusCode: string }[] }) => {
    return errors[0]?.statusCode;
  });
  assert.deepEqual(failed, [...Array(4).fill(undefined), 'STORAGE_LIMIT_EXCEEDED']);
  assert.equal(org.org.storage().usedBytes, 4 * 2048);
  const again = () => say('/sobjects/Account', { method: 'POST', body: { Name: 'One more' } });
  assert.match(refusal(await again()), /^400 STORAGE_LIMIT_EXCEEDED storage limit exceeded/);
  const change = { method: 'PATCH', body: { Name: 'Changed' } };
  assert.equal((await say(`/sobjects/Account/${body[0].id}`, change)).status, 204);
  await say(`/sobjects/Account/${body[0].id}`, { method: 'DELETE' });
  assert.equal((await again()).status, 201);
});

test('what was rolled back, or never saved, takes up no room', async (context) => {
  const { org, say } = await start(context, { edition: { dataStorageMB: 3 / 512 } });
  const records = [...accounts(2).records, { attributes: { type: 'Account' } }];
  await say('/composite/sobjects', { method: 'POST', body: { allOrNone: true, records } });
  assert.equal(org.org.storage().usedBytes, 0);
  await say('/composite/sobjects', { method: 'POST', body: { records } });
  assert.equal(org.org.storage().usedBytes, 2 * 2048);
  const subrequest = {
    method: 'POST',
    url: '/services/data/v66.0/sobjects/Account',
    referenceId: 'a',
  };
  const compositeRequest = [
    { ...subrequest, body: { Name: 'Three' } },
    { ...subrequest, referenceId: 'b', body: { Name: 'Four' } },
  ];
  await say('/composite', { method: 'POST', body: { allOrNone: true, compositeRequest } });
  assert.equal(org.org.storage().usedBytes, 2 * 2048);
});

test('limits and record counts tell what is used', async (context) => {
  const { say } = await start(context, { edition: 'developer' });
  await create(say, 3);
  const { body: limits } = await say('/limits');
  assert.deepEqual(limits.DataStorageMB, { Max: 5, Remaining: 4 });
  const { body } = await say('/limits/recordCount?sObjects=account,Contact,Nothing');
  assert.deepEqual(body.sObjects, [
    { count: 3, name: 'Account' },
    { count: 0, name: 'Contact' },
  ]);
});

test('record counts are for administrators', async (context) => {
  const org = await startLocalOrg();
  context.after(() => org.close());
  const { status } = await talkTo(org)('/limits/recordCount', {
    token: org.users.agent.accessToken,
  });
  assert.equal(status, 403);
});

test('bulk: past the daily batches a job ends with the rest unprocessed, and none is begun', async (context) => {
  const { say } = await start(context, { edition: { bulkBatchesADay: 1 } });
  const csv = `Name\n${'Many\n'.repeat(10_001)}`;
  const job = await runJob(say, { object: 'Account', operation: 'insert' }, csv);
  assert.deepEqual([job.state, job.numberRecordsProcessed], ['Failed', 10_000]);
  assert.equal(job.errorMessage, 'ExceededQuota : ApiBatchItems Limit exceeded.');
  const { body: rest } = await say(`/jobs/ingest/${job.id}/unprocessedrecords`);
  assert.equal(rest, 'Name\nMany\n');
  const body = { object: 'Account', operation: 'insert' };
  const refused = await say('/jobs/ingest', { method: 'POST', body });
  assert.match(refusal(refused), /^400 EXCEEDEDQUOTA ExceededQuota : ApiBatchItems/);
  const { body: limits } = await say('/limits');
  assert.deepEqual(limits.DailyBulkApiBatches, { Max: 1, Remaining: 0 });
});

test('bulk: rows a day, bytes an upload, query jobs a day', async (context) => {
  const edition = { bulkRowsADay: 2, bulkUploadBytes: 20, bulkQueryJobsADay: 1 };
  const { say } = await start(context, { edition });
  const insert = { object: 'Account', operation: 'insert' };
  const job = await runJob(say, insert, 'Name\na\nb\nc\n');
  assert.deepEqual([job.state, job.numberRecordsProcessed], ['Failed', 0]);
  assert.match(job.errorMessage as string, /^ExceededQuota/);
  const { body: open } = await say('/jobs/ingest', { method: 'POST', body: insert });
  const csv = 'Name\n12345678901234567890\n';
  const large = await say(`/jobs/ingest/${open.id}/batches`, { method: 'PUT', body: csv });
  assert.equal(large.status, 413);
  const body = { operation: 'query', query: 'SELECT Id FROM Account' };
  assert.equal((await say('/jobs/query', { method: 'POST', body })).status, 200);
  const second = await say('/jobs/query', { method: 'POST', body });
  assert.match(refusal(second), /^400 EXCEEDEDQUOTA/);
});

test('pages, collections and composite requests by configuration', async (context) => {
  const edition = { queryPage: 200, collectionRecords: 150, compositeSubrequests: 1 };
  const { say } = await start(context, { edition });
  assert.match(refusal(await create(say, 151)), /cannot submit more than 150 records/);
  await create(say, 150);
  await create(say, 150);
  const { body } = await say('/query?q=SELECT+Id+FROM+Account');
  assert.deepEqual([body.records.length, body.totalSize, body.done], [200, 300, false]);
  const one = { method: 'GET', url: '/services/data/v66.0/sobjects', referenceId: 'a' };
  const compositeRequest = [one, { ...one, referenceId: 'b' }];
  const refused = await say('/composite', { method: 'POST', body: { compositeRequest } });
  assert.match(refusal(refused), /at most 1 subrequests/);
});
