import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { logIn, openSf, type Sf } from './sf.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const orders = [
  ['shopify:demo:1', '#1', 'EUR', 12.5, '2026-01-31T08:26:00Z', '2026-01-31'],
  ['shopify:demo:2', '#2', 'EUR', 7.5, '2026-02-28T09:26:00Z', '2026-02-28'],
];
const lines = [
  ['shopify:demo:11', 'Cup', 'shopify:demo:1', 2.5],
  ['shopify:demo:12', 'Pot', 'shopify:demo:1', 10],
];

/** Two at a time: each command is a process that takes a second or more. */
describe("Salesforce's own CLI", { concurrency: 2 }, () => {
  let org: LocalOrg;
  let sf: Sf;

  const run = (...args: string[]) => sf.run([...args, '--target-org', 'local', '--json']);
  const query = async (soql: string) => {
    const { result, stderr, stdout } = await run('data', 'query', '--query', soql);
    assert.ok(result?.records, stdout + stderr);
    return result.records;
  };
  const queryText = async (soql: string, format = 'human') => {
    const target = ['--target-org', 'local', '--result-format', format];
    return (await sf.run(['data', 'query', '--query', soql, ...target])).stdout;
  };
  const insert = (object: string, columns: string[], rows: unknown[][]) => {
    const session = org.org.systemSession();
    const results = org.org.save(session, { object, operation: 'insert', columns, rows });
    assert.deepEqual(results.find(({ success }) => !success)?.errors, undefined);
  };

  before(async () => {
    org = await startLocalOrg({ certificate: keys.publicKey });
    const columns = ['External_Id__c', 'Name', 'Currency__c', 'Total__c'];
    insert('Commerce_Order__c', [...columns, 'Placed_At__c', 'Placed_On__c'], orders);
    const lineColumns = ['External_Id__c', 'Name', 'Order__r.External_Id__c', 'Total__c'];
    insert('Commerce_Order_Line__c', lineColumns, lines);
    sf = openSf();
    await logIn(sf, org);
  });

  after(async () => {
    sf.remove();
    await org.close();
  });

  it('queries children, and prints them as a table', async () => {
    const soql =
      'SELECT Name, Total__c, (SELECT Name FROM Lines__r ORDER BY Name) FROM Commerce_Order__c ORDER BY Name';
    const [records, text] = await Promise.all([query(soql), queryText(soql)]);
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
    assert.match(text, /NAME[\s\S]*#1[\s\S]*Cup[\s\S]*Pot[\s\S]*#2/);
  });

  it('queries parents, and prints them as a table', async () => {
    const soql = 'SELECT Name, Order__r.Name FROM Commerce_Order_Line__c ORDER BY Name DESC';
    const [[line], text] = await Promise.all([query(soql), queryText(soql)]);
    assert.deepEqual([line.Name, line.Order__r.Name], ['Pot', '#1']);
    assert.match(
      text,
      /NAME.*ORDER__R\.NAME[\s\S]*Pot.*#1[\s\S]*Total number of records retrieved: 2/,
    );
  });

  it('queries aggregates, and prints them as CSV', async () => {
    const soql = 'SELECT Currency__c, SUM(Total__c) total FROM Commerce_Order__c GROUP BY';
    const [[sum], months, text] = await Promise.all([
      query(`${soql} Currency__c`),
      query(`${soql} Currency__c, CALENDAR_MONTH(Placed_At__c) ORDER BY SUM(Total__c)`),
      queryText('SELECT COUNT(Id), Currency__c FROM Commerce_Order__c GROUP BY Currency__c', 'csv'),
    ]);
    assert.deepEqual([sum.Currency__c, sum.total], ['EUR', 20]);
    assert.deepEqual(
      months.map(({ total }: { total: number }) => total),
      [7.5, 12.5],
    );
    assert.match(text, /COUNT\(Id\),Currency__c\s+2,EUR/);
  });

  it('queries by dates, date-times and date literals', async () => {
    const where = async (condition: string) =>
      (
        await query(
          `SELECT Name, Placed_At__c, Placed_On__c FROM Commerce_Order__c WHERE ${condition}`,
        )
      ).map(({ Name, Placed_At__c, Placed_On__c }: Record<string, string>) => [
        ...[Name, Placed_At__c, Placed_On__c],
      ]);
    const second = [['#2', '2026-02-28T09:26:00.000+0000', '2026-02-28']];
    const [days, times, today] = await Promise.all([
      where('Placed_On__c > 2026-01-31'),
      where('Placed_At__c >= 2026-02-28T10:26:00+01:00'),
      where('CreatedDate < TODAY'),
    ]);
    assert.deepEqual([days, times, today], [second, second, []]);
  });

  it('counts, and tells why a query is refused', async () => {
    const [count, refused] = await Promise.all([
      run('data', 'query', '--query', 'SELECT COUNT() FROM Commerce_Order__c'),
      run('data', 'query', '--query', 'SELECT Nothing__c FROM Commerce_Order__c'),
    ]);
    assert.equal(count.result.totalSize, 2);
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /INVALID_FIELD[\s\S]*No such column 'Nothing__c'/);
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
    const [display, list] = await Promise.all([
      run('org', 'display'),
      run('org', 'list', 'limits'),
    ]);
    assert.equal(display.result.connectedStatus, 'Connected');
    const limits = list.result as { name: string; max: number; remaining: number }[];
    const { max, remaining } = limits.find(({ name }) => name === 'DailyApiRequests') ?? {};
    assert.ok(max && remaining && remaining < max, list.stdout);
  });

  it('creates, reads, updates and deletes a record', async () => {
    const created = await run(
      ...['data', 'create', 'record', '--sobject', 'Contact'],
      ...['--values', "LastName='Doe' FirstName=Jo"],
    );
    const { id } = created.result;
    const which = ['--sobject', 'Contact', '--record-id', id];
    await run('data', 'update', 'record', ...which, '--values', 'FirstName=Kim');
    const byName = ['--sobject', 'Contact', '--where', 'LastName=Doe'];
    assert.equal((await run('data', 'get', 'record', ...byName)).result.Name, 'Kim Doe');
    assert.equal((await run('data', 'delete', 'record', ...which)).code, 0);
    const gone = await run('data', 'get', 'record', ...which);
    assert.notEqual(gone.code, 0);
  });

  it('lists the objects, and describes one of the package', async () => {
    const [list, { result }] = await Promise.all([
      run('sobject', 'list', '--sobject', 'custom'),
      run('sobject', 'describe', '--sobject', 'Commerce_Order_Line__c'),
    ]);
    assert.ok((list.result as string[]).includes('Commerce_Order_Line__c'), list.stdout);
    assert.ok(!(list.result as string[]).includes('Account'));
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
