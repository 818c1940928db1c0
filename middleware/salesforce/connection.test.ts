import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { startFaultProxy } from '../../sandbox/faults/index.ts';
import type { FaultProxy } from '../../sandbox/faults/index.ts';
import { startLocalOrg } from '../../sandbox/local-org/index.ts';
import type { LocalOrg } from '../../sandbox/local-org/index.ts';
import { Failure } from '../common/errors.ts';
import type { FailureKind } from '../common/errors.ts';
import type { SalesforceConnection } from './connection.ts';
import { readLimits } from './limits.ts';
import { openSalesforce } from './login.ts';
import { bulkQuery, count, query, soqlText } from './query.ts';
import {
  aggregate,
  collect,
  customer,
  each,
  externalIdFields,
  memoryLedger,
  quickIo,
  temporaryDirectory,
} from './testing.ts';
import { upsertOne } from './upsert.ts';
import { createBulkWriter } from './writer.ts';

const clientSecret = 'a secret of this test';
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

function failsAs(kind: FailureKind, message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
    assert.ok(error.action.length > 20);
    return true;
  };
}

describe('the connection to Salesforce', () => {
  const spoolDir = temporaryDirectory();
  let org: LocalOrg;
  let proxy: FaultProxy;
  let connection: SalesforceConnection;
  let io: ReturnType<typeof quickIo>;

  before(async () => {
    org = await startLocalOrg({ certificate: keys.publicKey, clientSecret });
  });

  after(async () => {
    await org.close();
    rmSync(spoolDir, { recursive: true, force: true });
  });

  beforeEach(async () => {
    proxy = await startFaultProxy({ target: org.url });
    io = quickIo();
    const { accessToken } = org.users.integration;
    connection = await openSalesforce({ instanceUrl: `${proxy.url}/`, accessToken }, io);
  });

  afterEach(() => proxy.close());

  const jwt = () => ({
    loginUrl: `${org.url}/`,
    clientId: org.clientId,
    username: org.users.integration.username,
    privateKey: keys.privateKey,
  });

  it('logs in by JWT and says who it is', async () => {
    const opened = await openSalesforce(jwt(), io);
    const { orgId, username } = await opened.identity();
    assert.deepEqual([orgId, username], [org.orgId, org.users.integration.username]);
    assert.equal(opened.apiVersion, '66.0');
  });

  it('tells a refused login from one that does not answer', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const privateKey = other.export({ type: 'pkcs8', format: 'pem' }).toString();
    await assert.rejects(
      openSalesforce({ ...jwt(), privateKey }, io),
      failsAs('auth', /refused the login as integration@.*invalid/),
    );
    await assert.rejects(
      openSalesforce({ ...jwt(), privateKey: 'no key' }, io),
      failsAs('config', /private key/),
    );
    await assert.rejects(
      openSalesforce({ ...jwt(), loginUrl: 'http://127.0.0.1:9' }, io),
      failsAs('unavailable', /got no usable answer/),
    );
    assert.equal(io.sleeps.length, 4);
  });

  it('gets over a login page that is down for a moment', async () => {
    const { clientId } = org;
    for (const body of ['down', [{ errorCode: 'SERVER_UNAVAILABLE', message: 'Maintenance' }]]) {
      const headers = {
        'content-type': typeof body === 'string' ? 'text/html' : 'application/json',
      };
      const effect = { kind: 'answer', status: 503, headers, body } as const;
      const fault = proxy.plan({ path: /oauth2\/token/, effect });
      await openSalesforce({ loginUrl: proxy.url, clientId, clientSecret }, io);
      assert.equal(fault.hits, 1);
    }
  });

  it('says that a token which was handed in is over', async () => {
    const opened = await openSalesforce({ instanceUrl: proxy.url, accessToken: 'old' }, io);
    await assert.rejects(opened.identity(), failsAs('auth', /./));
    await assert.rejects(
      query(opened, 'SELECT Id FROM Account'),
      failsAs('auth', /INVALID_SESSION_ID/),
    );
  });

  it('logs in once for many calls that find the session over', async () => {
    const { clientId } = org;
    const opened = await openSalesforce({ loginUrl: proxy.url, clientId, clientSecret }, io);
    const body = [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }];
    proxy.plan({ path: /query/, times: 5, effect: { kind: 'answer', status: 401, body } });
    await Promise.all(Array.from({ length: 5 }, () => query(opened, 'SELECT Id FROM Account')));
    assert.equal(proxy.requests.filter(({ path }) => path.includes('oauth2/token')).length, 2);
    assert.equal(opened.apiCalls, 10);
  });

  it('gives up a wait that is too long, and tells how long', async () => {
    const headers = { 'retry-after': '3600' };
    proxy.plan({ path: /query/, effect: { kind: 'answer', status: 503, headers } });
    await assert.rejects(query(connection, 'SELECT Id FROM Account'), (error: unknown) => {
      failsAs('unavailable', /refused GET query/)(error);
      assert.equal((error as Failure).retryAfterMs, 3_600_000);
      return true;
    });
  });

  it('obeys the signal while it waits and while it reads', async () => {
    proxy.plan({ path: /query/, effect: { kind: 'hang' } });
    const signal = AbortSignal.timeout(50);
    await assert.rejects(query(connection, 'SELECT Id FROM Account', { signal }), {
      name: 'TimeoutError',
    });
    assert.deepEqual(io.sleeps, []);
  });

  it('upserts one record, whatever its key looks like', async () => {
    const externalId = "shopify:a/b c?d'é";
    const record = {
      object: 'Commerce_Store__c',
      externalIdField: 'External_Id__c',
      externalId,
      fields: { External_Id__c: externalId, Name: 'Gift shop', Currency__c: 'GBP' },
    };
    const first = await upsertOne(connection, record);
    const second = await upsertOne(connection, record);
    assert.deepEqual([first.created, second.created], [true, false]);
    const where = `External_Id__c = ${soqlText(externalId)}`;
    assert.equal(await count(connection, 'Commerce_Store__c', where), 1);
    await assert.rejects(
      upsertOne(connection, { ...record, fields: { Nonsense__c: 1 } }),
      failsAs('config', /Nonsense__c/),
    );
    await assert.rejects(
      upsertOne(connection, { ...record, fields: { Platform__c: 'x'.repeat(99) } }),
      failsAs('bad-data', /STRING_TOO_LONG/),
    );
  });

  it('reads its limits', async () => {
    const { apiRequests } = await readLimits(connection);
    assert.ok(apiRequests && apiRequests.remaining <= apiRequests.max);
    assert.ok(connection.apiUsage && connection.apiUsage.limit > 0);
  });

  describe('reading many records', () => {
    before(async () => {
      const { accessToken } = org.users.integration;
      const direct = await openSalesforce({ instanceUrl: org.url, accessToken }, quickIo());
      const writer = createBulkWriter({
        connection: direct,
        externalIdFields,
        ledger: memoryLedger(),
        spoolDir,
      });
      const customers = Array.from({ length: 2500 }, (_, index) =>
        aggregate(`customer:${index}`, [customer(String(index).padStart(4, '0'))]),
      );
      await collect(writer.write(each(customers)));
    });

    const soql = 'SELECT Name, Email__c FROM Commerce_Customer__c ORDER BY Name';

    it('follows the pages of a query, up to a bound', async () => {
      const records = await query<{ Name: string; Email__c: null }>(connection, soql);
      assert.equal(records.length, 2500);
      assert.deepEqual([records[2499]?.Name, records[0]?.Email__c], ['Customer 2499', null]);
      await assert.rejects(query(connection, soql, { most: 2000 }), failsAs('config', /More than/));
    });

    it('streams a bulk query, page by page, each row once though downloads break', async () => {
      const path = /\/results/;
      proxy.plan({ path, nth: 2, effect: { kind: 'reset-response', afterBytes: 7000 } });
      proxy.plan({ path, nth: 4, effect: { kind: 'truncate', afterBytes: 5000 } });
      const names: string[] = [];
      for await (const row of bulkQuery(connection, soql, { rowsPerPage: 1000 })) {
        names.push(row['Name']!);
      }
      const expected = Array.from(
        { length: 2500 },
        (_, index) => `Customer ${String(index).padStart(4, '0')}`,
      );
      assert.deepEqual(names, expected);
      assert.equal(proxy.requests.filter((request) => path.test(request.path)).length, 5);
    });
  });
});
