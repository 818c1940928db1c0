import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, insertShelf, library, refusal, saveOne, valuesOf, verdict } from '../testing.ts';

const shelf = 'Shelf__c';

test('unique keys are compared with regard to case only where the field says so', (t) => {
  const made = library((clean) => t.after(clean));
  const { id } = insertShelf(made, { Key__c: 'a', Folded__c: 'f' });
  const holder = String(id).slice(0, 15);
  const duplicate = (name: string) =>
    `DUPLICATE_VALUE: duplicate value found: ${name} duplicates value on record with id: ${holder} []`;
  assert.equal(verdict(insertShelf(made, { Key__c: 'a' })), duplicate('Key__c'));
  assert.equal(verdict(insertShelf(made, { Key__c: 'A' })), 'ok');
  assert.equal(verdict(insertShelf(made, { Folded__c: 'F' })), duplicate('Folded__c'));
  const other = insertShelf(made, {});
  const update = saveOne(made.org, made.admin, shelf, 'update', { Id: other.id, Folded__c: 'F' });
  assert.equal(verdict(update), duplicate('Folded__c'));
});

test('an upsert creates, then updates; what it leaves out stays; null clears', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const upsert = (values: Record<string, unknown>, updateOnly = false) =>
    saveOne(org, admin, shelf, 'upsert', values, { externalIdField: 'key__c', updateOnly });
  const first = upsert({ Key__c: 'a', Text__c: 'one', Number__c: 1 });
  assert.equal(first.created, true);
  const second = upsert({ Key__c: 'a', Text__c: undefined, Number__c: null });
  assert.deepEqual([second.id, second.created, second.success], [first.id, false, true]);
  const columns = [field('Text__c'), field('Number__c')];
  assert.deepEqual(valuesOf(org, admin, { object: shelf, columns }), [['one', null]]);
  assert.equal(verdict(upsert({ Key__c: '' })), 'MISSING_ARGUMENT: Key__c not specified [Key__c]');
  assert.match(verdict(upsert({ Key__c: 'b' }, true)), /^NOT_FOUND/);
});

test('an upsert matches only by id or external id, and a key that is not unique needs all data', (t) => {
  const { org, admin, user } = library((clean) => t.after(clean));
  const clerk = user('clerk', ['Clerk']);
  const upsert = (session: typeof admin, externalIdField: string) =>
    saveOne(
      org,
      session,
      shelf,
      'upsert',
      { Key__c: 'a', [externalIdField]: 'x' },
      { externalIdField },
    );
  assert.match(
    refusal(() => upsert(admin, 'Text__c')),
    /INVALID_FIELD: Field name provided, Text__c does not match/,
  );
  assert.match(
    refusal(() => upsert(clerk, 'Loose__c')),
    /INSUFFICIENT_ACCESS_OR_READONLY/,
  );
  for (const Key__c of ['1', '2']) {
    saveOne(org, admin, shelf, 'insert', { Key__c, Loose__c: 'same' });
  }
  const many = saveOne(
    org,
    admin,
    shelf,
    'upsert',
    { Key__c: '3', Loose__c: 'same' },
    { externalIdField: 'Loose__c' },
  );
  assert.match(verdict(many), /^DUPLICATE_EXTERNAL_ID/);
});

test('a key repeated among 200 rows fails all that have it; further apart the last one wins', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const upsert = (keys: readonly string[]) =>
    org.save(admin, {
      object: shelf,
      operation: 'upsert',
      externalIdField: 'Key__c',
      columns: ['Key__c'],
      rows: keys.map((key) => [key]),
    });
  const repeated = 'DUPLICATE_VALUE: Duplicate external id specified: a [Key__c]';
  assert.deepEqual(upsert(['a', 'b', 'a']).map(verdict), [repeated, 'ok', repeated]);
  const far = Array.from({ length: 201 }, (_unused, row) => (row === 200 ? '0' : row.toString()));
  assert.equal(
    upsert(far).every(({ success }) => success),
    true,
  );
});
