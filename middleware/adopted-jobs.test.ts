import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { createLog } from './common/log.ts';
import { openRuntime } from './runtime.ts';
import { shopAndOrg } from './sync/fixtures/shop-and-org.ts';

it('whoever takes a store over tells of the bulk jobs it finds, and of the run that opened each', async (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-adopted-'));
  const { config, close } = await shopAndOrg(folder);
  context.after(close);
  const { signal } = new AbortController();
  const first = await openRuntime(config, { signal });
  const { connection } = first;
  const { id } = await connection.request<{ id: string }>('POST', 'jobs/ingest', {
    headers: { 'Content-Type': 'application/json' },
    body: () => {
      const key = { externalIdFieldName: 'External_Id__c', lineEnding: 'LF' };
      return JSON.stringify({ object: 'Commerce_Order__c', operation: 'upsert', ...key });
    },
  });
  const job = { id, object: 'Commerce_Order__c', correlation: 'the-run' };
  await first.stores[0]!.memory.ledger.opened(job);
  await first.close();
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const second = await openRuntime(config, { signal, log });
  assert.deepEqual(await second.memory.ledger.open(), []);
  await second.close();
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const about = told.find(({ bulkJob }) => bulkJob === id);
  assert.deepEqual(
    [about?.['store'], about?.['object'], about?.['openedBy']],
    ['shopify:giftshop', 'Commerce_Order__c', 'the-run'],
  );
  assert.match(String(about?.['msg']), /left behind: it had no data, and was aborted/);
});
