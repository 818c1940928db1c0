import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { Request } from 'express';
import { spool } from './upload.ts';
import { fakeOrg, fakeSession, fakeSoql } from './fake-org.ts';
import { startServer, type TestServer } from './testing.ts';

const serve = (org = fakeOrg()) => ({
  org,
  soql: fakeSoql,
  sessionOf: (request: Request) => fakeSession(request.get('user') ?? 'admin'),
});
const org = fakeOrg();

let server: TestServer;
before(async () => {
  server = await startServer(serve(org));
});
after(() => server.close());

const upsert = { object: 'Thing__c', operation: 'upsert', externalIdFieldName: 'key__c' };
const post = (body: object) => ({ method: 'POST', body: JSON.stringify(body) });

async function refusal(answer: Response): Promise<string> {
  const [error] = (await answer.json()) as { errorCode: string; message: string }[];
  return `${answer.status} ${error?.errorCode} ${error?.message}`;
}

test('an upsert goes from Open to JobComplete, with results for each row', async () => {
  const created = await server.call('/ingest', post({ ...upsert, lineEnding: 'CRLF' }));
  const job = (await created.json()) as Record<string, unknown>;
  assert.match(String(job['id']), /^750\w{15}$/);
  assert.equal(job['contentUrl'], `services/data/v66.0/jobs/ingest/${String(job['id'])}/batches`);
  assert.deepEqual(
    [job['state'], job['apiVersion'], job['jobType'], job['externalIdFieldName']],
    ['Open', 66, 'V2Ingest', 'Key__c'],
  );
  const csv = 'Key__c,Name,Parent__r.Key__c\r\n1,"a ""b""",\r\n2,bad,#N/A\r\n';
  const put = await server.call(`/ingest/${job['id']}/batches`, { method: 'PUT', body: csv });
  assert.equal(put.status, 201);
  const closed = await server.call(`/ingest/${job['id']}`, {
    method: 'PATCH',
    body: '{"state":"UploadComplete"}',
  });
  assert.equal(((await closed.json()) as { state: string }).state, 'UploadComplete');
  const info = await server.finished(String(job['id']));
  assert.deepEqual(
    [info['state'], info['numberRecordsProcessed'], info['numberRecordsFailed']],
    ['JobComplete', 2, 1],
  );
  assert.deepEqual(org.saved.at(-1)?.rows, [
    ['1', 'a "b"', undefined],
    ['2', 'bad', null],
  ]);
  const results = async (kind: string) =>
    (await server.call(`/ingest/${job['id']}/${kind}`)).text();
  assert.equal(
    await results('successfulResults'),
    '"sf__Id","sf__Created",Key__c,Name,Parent__r.Key__c\r\n"a010","false",1,"a ""b""",\r\n',
  );
  assert.equal(
    await results('failedResults'),
    '"sf__Id","sf__Error",Key__c,Name,Parent__r.Key__c\r\n"","STRING_TOO_LONG:no ""bad"" names:Name --",2,bad,#N/A\r\n',
  );
  assert.equal(await results('unprocessedrecords'), 'Key__c,Name,Parent__r.Key__c\r\n');
});

test('rows are saved in batches of 10,000', async () => {
  const rows = Array.from({ length: 25_000 }, (_, index) => `${index},n\n`);
  const before = org.saved.length;
  const info = await server.run(upsert, `Key__c,Name\n${rows.join('')}`);
  assert.equal(info['numberRecordsProcessed'], 25_000);
  const sizes = org.saved.slice(before).map((request) => request.rows.length);
  assert.deepEqual(sizes, [10_000, 10_000, 5_000]);
});

test('a header with a field that does not exist fails the job and processes nothing', async () => {
  const info = await server.run(upsert, 'Key__c,Nam\n1,x\n');
  assert.equal(info['errorMessage'], 'InvalidBatch : Field name not found : Nam');
  assert.deepEqual([info['state'], info['numberRecordsProcessed']], ['Failed', 0]);
  const rest = await server.call(`/ingest/${info.id}/unprocessedrecords`);
  assert.equal(await rest.text(), 'Key__c,Nam\n1,x\n');
});

