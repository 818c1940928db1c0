import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, library, refusal, saveOne, valuesOf, verdict } from '../testing.ts';
import type { SaveOperation } from '../types.ts';

const shelf = 'Shelf__c';

test('relationship columns find parents by key, and say which key has none', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  saveOne(org, admin, shelf, 'insert', { Key__c: 's', Name: 'Top' });
  const rows = [
    ['b1', 's'],
    ['b2', 'S'],
  ];
  const columns = ['Key__c', 'Shelf__r.Key__c'];
  const results = org.save(admin, { object: 'Book__c', operation: 'insert', columns, rows });
  const missing =
    'INVALID_FIELD: Foreign key external ID: S not found for field Key__c in entity Shelf__c []';
  assert.deepEqual(results.map(verdict), ['ok', missing]);
  const self = org.save(admin, {
    object: shelf,
    operation: 'insert',
    columns: ['Key__c', 'Keeper__r.Key__c'],
    rows: [
      ['p', undefined],
      ['q', 'p'],
    ],
  });
  assert.deepEqual(self.map(verdict), ['ok', 'ok']);
});

test('a master is required, and changed only where it may be', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const [one, two] = ['1', '2'].map(
    (Key__c) => saveOne(org, admin, shelf, 'insert', { Key__c }).id,
  );
  assert.match(
    verdict(saveOne(org, admin, 'Book__c', 'insert', { Key__c: 'b' })),
    /missing: \[Shelf__c\]/,
  );
  const book = saveOne(org, admin, 'Book__c', 'insert', { Key__c: 'b', Shelf__c: one });
  assert.equal(
    verdict(saveOne(org, admin, 'Book__c', 'update', { Id: book.id, Shelf__c: two })),
    'ok',
  );
  const label = saveOne(org, admin, 'Label__c', 'insert', { Shelf__c: one });
  const moved = saveOne(org, admin, 'Label__c', 'update', { Id: label.id, Shelf__c: two });
  assert.match(
    verdict(moved),
    /^INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create\/update fields: Shelf__c\./,
  );
});

test('ids are judged: absent, malformed, of another object, unknown, deleted', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const { id } = saveOne(org, admin, shelf, 'insert', { Key__c: '1' });
  const save = (operation: SaveOperation, Id: unknown) =>
    verdict(saveOne(org, admin, shelf, operation, { Id }));
  assert.equal(
    save('update', undefined),
    'MISSING_ARGUMENT: Id not specified in an update call [Id]',
  );
  assert.match(save('update', 'x'), /^MALFORMED_ID/);
  assert.match(save('update', `${String(id).slice(0, 15)}AAA`), /^MALFORMED_ID/);
  assert.match(save('update', admin.userId), /^MALFORMED_ID/);
  assert.equal(
    save('update', `${String(id).slice(0, 14)}9`),
    'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id []',
  );
  assert.equal(save('update', String(id).slice(0, 15)), 'ok');
  assert.match(
    save('insert', id),
    /^INVALID_FIELD_FOR_INSERT_UPDATE: cannot specify Id in an insert call/,
  );
  assert.equal(save('delete', id), 'ok');
  assert.equal(save('delete', id), 'ENTITY_IS_DELETED: entity is deleted []');
  const both = saveOne(
    org,
    admin,
    shelf,
    'upsert',
    { Id: id, Key__c: '1' },
    { externalIdField: 'Key__c' },
  );
  assert.match(verdict(both), /^INVALID_FIELD: The Id field should not be specified/);
});

