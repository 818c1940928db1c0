import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Condition } from '../engine/types.ts';
import { startAsking } from './testing.ts';

const ofOrders = (given: string, selection: string): string =>
  `{ uiapi { query { Commerce_Order__c${given} { ${selection} } } } }`;
const nodes = (selection: string): string => `edges { node { ${selection} } }`;
const messages = (errors: readonly unknown[]): string[] =>
  errors.map((error) => (error as { message: string }).message);

interface Connection {
  readonly edges: { readonly cursor: string; readonly node: Record<string, unknown> }[];
  readonly pageInfo: Record<string, unknown>;
  readonly totalCount: number;
}
const orders = (data: unknown): Connection =>
  (data as { uiapi: { query: { Commerce_Order__c: Connection } } }).uiapi.query.Commerce_Order__c;

test('one select answers fields, parents and children', async () => {
  const { ask, plans } = startAsking();
  const lines = `lines: Lines__r(first: 2, orderBy: { Position__c: { order: ASC } }) { totalCount ${nodes('Title__c { value }')} pageInfo { hasNextPage } }`;
  const { data, errors } = await ask(
    ofOrders(
      '(first: 2)',
      `${nodes(`Id ApiName Name { value } Customer__r { Name { value } } ${lines}`)} totalCount pageInfo { hasNextPage endCursor }`,
    ),
  );
  assert.deepEqual(errors, []);
  const connection = orders(data);
  assert.deepEqual(connection.edges[0]?.node, {
    Id: 'Id0',
    ApiName: 'Commerce_Order__c',
    Name: { value: 'Name0' },
    Customer__r: { Name: { value: 'Customer__r.Name0' } },
    lines: {
      totalCount: 3,
      edges: [
        { node: { Title__c: { value: 'Title__c0' } } },
        { node: { Title__c: { value: 'Title__c1' } } },
      ],
      pageInfo: { hasNextPage: true },
    },
  });
  assert.equal(connection.edges[1]?.node['Customer__r'], null);
  assert.deepEqual(connection.pageInfo, { hasNextPage: true, endCursor: 'djE6MQ==' });
  assert.equal(connection.totalCount, 3);
  assert.equal(plans[0]?.limit, 3);
  assert.equal(plans[0]?.children?.[0]?.select.limit, 3);
  // The orders with their lines, the count of each order's lines, the count of orders.
  assert.equal(plans.length, 3);
});

test('values come with what a person reads', async () => {
  const { ask } = startAsking();
  const { data } = await ask(
    ofOrders(
      '(first: 1)',
      nodes(
        'Placed_At__c { value displayValue } Total__c { value displayValue } Status__c { value displayValue label } Name { displayValue }',
      ),
    ),
  );
  assert.deepEqual(orders(data).edges[0]?.node, {
    Placed_At__c: { value: '2026-01-31T08:26:00.000Z', displayValue: '1/31/2026, 8:26 AM' },
    Total__c: { value: 1234.5, displayValue: '1,234.5000' },
    Status__c: { value: 'delivered', displayValue: 'Delivered', label: 'Delivered' },
    Name: { displayValue: null },
  });
});

const placed = (comparison: string, value: string): Condition =>
  ({
    kind: 'compare',
    expression: { kind: 'field', path: ['Placed_At__c'] },
    comparison,
    value,
  }) as Condition;

