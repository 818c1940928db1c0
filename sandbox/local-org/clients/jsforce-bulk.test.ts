import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { jsforceForAll } from './jsforce-world.ts';

const rows = 3_000;

describe('jsforce, in bulk', () => {
  const world = jsforceForAll();

  it('upserts a stream, and reads what became of each row', async () => {
    const job = world.connection.bulk2.createJob({
      object: 'Commerce_Order__c',
      operation: 'upsert',
      externalIdFieldName: 'External_Id__c',
    });
    await job.open();
    const lines = Array.from({ length: rows }, (_, at) => `shopify:stream:${at},#${at},${at}\n`);
    const bad = 'shopify:stream:bad,#bad,much\n';
    await job.uploadData(Readable.from(['External_Id__c,Name,Total__c\n', ...lines, bad]));
    await job.close();
    await job.poll(50, 30_000);
    const { failedResults, successfulResults, unprocessedRecords } = await job.getAllResults();
    assert.deepEqual(
      [successfulResults.length, failedResults.length, unprocessedRecords.length],
      [rows, 1, 0],
    );
    const [first] = successfulResults as unknown as Record<string, string>[];
    assert.deepEqual([first?.['sf__Created'], first?.['Name']], ['true', '#0']);
    assert.match(String(failedResults[0]?.sf__Error), /^INVALID_FIELD:.*'much' is not a valid/);
  });

  it('streams what a query finds', async () => {
    // One page: over more of them this version of jsforce writes to a stream that it has ended.
    const found = await world.connection.bulk2.query(
      "SELECT Name FROM Commerce_Order__c WHERE External_Id__c LIKE 'shopify:stream:%'",
      { pollInterval: 50, pollTimeout: 30_000 },
    );
    assert.equal((await found.toArray()).length, rows);
  });
});
