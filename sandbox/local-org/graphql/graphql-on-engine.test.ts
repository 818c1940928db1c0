import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { find } from '../engine/find.ts';
import { createOrg } from '../engine/index.ts';
import { idOf } from '../engine/testing.ts';
import type { SaveRequest, Session } from '../engine/types.ts';
import { createExecutor } from './execute.ts';

const packageDir = fileURLToPath(new URL('../../../force-app/main/default', import.meta.url));
const org = createOrg({ file: ':memory:', packageDir });
const execute = createExecutor(org, () => new Date('2026-01-31T12:00:00Z'));
after(() => org.close());

function insert(object: string, records: readonly Record<string, unknown>[]): string[] {
  const columns = Object.keys(records[0] ?? {});
  const rows = records.map((record) => columns.map((column) => record[column]));
  const request: SaveRequest = { object, operation: 'insert', columns, rows };
  return org.save(org.systemSession(), request).map(({ id, errors }) => {
    assert.deepEqual(errors, []);
    return id ?? '';
  });
}

/** A user with the permission set and nothing else. */
function user(permissionSet: string): Session {
  const Username = `${permissionSet.toLowerCase()}@example.com`;
  const ProfileId = idOf(org, 'Profile', 'Minimum Access - Salesforce');
  const [AssigneeId] = insert('User', [
    { Username, LastName: 'User', Email: Username, ProfileId, IsActive: true },
  ]);
  insert('PermissionSetAssignment', [
    { AssigneeId, PermissionSetId: idOf(org, 'PermissionSet', permissionSet) },
  ]);
  const session = org.sessionFor(Username);
  assert.ok(session);
  return session;
}

const [account = ''] = insert('Account', [{ Name: 'Gift Shop' }]);
const [customer = ''] = insert('Commerce_Customer__c', [
  { Name: 'Li', External_Id__c: 's:g:c', Account__c: account, Email__c: 'li@example.com' },
]);
const orders = insert(
  'Commerce_Order__c',
  [1, 2, 3].map((day) => ({
    Name: `100${day}`,
    External_Id__c: `s:g:${day}`,
    Account__c: account,
    Customer__c: day === 3 ? null : customer,
    Placed_At__c: `2026-01-${28 + day}T08:26:00.000Z`,
    Status__c: 'paid',
    Total__c: day * 10.25,
    Currency__c: day === 3 ? 'EUR' : 'GBP',
  })),
);
insert(
  'Commerce_Order_Line__c',
  [1, 2, 3, 4].map((position) => ({
    Name: `Line ${position}`,
    External_Id__c: `s:g:l${position}`,
    Order__c: orders[position < 4 ? 0 : 1],
    Position__c: position,
  })),
);

type Node = Readonly<Record<string, unknown>>;
interface Answer {
  readonly uiapi: Record<'query' | 'aggregate', Record<string, Connection>>;
}
interface Connection {
  readonly edges: { readonly node: Node; readonly cursor: string }[];
  readonly totalCount: number;
}

async function ask(query: string, session = org.systemSession()): Promise<Answer> {
  const answer = JSON.parse(JSON.stringify(await execute({ query }, session))) as {
    data: Answer;
    errors: unknown[];
  };
  assert.deepEqual(answer.errors, []);
  return answer.data;
}

async function orderNames(given: string): Promise<unknown[]> {
  const query = `{ uiapi { query { Commerce_Order__c(${given}) { edges { node { Name { value } } } } } } }`;
  const { edges } = (await ask(query)).uiapi.query['Commerce_Order__c'] ?? { edges: [] };
  return edges.map(({ node }) => (node['Name'] as { value: unknown }).value);
}

