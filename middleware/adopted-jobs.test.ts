import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { startLocalOrg } from '../sandbox/local-org/index.ts';
import { startShop } from '../sandbox/shops/shopify/index.ts';
import { createLog } from './common/log.ts';
import { readConfig } from './config.ts';
import { openRuntime } from './runtime.ts';

it('whoever takes a store over tells of the bulk jobs it finds, and of the run that opened each', async (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-adopted-'));
  const [org, shop] = await Promise.all([startLocalOrg({ clientSecret: 'secret' }), startShop()]);
  context.after(async () => {
    await Promise.all([org.close(), shop.close()]);
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const { domain } = shop.store.shop;
  const settings = { domain, baseUrl: shop.url, accessToken: shop.accessToken };
  const environment = {
    ...{ SALESFORCE_LOGIN_URL: org.url, SALESFORCE_CLIENT_ID: org.clientId },
    ...{ SALESFORCE_CLIENT_SECRET: 'secret', DATA_DIR: folder },
  };
  const stores = { giftshop: { platform: 'shopify', settings } };
  const config = readConfig(environment, () => JSON.stringify({ stores }));
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
