import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { field, library, type Library, saveOne, valuesOf, verdict } from '../testing.ts';

const shelf = 'Shelf__c';

const add = ({ admin, org }: Library, object: string, values: object): string =>
  saveOne(org, admin, object, 'insert', { ...values }).id ?? '';
const remove = ({ admin, org }: Library, object: string, Id: string): void =>
  assert.equal(verdict(saveOne(org, admin, object, 'delete', { Id })), 'ok');

const shelves = ({ admin, org }: Library) =>
  valuesOf(org, admin, {
    object: shelf,
    columns: ['Account__c', 'SystemModstamp'].map((name) => field(name)),
  });

test('look-ups come back, but for those that something was put into since', async (t) => {
  const all = library((clean) => t.after(clean));
  const { admin, org } = all;
  const [gone = '', other = ''] = ['a', 'b'].map((Name) => add(all, 'Account', { Name }));
  const [, second] = ['1', '2'].map((Key__c) => add(all, shelf, { Key__c, Account__c: gone }));
  remove(all, 'Account', gone);
  assert.deepEqual(
    shelves(all).map(([account]) => account),
    [null, null],
  );
  saveOne(org, admin, shelf, 'update', { Id: second, Account__c: other });
  const [before] = shelves(all);
  await setTimeout(5);
  assert.equal(verdict(org.undelete(admin, [gone])[0]), 'ok');
  const [first, last] = shelves(all);
  assert.deepEqual([first?.[0], last?.[0]], [gone, other]);
  assert.ok(String(first?.[1]) > String(before?.[1]));
});

test('details come back with their master, and not without it', (t) => {
  const all = library((clean) => t.after(clean));
  const { admin, org } = all;
  const top = add(all, shelf, { Key__c: '1' });
  const [book = '', early = ''] = ['b', 'e'].map((Key__c) =>
    add(all, 'Book__c', { Key__c, Shelf__c: top }),
  );
  remove(all, 'Book__c', early);
  remove(all, shelf, top);
  const notThere = 'UNDELETE_FAILED: Entity is not in the recycle bin []';
  const undelete = (id: string, session = admin) => verdict(org.undelete(session, [id])[0]);
  assert.deepEqual(
    [book, early].map((id) => undelete(id)),
    [notThere, notThere],
  );
  assert.equal(undelete(top), 'ok');
  const books = { object: 'Book__c', columns: [field('Id')] };
  assert.deepEqual(valuesOf(org, admin, books), [[book]]);
  assert.equal(undelete(top), notThere);
  assert.match(undelete('nonsense'), /^MALFORMED_ID/);
  remove(all, shelf, top);
  assert.match(undelete(top, all.user('clerk', ['Clerk'])), /^INSUFFICIENT_ACCESS_OR_READONLY/);
});

test('a unique value that was given away meanwhile keeps a record in the bin', (t) => {
  const all = library((clean) => t.after(clean));
  const { admin, org } = all;
  const gone = add(all, shelf, { Key__c: '1' });
  const book = add(all, 'Book__c', { Key__c: 'b', Shelf__c: gone });
  remove(all, shelf, gone);
  const holder = add(all, shelf, { Key__c: '1' });
  assert.match(verdict(org.undelete(admin, [gone])[0]), /^DUPLICATE_VALUE: .*Key__c/);
  const books = { object: 'Book__c', columns: [field('Id')] };
  assert.deepEqual(valuesOf(org, admin, books), []);
  saveOne(org, admin, shelf, 'hardDelete', { Id: holder });
  assert.equal(verdict(org.undelete(admin, [gone])[0]), 'ok');
  assert.deepEqual(valuesOf(org, admin, books), [[book]]);
});

test('a record that a merge took comes back alone', (t) => {
  const all = library((clean) => t.after(clean));
  const { admin, org } = all;
  const [kept = '', other = ''] = ['a', 'b'].map((Name) => add(all, 'Account', { Name }));
  add(all, shelf, { Key__c: '1', Account__c: other });
  org.merge(admin, { object: 'Account', masterId: kept, fields: {}, mergedIds: [other] });
  assert.equal(verdict(org.undelete(admin, [other])[0]), 'ok');
  assert.equal(shelves(all)[0]?.[0], kept);
  const plan = { object: 'Account', columns: [field('MasterRecordId')] };
  assert.deepEqual(valuesOf(org, admin, plan), [[null], [null]]);
});
