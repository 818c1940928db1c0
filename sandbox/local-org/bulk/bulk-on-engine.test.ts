import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { createOrg } from '../engine/index.ts';
import { idOf } from '../engine/testing.ts';
import type { Org, Session } from '../engine/types.ts';
import { readSoql } from '../soql/index.ts';
import { startServer, type TestServer } from './testing.ts';

const packageDir = fileURLToPath(new URL('../../../force-app/main/default', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bulk-org-'));

let org: Org;
let server: TestServer;
before(async () => {
  [org, server] = await open();
});
after(async () => {
  await server.close();
  org.close();
  rmSync(folder, { recursive: true });
});

async function open(dataDir?: string): Promise<[Org, TestServer]> {
  const opened = createOrg({ file: join(folder, 'org.db'), packageDir });
  const session = administrator(opened);
  const soql = (text: string, asking: Session) =>
    readSoql(text, { schema: opened.schema, session: asking, now: new Date() });
  return [opened, await startServer({ org: opened, soql, sessionOf: () => session }, dataDir)];
}

function administrator(opened: Org): Session {
  const known = opened.sessionFor('admin@example.com');
  if (known) return known;
  const system = opened.systemSession();
  const profile = idOf(opened, 'Profile', 'System Administrator');
  opened.save(system, {
    object: 'User',
    operation: 'insert',
    columns: ['Username', 'LastName', 'Email', 'ProfileId', 'IsActive'],
    rows: [['admin@example.com', 'Admin', 'admin@example.com', profile, true]],
  });
  const session = opened.sessionFor('admin@example.com');
  assert.ok(session);
  return session;
}

const upsert = (object: string) => ({
  object,
  operation: 'upsert',
  externalIdFieldName: 'External_Id__c',
});

async function rows(path: string): Promise<Record<string, string>[]> {
  const text = await (await server.call(path)).text();
  return parse(text, { columns: true }) as Record<string, string>[];
}

async function query(soql: string): Promise<Record<string, string>[]> {
  const body = JSON.stringify({ operation: 'query', query: soql });
  const created = await server.call('/query', { method: 'POST', body });
  const { id } = (await created.json()) as { id: string };
  const job = await server.finished(id, 'query');
  assert.equal(job['state'], 'JobComplete');
  return rows(`/query/${id}/results`);
}

test('parents and children are upserted, bad rows are told one by one, and all can be queried', async () => {
  const orders = await server.run(
    upsert('Commerce_Order__c'),
    [
      'External_Id__c,Name,Placed_At__c,Status__c,Total__c,Email__c',
      's:g:1,1001,2026-01-31T08:26:00.000Z,paid,12.5000,a@example.com',
      's:g:2,1002,not a time,paid,1,',
      's:g:3,1003,2026-01-31T08:26:00.000Z,no such status,1,',
      `s:g:4,${'x'.repeat(100)},2026-01-31T08:26:00.000Z,paid,1,`,
      '',
    ].join('\n'),
  );
  assert.deepEqual([orders['numberRecordsProcessed'], orders['numberRecordsFailed']], [4, 3]);
  const failed = await rows(`/ingest/${orders.id}/failedResults`);
  const codes = failed.map((row) => `${row['External_Id__c']} ${row['sf__Error']?.split(':')[0]}`);
  assert.equal(codes.length, 3);
  assert.match(
    codes.join('\n'),
    /s:g:3 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST\ns:g:4 STRING_TOO_LONG/,
  );
  const lines = await server.run(
    upsert('Commerce_Order_Line__c'),
    'External_Id__c,Order__r.External_Id__c,Name,Quantity__c\nl1,s:g:1,Lantern,2\nl2,s:g:9,Heart,1\n',
  );
  assert.equal(lines['numberRecordsFailed'], 1);
  assert.deepEqual(
    await query(
      'SELECT External_Id__c, Quantity__c, Order__r.Name, Order__r.Placed_At__c FROM Commerce_Order_Line__c',
    ),
    [
      {
        External_Id__c: 'l1',
        Quantity__c: '2',
        'Order__r.Name': '1001',
        'Order__r.Placed_At__c': '2026-01-31T08:26:00.000Z',
      },
    ],
  );
});

test('#N/A clears, an empty cell leaves alone, and the second upsert creates nothing', async () => {
  const job = await server.run(
    upsert('Commerce_Order__c'),
    'External_Id__c,Total__c,Email__c\ns:g:1,,#N/A\n',
  );
  const [result] = await rows(`/ingest/${job.id}/successfulResults`);
  assert.equal(result?.['sf__Created'], 'false');
  assert.deepEqual(await query('SELECT Total__c, Email__c FROM Commerce_Order__c'), [
    { Total__c: '12.5', Email__c: '' },
  ]);
});

test('an empty Id column beside another key is left out, a filled one fails its row', async () => {
  const csv = 'Id,External_Id__c,Name\n,s:h,Other Shop\n001000000000001AAA,s:i,Third Shop\n';
  const job = await server.run(upsert('Commerce_Store__c'), csv);
  assert.deepEqual([job['numberRecordsProcessed'], job['numberRecordsFailed']], [2, 1]);
  const [failed] = await rows(`/ingest/${job.id}/failedResults`);
  assert.match(failed?.['sf__Error'] ?? '', /^INVALID_FIELD:The Id field should not be specified/);
  await server.run(
    { object: 'Commerce_Store__c', operation: 'delete' },
    `Id\n${await idOfStore()}\n`,
  );
  assert.deepEqual(await query('SELECT Name FROM Commerce_Store__c'), []);
});

async function idOfStore(): Promise<string> {
  return (await query('SELECT Id FROM Commerce_Store__c'))[0]?.['Id'] ?? '';
}

test('jobs and records outlive a restart', async () => {
  const job = await server.run(upsert('Commerce_Store__c'), 'External_Id__c,Name\ns:g,Gift Shop\n');
  await server.close(true);
  org.close();
  [org, server] = await open(server.dataDir);
  assert.equal((await rows(`/ingest/${job.id}/successfulResults`)).length, 1);
  assert.deepEqual(await query('SELECT Name FROM Commerce_Store__c'), [{ Name: 'Gift Shop' }]);
});