test('orders come newest first, with their customer, lines and counts', async () => {
  const { uiapi } = await ask(`{ uiapi { query { Commerce_Order__c(
    where: { Account__c: { eq: "${account}" } }, orderBy: { Placed_At__c: { order: DESC } }) {
      totalCount edges { node { Name { value } Placed_At__c { value } Customer__r { Email__c { value } }
        Lines__r(first: 2, orderBy: { Position__c: { order: DESC } }) {
          totalCount pageInfo { hasNextPage } edges { node { Name { value } } } } } } } } } }`);
  const found = uiapi.query['Commerce_Order__c'];
  assert.equal(found?.totalCount, 3);
  assert.deepEqual(found?.edges[2]?.node, {
    Name: { value: '1001' },
    Placed_At__c: { value: '2026-01-29T08:26:00.000Z' },
    Customer__r: { Email__c: { value: 'li@example.com' } },
    Lines__r: {
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      edges: [{ node: { Name: { value: 'Line 3' } } }, { node: { Name: { value: 'Line 2' } } }],
    },
  });
  assert.equal(found?.edges[0]?.node['Customer__r'], null);
});

test('conditions on dates, parents, text, null and other queries select what they say', async () => {
  const by = 'orderBy: { Name: { order: ASC } }';
  assert.deepEqual(await orderNames(`where: { Placed_At__c: { eq: { literal: TODAY } } }, ${by}`), [
    '1003',
  ]);
  assert.deepEqual(
    await orderNames(
      `where: { Placed_At__c: { lt: { value: "2026-01-30T08:26:00.000Z" } } }, ${by}`,
    ),
    ['1001'],
  );
  assert.deepEqual(
    await orderNames(`where: { Customer__r: { Email__c: { like: "LI@%" } } }, ${by}`),
    ['1001', '1002'],
  );
  assert.deepEqual(await orderNames(`where: { Customer__c: { eq: null } }, ${by}`), ['1003']);
  assert.deepEqual(await orderNames(`where: { not: { Name: { in: ["1001", "1003"] } } }, ${by}`), [
    '1002',
  ]);
  const joined =
    'Customer__c: { inq: { Commerce_Customer__c: { Name: { eq: "Li" } }, ApiName: "Id" } }';
  assert.deepEqual(await orderNames(`where: { ${joined} }, ${by}`), ['1001', '1002']);
  assert.deepEqual(await orderNames(`first: 1, after: "djE6MA==", ${by}`), ['1002']);
});

test('aggregates add up by group', async () => {
  const { uiapi } = await ask(`{ uiapi { aggregate { Commerce_Order__c(
    groupBy: { Currency__c: { group: true }, Placed_At__c: { function: CALENDAR_MONTH } },
    orderBy: { Currency__c: { order: DESC } }) { totalCount edges { node { aggregate {
      Currency__c { value } Placed_At__c { calendarMonth { value } }
      Total__c { sum { value } max { value } } Id { count { value } } } } } } } } }`);
  const groups = uiapi.aggregate['Commerce_Order__c'];
  assert.equal(groups?.totalCount, 2);
  assert.deepEqual(groups?.edges[0]?.node['aggregate'], {
    Currency__c: { value: 'GBP' },
    Placed_At__c: { calendarMonth: { value: 1 } },
    Total__c: { sum: { value: 30.75 }, max: { value: 20.5 } },
    Id: { count: { value: 2 } },
  });
});

test('an agent sees orders with lines, and nothing of a field taken away', async () => {
  const agent = user('Commerce_Agent');
  const query = `{ uiapi { query { Commerce_Order__c(first: 1, orderBy: { Name: { order: ASC } }) { edges { node {
    Name { value } Total__c @optional { value } Lines__r(first: 1) { edges { node { Name { value } } } } } } } } } }`;
  const node = async () =>
    (await ask(query, agent)).uiapi.query['Commerce_Order__c']?.edges[0]?.node ?? {};
  assert.deepEqual((await node())['Total__c'], { value: 10.25 });
  const system = org.systemSession();
  const granted = find(org, 'FieldPermissions', ['Id'], 'Field', 'Commerce_Order__c.Total__c');
  org.save(system, {
    object: 'FieldPermissions',
    operation: 'delete',
    columns: ['Id'],
    rows: granted,
  });
  assert.deepEqual(Object.keys(await node()), ['Name', 'Lines__r']);
  const refused = await execute({ query: query.replace('@optional', '') }, agent);
  assert.equal(refused.data, null);
});
