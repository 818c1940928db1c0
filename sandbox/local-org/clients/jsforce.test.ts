import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import jsforce from 'jsforce';
import jwt from 'jsonwebtoken';
import { startLocalOrg, type LocalOrg } from '../index.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secret = 'a secret of this test';

const sign = (claims: object) =>
  jwt.sign({ exp: Math.floor(Date.now() / 1000) + 180, ...claims }, keys.privateKey, {
    algorithm: 'RS256',
  });

describe('jsforce', () => {
  let org: LocalOrg;
  let connection: jsforce.Connection;

  const unauthorized = () =>
    new jsforce.Connection({
      loginUrl: org.url,
      instanceUrl: org.url,
      oauth2: { clientId: org.clientId, loginUrl: org.url },
      version: '66.0',
    });

  before(async () => {
    const certificate = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    org = await startLocalOrg({ certificate, clientSecret: secret });
    connection = unauthorized();
    await connection.authorize({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: sign({ iss: org.clientId, sub: org.username, aud: org.url }),
    });
  });

  after(() => org.close());

  it('logs in by JWT and by client credentials', async () => {
    assert.equal((await connection.identity()).username, org.username);
    const other = unauthorized();
    await other.authorize({
      grant_type: 'client_credentials',
      client_id: org.clientId,
      client_secret: secret,
    });
    assert.equal((await other.identity()).username, org.users.integration.username);
  });

  it('is told why a login is refused', async () => {
    const assertion = sign({ iss: org.clientId, sub: org.username, aud: 'https://elsewhere' });
    await assert.rejects(
      unauthorized().authorize({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      }),
      { name: 'invalid_grant', message: /audience is invalid/ },
    );
  });

  it('fetches more rows than a page holds', async () => {
    org.org.save(org.org.systemSession(), {
      object: 'Lead',
      operation: 'insert',
      columns: ['LastName', 'Company'],
      rows: Array.from({ length: 4500 }, (_, at) => [
        `Lead ${String(at).padStart(4, '0')}`,
        'Acme',
      ]),
    });
    const first = await connection.query('SELECT LastName FROM Lead ORDER BY LastName');
    assert.deepEqual([first.totalSize, first.records.length, first.done], [4500, 2000, false]);
    const all = await connection.query<{ LastName: string }>(
      "SELECT LastName FROM Lead WHERE Company = 'Acme' ORDER BY LastName DESC LIMIT 4400",
      { autoFetch: true, maxFetch: 10_000 },
    );
    assert.deepEqual([all.totalSize, all.records.length], [4400, 4400]);
    const names = all.records.map(({ LastName }) => LastName);
    assert.deepEqual(names, names.toSorted().toReversed());
  });

  it('creates, reads, updates, upserts and deletes records', async () => {
    const accounts = connection.sobject('Account');
    const { id } = await accounts.create({ Name: 'Acme', Commerce_Key__c: 'shopify:demo:9' });
    assert.ok(id);
    await accounts.update({ Id: id, Name: 'Acme Ltd' });
    assert.equal((await accounts.retrieve(id)).Name, 'Acme Ltd');
    const upserted = await accounts.upsert(
      { Commerce_Key__c: 'shopify:demo:9', Name: 'Acme plc' },
      'Commerce_Key__c',
    );
    assert.equal(upserted.id, id);
    assert.equal((await accounts.findOne({ Commerce_Key__c: 'shopify:demo:9' }))?.Name, 'Acme plc');
    await accounts.delete(id);
    await assert.rejects(accounts.retrieve(id), { errorCode: 'NOT_FOUND' });
    const deleted = await connection.query('SELECT Id FROM Account WHERE IsDeleted = TRUE', {
      scanAll: true,
    });
    assert.equal(deleted.totalSize, 1);
  });

  it('saves collections, each record with its own result', async () => {
    const contacts = connection.sobject('Contact');
    const results = await contacts.create([{ LastName: 'One' }, { FirstName: 'No last name' }]);
    assert.deepEqual(
      results.map(({ success }) => success),
      [true, false],
    );
    const [error] = (results[1]?.errors ?? []) as unknown as { statusCode: string }[];
    assert.equal(error?.statusCode, 'REQUIRED_FIELD_MISSING');
    const keyed = ['a', 'b'].map((key) => ({
      LastName: key,
      Commerce_Key__c: `shopify:demo:${key}`,
    }));
    const upserted = await contacts.upsert(keyed, 'Commerce_Key__c');
    const ids = upserted.map((result) => result.id ?? '');
    const updated = await contacts.update(ids.map((Id) => ({ Id, FirstName: 'New' })));
    assert.ok(updated.every(({ success }) => success));
    const read = await contacts.retrieve(ids);
    assert.deepEqual(
      read.map(({ Name }) => Name),
      ['New a', 'New b'],
    );
    const deleted = await contacts.destroy(ids);
    assert.ok(deleted.every(({ success }) => success));
  });

  it('upserts collections by external id, in order, parents by theirs', async () => {
    const orders = connection.sobject('Commerce_Order__c');
    const order = (at: number, Name: string) => ({
      External_Id__c: `shopify:demo:${at}`,
      Store__c: 'shopify:demo',
      Name,
    });
    const first = await orders.upsert([order(1, '#1'), order(2, '#2')], 'External_Id__c');
    const again = await orders.upsert([order(3, '#3'), order(2, '#2b')], 'External_Id__c');
    const outcome = (results: readonly unknown[]) =>
      results.map((result) => {
        const { created, success } = result as { created?: boolean; success: boolean };
        return [success, created];
      });
    assert.deepEqual(outcome(first), [
      [true, true],
      [true, true],
    ]);
    assert.deepEqual(outcome(again), [
      [true, true],
      [true, false],
    ]);
    const line = (at: number, parent: number) => ({
      External_Id__c: `shopify:demo:${at}`,
      Order__r: { External_Id__c: `shopify:demo:${parent}` },
      Name: `Line ${at}`,
    });
    const lines = connection.sobject('Commerce_Order_Line__c');
    const results = await lines.upsert([line(1, 1), line(2, 99), line(3, 3)], 'External_Id__c');
    assert.deepEqual(
      results.map(({ success }) => success),
      [true, false, true],
    );
    const twice = await orders.upsert([order(4, 'x'), order(4, 'y')], 'External_Id__c');
    const codes = twice.map(({ errors }) => (errors as unknown as { statusCode: string }[])[0]);
    assert.deepEqual(
      codes.map((error) => error?.statusCode),
      ['DUPLICATE_VALUE', 'DUPLICATE_VALUE'],
    );
  });

  it('sends several requests as one, each referring to those before', async () => {
    const base = '/services/data/v66.0';
    const { compositeResponse } = await connection.requestPost<{
      compositeResponse: { body: { id: string; AccountId?: string }; httpStatusCode: number }[];
    }>(`${base}/composite`, {
      allOrNone: true,
      compositeRequest: [
        {
          method: 'POST',
          url: `${base}/sobjects/Account`,
          referenceId: 'account',
          body: { Name: 'Together' },
        },
        {
          method: 'POST',
          url: `${base}/sobjects/Contact`,
          referenceId: 'contact',
          body: { LastName: 'Together', AccountId: '@{account.id}' },
        },
        {
          method: 'GET',
          url: `${base}/sobjects/Contact/@{contact.id}?fields=AccountId`,
          referenceId: 'read',
        },
      ],
    });
    const [account, , read] = compositeResponse;
    assert.deepEqual(
      compositeResponse.map(({ httpStatusCode }) => httpStatusCode),
      [201, 201, 200],
    );
    assert.equal(read?.body.AccountId, account?.body.id);
  });

  it('describes the org and an object', async () => {
    const { sobjects } = await connection.describeGlobal();
    assert.ok(sobjects.some(({ name }) => name === 'Commerce_Order__c'));
    const { fields } = await connection.describe('Commerce_Order__c');
    const status = fields.find(({ name }) => name === 'Status__c');
    assert.equal(status?.restrictedPicklist, true);
    const numbered = (await connection.describe('Commerce_Sync_Request__c')).fields;
    const name = numbered.find((field) => field.name === 'Name');
    assert.deepEqual([name?.autoNumber, name?.createable], [true, false]);
    const { DailyApiRequests } = await connection.limits();
    assert.equal(DailyApiRequests?.Max, 100_000);
    assert.ok((connection.limitInfo.apiUsage?.used ?? 0) > 0);
  });
});
