import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeOrg, fakeSession, fakeSoql } from './fake-org.ts';
import { startServer } from './testing.ts';

test('ended jobs are gone after seven days, others stay', async (context) => {
  let clock = new Date('2026-05-13T10:00:00Z');
  const sessionOf = () => fakeSession('admin');
  const served = { org: fakeOrg(), soql: fakeSoql, sessionOf, now: () => clock };
  const server = await startServer(served);
  context.after(() => server.close());
  const upsert = { object: 'Thing__c', operation: 'upsert', externalIdFieldName: 'Key__c' };
  const done = await server.run(upsert, 'Key__c\n1\n');
  const body = JSON.stringify(upsert);
  const created = await server.call('/ingest', { method: 'POST', body });
  const open = (await created.json()) as { id: string };
  const statuses = async () => {
    const ids = [done.id, open.id];
    return Promise.all(ids.map(async (id) => (await server.call(`/ingest/${id}`)).status));
  };
  clock = new Date('2026-05-20T10:00:00Z');
  assert.deepEqual(await statuses(), [200, 200]);
  clock = new Date('2026-05-20T10:00:01Z');
  assert.deepEqual(await statuses(), [404, 200]);
  const results = await server.call(`/ingest/${done.id}/successfulResults`);
  assert.equal(results.status, 404);
});
