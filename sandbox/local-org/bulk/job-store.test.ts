import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { IngestJob } from './job.ts';
import { JobStore } from './job-store.ts';

const at = '2026-01-31T08:26:00.000Z';
const now = () => new Date(at);

const newJob = (id: string): IngestJob => ({
  kind: 'ingest',
  id,
  object: 'Thing__c',
  operation: 'upsert',
  createdById: '005',
  username: 'admin',
  createdDate: at,
  systemModstamp: at,
  state: 'Open',
  apiVersion: 66,
  lineEnding: 'LF',
  columnDelimiter: 'COMMA',
  processed: 0,
  failed: 0,
  retries: 0,
  processingTime: 0,
  uploaded: false,
  successBytes: 0,
  failedBytes: 0,
});

test('a job is found again wherever its writing was broken off', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'job-store-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const store = new JobStore(folder, now);
  const [between, torn] = [store.add(newJob), store.add(newJob)];
  const path = store.path(between, 'json');
  renameSync(path, `${path}.new`);
  writeFileSync(`${store.path(torn, 'json')}.new`, '{"id":');
  const again = new JobStore(folder, now);
  assert.deepEqual([again.get(between.id), again.get(torn.id)], [between, torn]);
  assert.deepEqual(
    readdirSync(join(folder, 'bulk')).filter((name) => !name.endsWith('.json')),
    [],
  );
});