test('a header without the key, a wrong relationship or a column twice fails the job', async () => {
  const message = async (csv: string) => (await server.run(upsert, csv))['errorMessage'];
  assert.equal(await message('Name\nx\n'), 'InvalidBatch : Field name not found : Key__c');
  assert.equal(
    await message('Key__c,Parent__r.Name\n1,x\n'),
    'InvalidBatch : Field name not found : Parent__r.Name',
  );
  assert.match(String(await message('Key__c,key__c\n1,1\n')), /Duplicate field name/);
});

test('a row of another width fails the job after the batches before it', async () => {
  const info = await server.run(upsert, 'Key__c,Name\n1,x\n2\n');
  assert.equal(info['errorMessage'], 'ClientInputError : Row 2 has 1 columns, the header has 2');
});

test('a byte order mark and an empty file do no harm', async () => {
  assert.equal((await server.run(upsert, '\uFEFFKey__c,Name\n1,x\n'))['state'], 'JobComplete');
  assert.equal(
    (await server.run({ object: 'Thing__c', operation: 'insert' }, ''))['state'],
    'JobComplete',
  );
});

test('creation refuses what Salesforce refuses', async () => {
  const refused = async (body: object, user?: string) =>
    refusal(await server.call('/ingest', post(body), user));
  assert.equal(
    await refused({ ...upsert, object: 'Nothing__c' }),
    '400 INVALIDJOB InvalidJob : Unable to find object: Nothing__c',
  );
  assert.equal(
    await refused({ object: 'Thing__c', operation: 'upsert' }),
    '400 INVALIDJOB InvalidJob : External ID was blank for Thing__c. An External ID must be specified for upsert.',
  );
  assert.match(
    await refused({ ...upsert, externalIdFieldName: 'Name' }),
    /does not match an External ID/,
  );
  assert.match(
    await refused({ object: 'Thing__c', operation: 'merge' }),
    /^400 INVALIDJOB .*operation/,
  );
  assert.match(await refused({ ...upsert, lineEnding: 'CR' }), /lineEnding/);
  assert.match(
    await refused({ object: 'Thing__c', operation: 'delete' }, 'clerk'),
    /no delete access/,
  );
});

test('data may come once and only into an open job; states go forward only', async () => {
  const { id } = (await (await server.call('/ingest', post(upsert))).json()) as { id: string };
  const put = () => server.call(`/ingest/${id}/batches`, { method: 'PUT', body: 'Key__c\n1\n' });
  const patch = (state: string) =>
    server.call(`/ingest/${id}`, { method: 'PATCH', body: JSON.stringify({ state }) });
  assert.equal((await put()).status, 201);
  assert.match(await refusal(await put()), /^400 CLIENTINPUTERROR .*Found multiple contents/);
  assert.match(await refusal(await patch('InProgress')), /^400 INVALIDJOBSTATE/);
  assert.equal((await patch('Aborted')).status, 200);
  assert.match(await refusal(await patch('UploadComplete')), /^400 INVALIDJOBSTATE .*Aborted/);
  assert.match(await refusal(await put()), /^400 INVALIDJOBSTATE/);
  const rest = await server.call(`/ingest/${id}/unprocessedrecords`);
  assert.equal(await rest.text(), 'Key__c\n1\n');
  assert.equal((await server.call(`/ingest/${id}`, { method: 'DELETE' })).status, 204);
  assert.match(await refusal(await server.call(`/ingest/${id}`)), /^404 NOT_FOUND/);
});

test("somebody else's job is not found without rights", async () => {
  const { id } = (await (await server.call('/ingest', post(upsert))).json()) as { id: string };
  assert.equal((await server.call(`/ingest/${id}`, {}, 'clerk')).status, 404);
  const list = (await (await server.call('/ingest', {}, 'clerk')).json()) as { records: unknown[] };
  assert.equal(list.records.length, 0);
});