test('where holds and, or, not, parents and dates', async () => {
  const { ask, plans } = startAsking();
  const where = `{ or: [{ Placed_At__c: { lt: { value: $at } } }, { not: { Customer__r: { Email__c: { like: "a%" } } } }], Placed_At__c: { eq: { literal: TODAY } } }`;
  const { errors } = await ask(
    `query ($at: DateTime) ${ofOrders(`(where: ${where})`, nodes('Id'))}`,
    { at: '2026-01-01T00:00:00Z' },
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(plans[0]?.where, {
    kind: 'and',
    conditions: [
      {
        kind: 'or',
        conditions: [
          placed('<', '2026-01-01T00:00:00Z'),
          {
            kind: 'not',
            condition: {
              kind: 'compare',
              expression: { kind: 'field', path: ['Customer__r', 'Email__c'] },
              comparison: 'LIKE',
              value: 'a%',
            },
          },
        ],
      },
      {
        kind: 'and',
        conditions: [
          placed('>=', '2026-01-31T00:00:00.000Z'),
          placed('<', '2026-02-01T00:00:00.000Z'),
        ],
      },
    ],
  });
});

test('orderBy keeps the order of its keys, written out or from a variable', async () => {
  const { ask, plans } = startAsking();
  const expected = [
    { expression: { kind: 'field', path: ['Placed_At__c'] }, descending: true, nulls: 'LAST' },
    { expression: { kind: 'field', path: ['Id'] }, descending: false, nulls: 'FIRST' },
  ];
  await ask(
    ofOrders(
      '(orderBy: { Placed_At__c: { order: DESC, nulls: LAST }, Id: { order: ASC } })',
      nodes('Id'),
    ),
  );
  await ask(`query ($by: Commerce_Order__c_OrderBy) ${ofOrders('(orderBy: $by)', nodes('Id'))}`, {
    by: { Placed_At__c: { order: 'DESC', nulls: 'LAST' }, Id: { order: 'ASC' } },
  });
  assert.deepEqual(
    plans.map(({ orderBy }) => orderBy),
    [expected, expected],
  );
});

test('a field out of sight fails the query, unless it is optional', async () => {
  const { ask } = startAsking();
  const hidden = ['Commerce_Order__c.Total__c'];
  const query = ofOrders('(first: 1)', nodes('Name { value } Total__c { value }'));
  const refused = await ask(query, {}, hidden);
  assert.equal(refused.data, null);
  assert.deepEqual(refused.errors, [
    {
      message:
        "Validation error (FieldUndefined@[uiapi/query/Commerce_Order__c/edges/node/Total__c]) : Field 'Total__c' in type 'Commerce_Order__c' is undefined",
      locations: [{ line: 1, column: 79 }],
      extensions: { ErrorType: 'ValidationError', classification: 'ValidationError' },
    },
  ]);
  const optional = query.replace('Total__c {', 'Total__c @optional {');
  const answered = await ask(optional, {}, hidden);
  assert.deepEqual(orders(answered.data).edges[0]?.node, { Name: { value: 'Name0' } });
  const seen = await ask(optional);
  assert.deepEqual(orders(seen.data).edges[0]?.node['Total__c'], { value: 1234.5 });
});

test('an object out of sight is no part of the schema, nor are the ways to it', async () => {
  const { ask } = startAsking();
  const hidden = ['Commerce_Order_Line__c'];
  const refused = await ask(ofOrders('', nodes(`Lines__r { ${nodes('Id')} }`)), {}, hidden);
  assert.match(messages(refused.errors)[0] ?? '', /Field 'Lines__r' in type 'Commerce_Order__c'/);
  const unknown = await ask(
    `{ uiapi { query { Commerce_Order_Line__c { totalCount } } } }`,
    {},
    hidden,
  );
  assert.match(messages(unknown.errors)[0] ?? '', /in type 'RecordQuery' is undefined/);
});

test('paging ends at row 4,000 without upperBound, and at the bound with it', async () => {
  const { ask, plans } = startAsking();
  const after = (row: number) => Buffer.from(`v1:${row}`).toString('base64');
  const page = async (given: string) =>
    orders(
      (await ask(ofOrders(given, 'edges { cursor } pageInfo { hasNextPage hasPreviousPage }')))
        .data,
    );
  const last = await page(`(first: 2000, after: "${after(2999)}")`);
  assert.deepEqual([last.edges.length, last.pageInfo['hasNextPage']], [1000, false]);
  assert.deepEqual([plans[0]?.offset, plans[0]?.limit], [3000, 1000]);
  assert.equal((await page(`(first: 10, after: "${after(3999)}")`)).edges.length, 0);
  const bound = await page(`(first: 2000, upperBound: 9000, after: "${after(3999)}")`);
  assert.deepEqual([bound.edges.length, bound.pageInfo['hasNextPage']], [2000, true]);
  const refused = await ask(ofOrders('(first: 100, upperBound: 9000)', 'edges { cursor }'));
  assert.match(messages(refused.errors)[0] ?? '', /between 200 and 2000/);
  const beyond = await ask(ofOrders('(first: 2001)', 'edges { cursor }'));
  assert.match(messages(beyond.errors)[0] ?? '', /between 1 and 2000/);
});

test('aggregates group by field and by date function', async () => {
  const { ask, plans } = startAsking();
  const { data, errors } = await ask(`{ uiapi { aggregate { Commerce_Order__c(first: 1, groupBy: {
    Currency__c: { group: true }, Placed_At__c: { function: CALENDAR_YEAR } }) { edges { node { aggregate {
      Currency__c { value } Placed_At__c { calendarYear { value } } Total__c { sum { value } } Id { count { value } }
    } } } } } } }`);
  assert.deepEqual(errors, []);
  const { aggregate } = (data as { uiapi: { aggregate: Record<string, Connection> } }).uiapi;
  assert.deepEqual(aggregate['Commerce_Order__c']?.edges[0]?.node, {
    aggregate: {
      Currency__c: { value: 'Currency__c0' },
      Placed_At__c: { calendarYear: { value: 2026 } },
      Total__c: { sum: { value: 3 } },
      Id: { count: { value: 3 } },
    },
  });
  assert.equal(plans[0]?.groupBy?.length, 2);
});

test('a date-time does not group by itself', async () => {
  const { ask } = startAsking();
  const { errors } = await ask(
    `{ uiapi { aggregate { Commerce_Order__c(groupBy: { Placed_At__c: { group: true } }) { totalCount } } } }`,
  );
  assert.match(messages(errors)[0] ?? '', /only be grouped by a function/);
});

test('children go one level deep, and a request holds ten queries', async () => {
  const { ask } = startAsking();
  const deep = `Commerce_Orders__r { ${nodes(`Lines__r { ${nodes('Id')} }`)} }`;
  const { errors } = await ask(`{ uiapi { query { Account { ${nodes(deep)} } } } }`);
  assert.match(messages(errors)[0] ?? '', /only one level of children/);
  const many = (count: number) =>
    `{ uiapi { query { ${Array.from({ length: count }, (_, n) => `a${n}: Account { totalCount }`).join(' ')} } } }`;
  assert.deepEqual((await ask(many(10))).errors, []);
  assert.match(messages((await ask(many(11))).errors)[0] ?? '', /10 queries at most/);
});

test('what cannot be parsed is told as invalid syntax', async () => {
  const { ask } = startAsking();
  const { data, errors } = await ask('{ uiapi {');
  assert.equal(data, null);
  assert.match(messages(errors)[0] ?? '', /^Invalid Syntax : /);
});

test("the panels' own queries are valid", async () => {
  const { ask } = startAsking();
  const lwc = new URL('../../../force-app/main/default/lwc/', import.meta.url);
  const files = readdirSync(lwc, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('__tests__') && !name.endsWith('.d.ts'),
  );
  const queries = files.flatMap((name) =>
    [...readFileSync(new URL(name, lwc), 'utf8').matchAll(/gql`([^`]*)`/g)].map(
      ([, query = '']) => query,
    ),
  );
  assert.ok(queries.length > 0);
  for (const query of queries) assert.deepEqual((await ask(query, { size: 5 })).errors, []);
});
