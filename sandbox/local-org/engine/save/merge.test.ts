import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { field, library, type Library, saveOne, valuesOf, verdict } from '../testing.ts';

const shelf = 'Shelf__c';

const stampOf = ({ admin, org }: Library, object: string): unknown =>
  valuesOf(org, admin, { object, columns: [field('SystemModstamp')], allRows: true })[0]?.[0];

const add = ({ admin, org }: Library, object: string, values: object): string =>
  saveOne(org, admin, object, 'insert', { ...values }).id ?? '';

const shelves = ({ admin, org }: Library) =>
  valuesOf(org, admin, { object: shelf, columns: [field('Account__c')] }).flat();

test('look-ups follow the record that stays; a unique value of the other is free for it', async (t) => {
  const all = library((clean) => t.after(clean));
  const { admin, org } = all;
  const [kept = '', other = '', third = ''] = ['a', 'b', 'c'].map((Key__c) =>
    add(all, 'Account', { Name: Key__c, Key__c }),
  );
  const ids = [other, third].map((Account__c, at) =>
    add(all, shelf, { Key__c: `${at}`, Account__c }),
  );
  const contact = add(all, 'Contact', { LastName: 'Li', AccountId: other });
  const before = stampOf(all, shelf);
  await setTimeout(5);
  const result = org.merge(admin, {
    object: 'Account',
    masterId: kept,
    fields: { Key__c: 'b', Phone: '1' },
    mergedIds: [other, third],
  });
  assert.deepEqual([...result.updatedRelatedIds].sort(), [contact, ...ids].sort());
  assert.deepEqual(
    [result.success, result.id, result.mergedRecordIds],
    [true, kept, [other, third]],
  );
  assert.deepEqual(shelves(all), [kept, kept]);
  assert.ok(String(stampOf(all, shelf)) > String(before));
  const columns = ['Name', 'Key__c', 'Phone', 'IsDeleted', 'MasterRecordId'];
  const plan = { object: 'Account', columns: columns.map((name) => field(name)), allRows: true };
  assert.deepEqual(valuesOf(org, admin, plan), [
    ['a', 'b', '1', false, null],
    ['b', 'b', null, true, kept],
    ['c', 'c', null, true, kept],
  ]);
});

test('a merge that is refused changes nothing', (t) => {
  const all = library((clean) => t.after(clean));
  const { admin, org } = all;
  const ids = ['a', 'b', 'c', 'd'].map((Name) => add(all, 'Account', { Name }));
  const [kept = '', other = ''] = ids;
  add(all, shelf, { Key__c: '1', Account__c: other });
  const request = { object: 'Account', masterId: kept, fields: {}, mergedIds: [other] };
  const merge = (more: object, session = admin) =>
    verdict(org.merge(session, { ...request, ...more }));
  assert.match(merge({ mergedIds: [] }), /^INVALID_MERGE_RECORD/);
  assert.match(merge({ mergedIds: ids.slice(1) }), /^INVALID_MERGE_RECORD/);
  assert.match(merge({ mergedIds: [kept] }), /^INVALID_MERGE_RECORD/);
  assert.match(merge({ mergedIds: [other, other.slice(0, 15)] }), /^INVALID_MERGE_RECORD/);
  assert.match(merge({ fields: { Name: 'x'.repeat(256) } }), /^STRING_TOO_LONG/);
  assert.match(merge({ masterId: '001000000000001AAA' }), /^INVALID_CROSS_REFERENCE_KEY/);
  const clerk = all.user('clerk', ['Clerk']);
  assert.match(merge({}, clerk), /^INSUFFICIENT_ACCESS_OR_READONLY/);
  assert.deepEqual(shelves(all), [other]);
  assert.throws(() => merge({ object: shelf }), /entity type cannot be merged: Shelf__c/);
});

test('a record that looked up the other does not come to look up itself', (t) => {
  const all = library((clean) => t.after(clean));
  const { admin, org } = all;
  const other = add(all, 'Account', { Name: 'Parent' });
  const kept = add(all, 'Account', { Name: 'Child', ParentId: other });
  org.merge(admin, { object: 'Account', masterId: kept, fields: {}, mergedIds: [other] });
  const plan = { object: 'Account', columns: [field('ParentId')] };
  assert.deepEqual(valuesOf(org, admin, plan), [[null]]);
});
