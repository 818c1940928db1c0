import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, library, refusal, saveOne, valuesOf } from '../testing.ts';
import type {
  AggregateFunction,
  Comparison,
  Condition,
  DateFunction,
  Expression,
  SelectPlan,
} from '../types.ts';

const shelf = 'Shelf__c';

function compare(expression: Expression, comparison: Comparison, value: unknown): Condition {
  return { kind: 'compare', expression, comparison, value };
}

function aggregate(name: AggregateFunction, ...path: string[]): Expression {
  return { kind: 'aggregate', function: name, ...(path.length === 0 ? {} : { path }) };
}

/** Four shelves by key; the last has nothing but its key. */
function shelves(after: (clean: () => void) => void) {
  const made = library(after);
  const rows = [
    ['a', 'Red', 1.1, '2025-12-31T23:59:59Z', '2025-12-31', 'red'],
    ['b', 'red', 2.2, '2026-01-01T00:00:00Z', '2026-01-01', 'red'],
    ['c', 'Blue', 3.3, '2026-05-05T12:00:00Z', '2026-05-05', 'green'],
    ['d', null, null, null, null, null],
  ];
  const columns = ['Key__c', 'Text__c', 'Number__c', 'Time__c', 'Date__c', 'Kind__c'];
  made.org.save(made.admin, { object: shelf, operation: 'insert', columns, rows });
  const found = (where: Condition, more: Partial<SelectPlan> = {}) =>
    valuesOf(made.org, made.admin, { object: shelf, columns: [field('Key__c')], where, ...more })
      .map(String)
      .join('');
  return { ...made, found };
}

test('text compares without regard to case, but for case-sensitive keys', (t) => {
  const { found } = shelves((clean) => t.after(clean));
  assert.equal(found(compare(field('Text__c'), '=', 'RED')), 'ab');
  assert.equal(found(compare(field('Text__c'), 'IN', ['RED', 'blue'])), 'abc');
  assert.equal(found(compare(field('Key__c'), '=', 'A')), '');
  assert.equal(found(compare(field('Text__c'), 'LIKE', '%E%')), 'abc');
  assert.equal(found(compare(field('Text__c'), 'LIKE', 'r_d')), 'ab');
  assert.equal(found(compare(field('Text__c'), 'LIKE', 'r\\_d')), '');
});

test('nothing is unequal to everything and equal to null', (t) => {
  const { found } = shelves((clean) => t.after(clean));
  const red = compare(field('Text__c'), '=', 'red');
  assert.equal(found(compare(field('Text__c'), '!=', 'red')), 'cd');
  assert.equal(found({ kind: 'not', condition: red }), 'cd');
  assert.equal(found(compare(field('Text__c'), 'NOT IN', ['red'])), 'cd');
  assert.equal(found(compare(field('Text__c'), '=', null)), 'd');
  assert.equal(found(compare(field('Text__c'), '=', '')), 'd');
  assert.equal(found(compare(field('Number__c'), '<', 5)), 'abc');
  assert.equal(found(compare(field('Text__c'), 'IN', ['blue', null])), 'cd');
});

test('numbers, dates, times, booleans and long lists', (t) => {
  const { found } = shelves((clean) => t.after(clean));
  assert.equal(found(compare(field('Number__c'), '>=', 2.2)), 'bc');
  assert.equal(found(compare(field('Time__c'), '>=', '2026-01-01T01:00:00+01:00')), 'bc');
  assert.equal(found(compare(field('Date__c'), '<', '2026-01-01')), 'a');
  assert.equal(found(compare(field('Flag__c'), '=', false)), '');
  const many = Array.from({ length: 1_000 }, (_unused, n) => (n === 7 ? 'c' : n.toString()));
  assert.equal(found(compare(field('Key__c'), 'IN', many)), 'c');
  const both: Condition = {
    kind: 'or',
    conditions: [compare(field('Key__c'), '=', 'a'), compare(field('Number__c'), '>', 3)],
  };
  assert.equal(found(both), 'ac');
});

