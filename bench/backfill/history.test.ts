import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { customerDocuments, orderDocuments } from '../../middleware/connectors/shopify/queries.ts';
import { pollBulk, startBulk } from '../../middleware/connectors/shopify/shop-queries.ts';
import { startShop, type Shop } from '../../sandbox/shops/shopify/index.ts';
import type { SeedRecord } from '../../sandbox/shops/seed.ts';
import { seedOf, writeBulkResults } from './history.ts';

const folder = mkdtempSync(join(tmpdir(), 'orderlens-history-'));
after(() => rmSync(folder, { recursive: true }));

async function ask(shop: Shop, query: string, variables: object) {
  const answer = await fetch(`${shop.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shopify-access-token': shop.accessToken,
    },
    body: JSON.stringify({ query, variables }),
  });
  return ((await answer.json()) as { data: Record<string, unknown> }).data;
}

interface Operation {
  id: string;
  status: string;
  objectCount: string;
  rootObjectCount: string;
  url: string;
}

async function bulk(shop: Shop, query: string) {
  const started = await ask(shop, startBulk, { query });
  let { bulkOperation } = started['bulkOperationRunQuery'] as { bulkOperation: Operation };
  while (bulkOperation.status !== 'COMPLETED') {
    await setTimeout(10);
    const polled = await ask(shop, pollBulk, { id: bulkOperation.id });
    bulkOperation = polled['bulkOperation'] as Operation;
  }
  const text = await (await fetch(bulkOperation.url)).text();
  const { objectCount, rootObjectCount } = bulkOperation;
  return { text, objectCount, rootObjectCount };
}

test('what is written beforehand is what the shop itself would give', async (t) => {
  const orders = 57;
  await writeBulkResults(orders, folder);
  const whole = await startShop({ seed: seedOf(orders) as Iterable<SeedRecord> });
  t.after(() => whole.close());
  const ready = await startShop({ bulkResults: folder });
  t.after(() => ready.close());
  for (const { bulk: query, root } of [customerDocuments, orderDocuments]) {
    const expected = await bulk(whole, query!);
    const given = await bulk(ready, query!);
    assert.deepEqual(given.text.split('\n'), expected.text.split('\n'));
    assert.deepEqual(given, expected);
    assert.equal(readFileSync(join(folder, `${root}.jsonl`), 'utf8'), given.text);
  }
});
