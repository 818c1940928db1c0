import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  startLocalOrg,
  type LocalOrg,
  type LocalOrgOptions,
} from '../../sandbox/local-org/index.ts';
import { startShop, type Shop } from '../../sandbox/shops/shopify/index.ts';
import { smallSeed } from '../../sandbox/shops/shopify/testing.ts';
import type { Config } from '../config.ts';
import { plan, type Plan } from './plan.ts';

/** Opened by nobody: nothing is remembered yet. */
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'no-such-folder');
const clientSecret = 'a secret of this test';

let shop: Shop;
before(async () => {
  shop = await startShop({ seed: smallSeed(30) });
});
after(() => shop.close());

function configFor(org: LocalOrg): Config {
  const settings = {
    ...{ domain: 'sandbox-shop.myshopify.com', baseUrl: shop.url },
    accessToken: shop.accessToken,
  };
  const giftshop = { key: 'giftshop', platform: 'shopify', createContacts: true, history: {} };
  return {
    salesforce: { loginUrl: org.url, clientId: org.clientId, clientSecret },
    stores: [{ ...giftshop, createProducts: false, settings }],
    ...{ database: { folder }, dataFolder: folder, spoolFolder: folder, publicUrl: null },
    ...{ port: 1, host: '127.0.0.1', logLevel: 'silent', leaseSeconds: 15, stopSeconds: 20 },
    ...{ pollSeconds: 60, requestPollSeconds: 0, errorsMost: 0, logDays: 30 },
    apiReservePercent: 20,
  };
}

async function planIn(
  context: TestContext,
  edition: LocalOrgOptions['edition'],
  arrange: (org: LocalOrg) => void = () => undefined,
): Promise<Plan> {
  const org = await startLocalOrg({ clientSecret, ...(edition ? { edition } : {}) });
  arrange(org);
  const written: string[] = [];
  const pass = process.stdout.write.bind(process.stdout);
  const write = context.mock.method(process.stdout, 'write', (text: string | Uint8Array) => {
    // The runner of the tests says its own things here.
    if (typeof text !== 'string') return pass(text);
    return written.push(text) > 0;
  });
  try {
    await plan(configFor(org), { json: true }, AbortSignal.timeout(30_000));
  } finally {
    write.mock.restore();
    await org.close();
  }
  return JSON.parse(written.at(-1)!) as Plan;
}

it('reckons rows by object, and fits into an org that has room; opens no database for it', async (context) => {
  const { stores, need, rate, fits, limits } = await planIn(context, 'enterprise');
  assert.deepEqual(stores[0]?.rows, {
    ...{ Account: 1, Contact: 1, Commerce_Customer__c: 1, Commerce_Order__c: 30 },
    ...{ Commerce_Order_Line__c: 60, Commerce_Customer_Value__c: 1 },
  });
  assert.deepEqual([need.rows, need.bulkJobs, rate.from, fits], [94, 0, 'assumed', true]);
  assert.equal(limits.length, 3);
  assert.equal(process.exitCode, undefined);
  assert.equal(existsSync(folder), false);
});

it('exits with 1 where only the share of others is left', async (context) => {
  const { limits, fits } = await planIn(context, { apiRequestsADay: 5 });
  assert.equal(fits, false);
  assert.equal(limits[0]?.what, 'API requests');
  assert.equal(limits[0]?.fits, false);
  assert.equal(process.exitCode, 1);
  process.exitCode = undefined;
});

it('forecasts the rest where the user may not see the limits, and says what is missing', async (context) => {
  const message = 'You do not have access to the requested resource';
  const body = [{ errorCode: 'INSUFFICIENT_ACCESS', message }];
  const { limits, missing, need, fits } = await planIn(context, 'enterprise', (org) =>
    org.faults.plan({ path: /\/limits$/, effect: { kind: 'answer', status: 403, body } }),
  );
  assert.deepEqual(missing, ['Bulk batches', 'Data storage (MB)']);
  assert.deepEqual(
    limits.map(({ what, fits }) => [what, fits]),
    [['API requests', true]],
    'every answer of Salesforce tells of requests',
  );
  assert.deepEqual([need.rows, fits, process.exitCode], [94, true, undefined]);
});