test('nulls stand where the order says; limit and offset cut the rest', (t) => {
  const { found } = shelves((clean) => t.after(clean));
  const order = (descending: boolean, nulls: 'FIRST' | 'LAST') => ({
    orderBy: [{ expression: field('Number__c'), descending, nulls }],
  });
  const all: Condition = { kind: 'and', conditions: [] };
  assert.equal(found(all, order(false, 'FIRST')), 'dabc');
  assert.equal(found(all, order(true, 'FIRST')), 'dcba');
  assert.equal(found(all, order(true, 'LAST')), 'cbad');
  assert.equal(found(all, { ...order(true, 'LAST'), limit: 2, offset: 1 }), 'ba');
});

test('keyset paging goes on behind a time and an id', (t) => {
  const { found, org, admin } = shelves((clean) => t.after(clean));
  const ids = valuesOf(org, admin, { object: shelf, columns: [field('Id')] }).map(String);
  assert.equal(found(compare(field('Id'), '>', ids[1])), 'cd');
  assert.equal(found(compare(field('Id'), 'IN', [ids[0]?.slice(0, 15), ids[3]])), 'ad');
});

test('aggregates add up exactly, and group by field and by date in UTC', (t) => {
  const { org, admin } = shelves((clean) => t.after(clean));
  const select = (plan: Omit<SelectPlan, 'object'>) =>
    valuesOf(org, admin, { object: shelf, ...plan });
  const number = (name: AggregateFunction) => aggregate(name, 'Number__c');
  const all = [
    aggregate('COUNT'),
    number('COUNT'),
    number('SUM'),
    number('AVG'),
    number('MIN'),
    number('MAX'),
  ];
  assert.deepEqual(select({ columns: all }), [[4, 3, 6.6, 2.2, 1.1, 3.3]]);
  assert.deepEqual(select({ columns: [aggregate('COUNT_DISTINCT', 'Text__c')] }), [[2]]);
  const kind = field('Kind__c');
  const having = compare(aggregate('COUNT'), '>', 1);
  assert.deepEqual(select({ columns: [kind, number('SUM')], groupBy: [kind], having }), [
    ['red', 3.3],
  ]);
  const part = (name: DateFunction): Expression => ({
    kind: 'date',
    function: name,
    path: ['Time__c'],
  });
  const parts = [
    part('CALENDAR_YEAR'),
    part('CALENDAR_QUARTER'),
    part('CALENDAR_MONTH'),
    part('DAY_ONLY'),
  ];
  const where = compare(field('Time__c'), '!=', null);
  assert.deepEqual(select({ columns: [...parts, aggregate('COUNT')], groupBy: parts, where }), [
    [2025, 4, 12, '2025-12-31', 1],
    [2026, 1, 1, '2026-01-01', 1],
    [2026, 2, 5, '2026-05-05', 1],
  ]);
});

test('a hundred thousand decimals sum without drift', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const rows = Array.from({ length: 100_000 }, (_unused, n) => [n.toString(), 0.1]);
  org.save(admin, { object: shelf, operation: 'insert', columns: ['Key__c', 'Number__c'], rows });
  const columns = [aggregate('SUM', 'Number__c')];
  assert.deepEqual(valuesOf(org, admin, { object: shelf, columns }), [[10_000]]);
});

