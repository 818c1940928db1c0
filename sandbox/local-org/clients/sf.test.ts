import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { openSf, type Sf } from './sf.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const orders = [
  'External_Id__c,Name,Store__c,Currency__c,Total__c,Placed_At__c,Placed_On__c,Status__c,Line_Count__c',
  'shopify:demo:1,#1,shopify:demo,EUR,12.5,2026-01-31T08:26:00Z,2026-01-31,shipped,2',
  'shopify:demo:2,#2,shopify:demo,EUR,7.5,2026-01-31T09:26:00Z,2026-01-31,shipped,1',
];
const lines = [
  'External_Id__c,Name,Order__r.External_Id__c,Quantity__c,Total__c',
  'shopify:demo:11,Cup,shopify:demo:1,1,2.5',
  'shopify:demo:12,Pot,shopify:demo:1,2,10',
  'shopify:demo:13,Lid,shopify:demo:nowhere,2,10',
];

/** Two at a time: each command is a process that takes a second or more. */
describe("Salesforce's own CLI", { concurrency: 2 }, () => {
  let org: LocalOrg;
  let sf: Sf;

  const run = (...args: string[]) => sf.run([...args, '--target-org', 'local', '--json']);
  const query = async (soql: string) => (await run('data', 'query', '--query', soql)).result;
  const file = (name: string, rows: readonly string[]) => {
    writeFileSync(join(sf.home, name), `${rows.join('\n')}\n`);
    return name;
  };
  const upsert = (object: string, csv: string) =>
    run(
      ...['data', 'upsert', 'bulk', '--sobject', object, '--file', csv],
      ...['--external-id', 'External_Id__c', '--wait', '2'],
    );

  before(async () => {
    org = await startLocalOrg({ certificate: keys.publicKey });
    sf = openSf();
    const login = await sf.run(
      [
        ...['org', 'login', 'access-token', '--no-prompt', '--json'],
        ...['--alias', 'local', '--instance-url', `${org.url}/`],
      ],
      { SF_ACCESS_TOKEN: org.accessToken },
    );
    assert.equal(login.result?.username, org.username, login.stdout + login.stderr);
    assert.equal(login.result.orgId, org.orgId);
  });

  after(async () => {
    sf.remove();
    await org.close();
  });

  it('upserts orders and their lines in bulk, and tells the line without an order', async () => {
    const written = await upsert('Commerce_Order__c', file('orders.csv', orders));
    assert.equal(written.code, 0, written.stdout + written.stderr);
    assert.equal(written.result.jobInfo.numberRecordsProcessed, 2);
    const partly = await upsert('Commerce_Order_Line__c', file('lines.csv', lines));
    assert.notEqual(partly.code, 0);
    const { records } = await query(
      'SELECT Name, Total__c, (SELECT Name FROM Lines__r ORDER BY Name) FROM Commerce_Order__c ORDER BY Name',
    );
    assert.deepEqual(
      records.map((order: Record<string, { records: { Name: string }[] } | null>) => [
        order.Name,
        order.Total__c,
        order.Lines__r?.records.map(({ Name }) => Name) ?? [],
      ]),
      [
        ['#1', 12.5, ['Cup', 'Pot']],
        ['#2', 7.5, []],
      ],
    );
    const [line] = (
      await query("SELECT Order__r.Name FROM Commerce_Order_Line__c WHERE Name = 'Pot'")
    ).records;
    assert.equal(line.Order__r.Name, '#1');
    const [sum] = (
      await query(
        'SELECT Currency__c, SUM(Total__c) total FROM Commerce_Order__c GROUP BY Currency__c',
      )
    ).records;
    assert.deepEqual([sum.Currency__c, sum.total], ['EUR', 20]);
    const text = await sf.run([
      ...['data', 'query', '--target-org', 'local'],
      ...['--query', 'SELECT Name, Order__r.Name FROM Commerce_Order_Line__c ORDER BY Name'],
    ]);
    assert.match(
      text.stdout,
      /NAME.*ORDER__R\.NAME[\s\S]*Cup.*#1[\s\S]*Total number of records retrieved: 2/,
    );
    const counts = await sf.run([
      ...['data', 'query', '--target-org', 'local', '--result-format', 'csv'],
      ...['--query', 'SELECT COUNT(Id), Currency__c FROM Commerce_Order__c GROUP BY Currency__c'],
    ]);
    assert.match(counts.stdout, /COUNT\(Id\),Currency__c\s+2,EUR/);
  });

  it('logs in by JWT as the integration user', async () => {
    writeFileSync(join(sf.home, 'key.pem'), keys.privateKey);
    const { result, stdout } = await sf.run([
      ...['org', 'login', 'jwt', '--json', '--instance-url', org.url, '--client-id', org.clientId],
      ...['--jwt-key-file', join(sf.home, 'key.pem')],
      ...['--username', org.users.integration.username, '--alias', 'jwt'],
    ]);
    assert.equal(result?.username, org.users.integration.username, stdout);
    const [display, orders] = await Promise.all([
      sf.run(['org', 'display', '--target-org', 'jwt', '--json']),
      sf.run([
        ...['data', 'query', '--target-org', 'jwt', '--json'],
        ...['--query', 'SELECT COUNT() FROM Commerce_Store__c'],
      ]),
    ]);
    assert.equal(display.result.connectedStatus, 'Connected');
    assert.equal(orders.result.totalSize, 0);
  });

  it('shows the org and its limits', async () => {
    const { result } = await run('org', 'display');
    assert.equal(result.connectedStatus, 'Connected');
    const limits = (await run('org', 'list', 'limits')).result as { name: string; max: number }[];
    assert.equal(limits.find(({ name }) => name === 'DailyApiRequests')?.max, 100_000);
  });

  it('creates, reads, updates and deletes a record', async () => {
    const created = await run(
      ...['data', 'create', 'record', '--sobject', 'Contact'],
      ...['--values', "LastName='Doe' FirstName=Jo"],
    );
    const { id } = created.result;
    const which = ['--sobject', 'Contact', '--record-id', id];
    await run('data', 'update', 'record', ...which, '--values', 'FirstName=Kim');
    assert.equal((await run('data', 'get', 'record', ...which)).result.Name, 'Kim Doe');
    assert.equal((await run('data', 'delete', 'record', ...which)).code, 0);
    const gone = await run('data', 'get', 'record', ...which);
    assert.notEqual(gone.code, 0);
  });

  it('describes an object of the package', async () => {
    const { result } = await run('sobject', 'describe', '--sobject', 'Commerce_Order_Line__c');
    const fields = result.fields as { name: string; externalId: boolean; referenceTo: string[] }[];
    const field = (wanted: string) => fields.find(({ name }) => name === wanted);
    assert.equal(field('External_Id__c')?.externalId, true);
    assert.deepEqual(field('Order__c')?.referenceTo, ['Commerce_Order__c']);
  });

  it('assigns a permission set', async () => {
    const { result, stdout } = await run('org', 'assign', 'permset', '--name', 'Commerce_Admin');
    assert.equal(result?.successes?.[0]?.value, 'Commerce_Admin', stdout);
  });
});