test('deleting takes details along, empties look-ups, and stops where a look-up restricts', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const account = saveOne(org, admin, 'Account', 'insert', { Name: 'Shop' }).id;
  const top = saveOne(org, admin, shelf, 'insert', { Key__c: '1', Account__c: account }).id;
  const kept = saveOne(org, admin, shelf, 'insert', { Key__c: '2', Keeper__c: top }).id;
  saveOne(org, admin, 'Book__c', 'insert', { Key__c: 'b', Shelf__c: top });
  assert.equal(verdict(saveOne(org, admin, 'Account', 'delete', { Id: account })), 'ok');
  const byAccount = { object: shelf, columns: [field('Account__c')] };
  assert.deepEqual(valuesOf(org, admin, byAccount), [[null], [null]]);
  assert.match(verdict(saveOne(org, admin, shelf, 'delete', { Id: top })), /^DELETE_FAILED/);
  saveOne(org, admin, shelf, 'hardDelete', { Id: kept });
  assert.equal(verdict(saveOne(org, admin, shelf, 'delete', { Id: top })), 'ok');
  const books = { object: 'Book__c', columns: [field('IsDeleted')] };
  assert.deepEqual(valuesOf(org, admin, books), []);
  assert.deepEqual(valuesOf(org, admin, { ...books, allRows: true }), [[true]]);
  assert.equal(
    valuesOf(org, admin, { object: shelf, columns: [field('Id')], allRows: true }).length,
    1,
  );
  assert.equal(verdict(saveOne(org, admin, shelf, 'insert', { Key__c: '1' })), 'ok');
});

test('all or none leaves nothing behind, and ids are not given again', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const request = { object: shelf, operation: 'insert', columns: ['Key__c', 'Text__c'] } as const;
  const rows = [
    ['1', 'short'],
    ['2', 'x'.repeat(11)],
  ];
  const results = org.save(admin, { ...request, rows, allOrNone: true });
  assert.deepEqual(
    results.map(({ errors }) => errors[0]?.statusCode),
    ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'STRING_TOO_LONG'],
  );
  assert.deepEqual(
    results.map(({ id }) => id),
    [null, null],
  );
  assert.deepEqual(valuesOf(org, admin, { object: shelf, columns: [field('Id')] }), []);
  const partial = org.save(admin, { ...request, rows });
  assert.deepEqual(
    partial.map(({ success }) => success),
    [true, false],
  );
});

test('unknown objects and columns refuse the whole request', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const save = (object: string, column: string) =>
    refusal(() => saveOne(org, admin, object, 'insert', { [column]: 'x' }));
  assert.match(
    save('Nothing__c', 'Name'),
    /^INVALID_TYPE: sObject type 'Nothing__c' is not supported\./,
  );
  assert.equal(
    save(shelf, 'No__c'),
    "INVALID_FIELD: No such column 'No__c' on sobject of type Shelf__c",
  );
  assert.match(save(shelf, 'No__r.Key__c'), /^INVALID_FIELD/);
  assert.match(
    save(shelf, 'Account__r.Industry'),
    /^INVALID_FIELD: Field name provided, Industry does not match/,
  );
});

test('writes move the stamps and keep the creation', async (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const { id } = saveOne(org, admin, shelf, 'insert', { Key__c: '1' });
  const plan = {
    object: shelf,
    columns: ['CreatedDate', 'SystemModstamp'].map((name) => field(name)),
  };
  const [before] = valuesOf(org, admin, plan);
  await new Promise((resolve) => setTimeout(resolve, 5));
  saveOne(org, admin, shelf, 'update', { Id: id });
  const [after] = valuesOf(org, admin, plan);
  assert.equal(after?.[0], before?.[0]);
  assert.ok(String(after?.[1]) > String(before?.[1]));
});

test('one of many new records that clashes fails alone', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const taken = saveOne(org, admin, shelf, 'insert', { Key__c: 'k30' });
  const rows = Array.from({ length: 130 }, (_none, at) => [`k${at.toString()}`, at]);
  const columns = ['Key__c', 'Number__c'];
  const results = org.save(admin, { object: shelf, operation: 'insert', columns, rows });
  const clash = `duplicate value found: Key__c duplicates value on record with id: ${taken.id?.slice(0, 15) ?? ''}`;
  assert.deepEqual(
    results.map(verdict),
    rows.map((_row, at) => (at === 30 ? `DUPLICATE_VALUE: ${clash} []` : 'ok')),
  );
  const stored = valuesOf(org, admin, { object: shelf, columns: [field('Number__c')] });
  assert.deepEqual(
    stored.flat().sort((one, other) => Number(one) - Number(other)),
    [null, ...rows.flatMap(([, number]) => (number === 30 ? [] : [number]))],
  );
});