test('parents are reached by path, children by relationship, other objects by semi-join', (t) => {
  const { org, admin, found } = shelves((clean) => t.after(clean));
  const book = (Key__c: string, shelf: string, Pages__c: number) =>
    saveOne(org, admin, 'Book__c', 'insert', { Key__c, 'Shelf__r.Key__c': shelf, Pages__c });
  book('1', 'a', 10);
  book('2', 'a', 30);
  book('3', 'c', 20);
  const columns = [
    field('Key__c'),
    field('Shelf__r', 'Text__c'),
    field('Shelf__r', 'Owner', 'Name'),
  ];
  const where = compare(field('Shelf__r', 'Kind__c'), '=', 'green');
  assert.deepEqual(valuesOf(org, admin, { object: 'Book__c', columns, where }), [
    ['3', 'Blue', 'admin'],
  ]);
  const select: SelectPlan = {
    object: 'Book__c',
    columns: [field('Key__c')],
    where: compare(field('Pages__c'), '<', 100),
    orderBy: [{ expression: field('Pages__c'), descending: true, nulls: 'LAST' }],
    limit: 1,
  };
  const rows = org.select(admin, {
    object: shelf,
    columns: [field('Key__c')],
    children: [{ relationship: 'Books__r', select }],
  });
  const nested = rows.map(({ values, children }) => [
    values[0],
    ...(children[0] ?? []).map((row) => row.values[0]),
  ]);
  assert.deepEqual(nested, [['a', '2'], ['b'], ['c', '3'], ['d']]);
  const inner: SelectPlan = {
    object: 'Book__c',
    columns: [field('Shelf__c')],
    where: compare(field('Pages__c'), '>=', 20),
  };
  const semi = (negated: boolean): Condition => ({
    kind: 'in-select',
    path: ['Id'],
    negated,
    select: inner,
  });
  assert.equal(found(semi(false)), 'ac');
  assert.equal(found(semi(true)), 'bd');
});

test('a stream gives the same rows, one by one, while others are written and rolled back', (t) => {
  const { org, admin } = shelves((clean) => t.after(clean));
  const plan = {
    object: shelf,
    columns: [field('Key__c')],
    where: compare(field('Key__c'), '<', 'd'),
  };
  const seen: unknown[] = [];
  for (const { values } of org.stream(admin, plan)) {
    seen.push(values[0]);
    const rows = [[`x${seen.length.toString()}`], [null]];
    const request = { object: shelf, operation: 'insert', columns: ['Key__c'], rows } as const;
    for (const allOrNone of [false, true]) org.save(admin, { ...request, allOrNone });
  }
  assert.deepEqual(seen, ['a', 'b', 'c']);
});

test('what cannot be asked is refused with its code', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const code = (plan: Partial<SelectPlan>) =>
    refusal(() => org.select(admin, { object: shelf, columns: [field('Id')], ...plan }));
  assert.match(code({ object: 'No' }), /^INVALID_TYPE: sObject type 'No' is not supported/);
  assert.match(
    code({ columns: [field('No')] }),
    /^INVALID_FIELD: No such column 'No' on entity 'Shelf__c'/,
  );
  assert.match(
    code({ columns: [field('No__r', 'Id')] }),
    /^INVALID_FIELD: Didn't understand relationship 'No__r' in field path/,
  );
  const children = [{ relationship: 'No__r', select: { object: '', columns: [field('Id')] } }];
  assert.match(
    code({ children }),
    /^INVALID_TYPE: Didn't understand relationship 'No__r' in FROM part/,
  );
  assert.match(
    code({ where: compare(field('Number__c'), '=', '1') }),
    /^INVALID_FIELD: value of filter criterion for field 'Number__c' must be of type double and should not be enclosed in quotes/,
  );
  assert.match(
    code({ where: compare(field('Id'), '=', 'x') }),
    /^INVALID_QUERY_FILTER_OPERATOR: invalid ID field: x/,
  );
  assert.match(
    code({ where: compare(field('Long__c'), '=', 'x') }),
    /^INVALID_FIELD: field 'Long__c' can not be filtered/,
  );
  assert.match(
    code({ groupBy: [field('Time__c')], columns: [field('Time__c')] }),
    /^MALFORMED_QUERY: field 'Time__c' can not be grouped/,
  );
  assert.match(
    code({ groupBy: [field('Kind__c')], columns: [field('Text__c')] }),
    /^MALFORMED_QUERY: Field must be grouped or aggregated: Text__c/,
  );
  assert.match(
    code({ columns: [aggregate('SUM', 'Text__c')] }),
    /^INVALID_FIELD: field Text__c does not support aggregate operator SUM/,
  );
});