test('a client that hangs up may send again', async () => {
  const { id } = (await (await server.call('/ingest', post(upsert))).json()) as { id: string };
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from('Key__c\n'));
      setTimeout(() => controller.error(new Error('gone')), 20);
    },
  });
  const put = (body: string | ReadableStream) =>
    server.call(`/ingest/${id}/batches`, { method: 'PUT', body, duplex: 'half' });
  await assert.rejects(put(broken));
  let status = 0;
  for (let tries = 0; tries < 100 && status !== 201; tries++) {
    status = (await put('Key__c\n1\n')).status;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(status, 201);
});

test('too large an upload is read to its end and refused', async () => {
  const path = join(server.dataDir, 'large.csv');
  const body = () => Readable.from([Buffer.alloc(60), Buffer.alloc(60)]);
  await assert.rejects(spool(body(), path, 100), { status: 413 });
  assert.deepEqual([existsSync(path), existsSync(`${path}.partial`)], [false, false]);
  await spool(body(), path, 120);
  assert.equal(readFileSync(path).length, 120);
});

test('a job and its small data may come in one multipart request', async () => {
  const form = new FormData();
  form.append('job', new Blob([JSON.stringify(upsert)], { type: 'application/json' }));
  form.append('content', new Blob(['Key__c,Name\n9,x\n'], { type: 'text/csv' }), 'content');
  const created = await server.call('/ingest', { method: 'POST', body: form });
  const { id } = (await created.json()) as { id: string };
  assert.equal((await server.finished(id))['numberRecordsProcessed'], 1);
});

test('query results come by pages of a size, with quotes and line feeds, times in Zulu', async () => {
  const created = await server.call('/query', post({ operation: 'query', query: 'SELECT …' }));
  const job = (await created.json()) as { id: string; state: string; jobType: string };
  assert.deepEqual([job.state, job.jobType], ['UploadComplete', 'V2Query']);
  assert.equal((await server.finished(job.id, 'query'))['numberRecordsProcessed'], 3);
  const first = await server.call(`/query/${job.id}/results?maxRecords=2`);
  const header = '"Id","Name","At__c","Total","Flag"\n';
  assert.equal(
    await first.text(),
    `${header}"a","one ""1"",\nline","2026-01-31T08:26:00.000Z","1.5","true"\n"b","","","0.0000001","false"\n`,
  );
  assert.equal(first.headers.get('sforce-numberofrecords'), '2');
  const locator = first.headers.get('sforce-locator') ?? '';
  const next = await server.call(`/query/${job.id}/results?maxRecords=2&locator=${locator}`);
  assert.equal(await next.text(), `${header}"c","three","","",""\n`);
  assert.deepEqual(
    [next.headers.get('sforce-locator'), next.headers.get('sforce-numberofrecords')],
    ['null', '1'],
  );
  assert.match(
    await refusal(await server.call('/query', post({ operation: 'query', query: 'COUNT' }))),
    /^400 API_ERROR Aggregate Relationships not supported in Bulk Query/,
  );
});

test('jobs outlive a restart, and one in progress goes on behind its last batch', async () => {
  const first = await startServer(serve());
  const done = await first.run(upsert, 'Key__c,Name\n1,x\n2,bad\n');
  const rows = Array.from({ length: 12_000 }, (_, index) => `${index},n\n`);
  const cut = await first.run(upsert, `Key__c,Name\n${rows.join('')}`);
  await first.close(true);
  const folder = join(first.dataDir, 'bulk');
  const file = readdirSync(folder).find((name) => name === `${cut.id}.json`) ?? '';
  const kept = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>;
  const success = readFileSync(join(folder, `${cut.id}.success.csv`), 'utf8');
  const noted = success.split('\n').slice(0, 10_001).join('\n').length + 1;
  const state = { ...kept, state: 'InProgress', processed: 10_000, successBytes: noted };
  writeFileSync(join(folder, file), JSON.stringify(state));
  const again = fakeOrg();
  const second = await startServer(serve(again), first.dataDir);
  try {
    assert.equal((await second.finished(done.id))['numberRecordsFailed'], 1);
    assert.equal((await second.finished(cut.id))['numberRecordsProcessed'], 12_000);
    assert.equal(again.saved.length, 1);
    const results = await second.call(`/ingest/${cut.id}/successfulResults`);
    assert.equal(await results.text(), success);
  } finally {
    await second.close();
  }
});
