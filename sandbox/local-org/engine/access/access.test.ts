import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../find.ts';
import { field, idOf, library, refusal, saveOne, valuesOf, verdict } from '../testing.ts';

const shelf = 'Shelf__c';
const keys = { object: shelf, columns: [field('Key__c')] };

test('rights are the union of the assigned permission sets, and a user without them sees no object', (t) => {
  const { org, user } = library((clean) => t.after(clean));
  const nobody = user('nobody', []);
  const both = user('both', ['Clerk', 'Reader']);
  assert.match(
    refusal(() => org.select(nobody, keys)),
    /^INVALID_TYPE: sObject type 'Shelf__c' is not supported/,
  );
  assert.equal(nobody.mayObject('Account', 'read'), false);
  assert.equal(nobody.mayObject('User', 'read'), true);
  assert.equal(both.mayObject(shelf, 'create') && both.mayObject(shelf, 'viewAll'), true);
  assert.equal(both.mayObject(shelf, 'modifyAll'), false);
  assert.equal(org.sessionFor('stranger@library.example'), undefined);
});

test('required fields, masters and names follow the object; other fields need permission', (t) => {
  const { org, user } = library((clean) => t.after(clean));
  const clerk = user('clerk', ['Clerk']);
  assert.equal(clerk.mayField(shelf, 'Key__c', 'edit'), true);
  assert.equal(clerk.mayField('Book__c', 'Shelf__c', 'edit'), true);
  assert.equal(clerk.mayField(shelf, 'Number__c', 'edit'), false);
  assert.equal(clerk.mayField(shelf, 'Kind__c', 'read'), false);
  const hidden = { object: shelf, columns: [field('Kind__c')] };
  assert.match(
    refusal(() => org.select(clerk, hidden)),
    /^INVALID_FIELD: No such column 'Kind__c' on entity 'Shelf__c'\./,
  );
  assert.match(
    refusal(() => saveOne(org, clerk, shelf, 'insert', { Key__c: '1', Kind__c: 'red' })),
    /^INVALID_FIELD: No such column 'Kind__c'/,
  );
  const readOnly = saveOne(org, clerk, shelf, 'insert', { Key__c: '1', Number__c: 1 });
  assert.match(
    verdict(readOnly),
    /^INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create\/update fields: Number__c\./,
  );
});

test('private records are seen and changed by their owner; View All sees them', (t) => {
  const { org, user } = library((clean) => t.after(clean));
  const [ann, ben] = ['ann', 'ben'].map((name) => user(name, ['Clerk']));
  const reader = user('reader', ['Reader']);
  assert.ok(ann && ben);
  const { id } = saveOne(org, ann, shelf, 'insert', { Key__c: '1' });
  assert.deepEqual(valuesOf(org, ann, keys), [['1']]);
  assert.deepEqual(valuesOf(org, ben, keys), []);
  assert.deepEqual(valuesOf(org, reader, keys), [['1']]);
  const refused = 'INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id []';
  assert.equal(verdict(saveOne(org, ben, shelf, 'update', { Id: id, Text__c: 'x' })), refused);
  assert.equal(verdict(saveOne(org, ben, shelf, 'delete', { Id: id })), refused);
  const upsert = saveOne(org, ben, shelf, 'upsert', { Key__c: '1' }, { externalIdField: 'Key__c' });
  assert.equal(verdict(upsert), refused);
  assert.match(
    verdict(saveOne(org, reader, shelf, 'insert', { Key__c: '2' })),
    /^CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY/,
  );
});

test('details follow their master', (t) => {
  const { org, user } = library((clean) => t.after(clean));
  const [ann, ben] = ['ann', 'ben'].map((name) => user(name, ['Clerk']));
  assert.ok(ann && ben);
  const { id } = saveOne(org, ann, shelf, 'insert', { Key__c: '1' });
  const book = saveOne(org, ann, 'Book__c', 'insert', { Key__c: 'b', Shelf__c: id });
  const books = { object: 'Book__c', columns: [field('Key__c')] };
  assert.deepEqual(valuesOf(org, ann, books), [['b']]);
  assert.deepEqual(valuesOf(org, ben, books), []);
  const denied =
    /^INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: insufficient access rights on cross-reference id/;
  const mine = saveOne(org, ben, 'Book__c', 'insert', { Key__c: 'c', Shelf__c: id });
  assert.match(verdict(mine), denied);
  const byKey = saveOne(org, ben, 'Book__c', 'insert', { Key__c: 'c', 'Shelf__r.Key__c': '1' });
  assert.match(verdict(byKey), denied);
  const update = saveOne(org, ben, 'Book__c', 'update', { Id: book.id, Name: 'x' });
  assert.match(verdict(update), /^INSUFFICIENT_ACCESS_OR_READONLY/);
});

test('a parent out of sight shows no fields', (t) => {
  const { org, admin, user } = library((clean) => t.after(clean));
  const clerk = user('clerk', ['Clerk']);
  const hidden = saveOne(org, admin, shelf, 'insert', { Key__c: '1', Name: 'Hidden' }).id;
  const mine = saveOne(org, admin, shelf, 'insert', {
    Key__c: '2',
    OwnerId: clerk.userId,
    Keeper__c: hidden,
  }).id;
  const grant = {
    ParentId: idOf(org, 'PermissionSet', 'Clerk'),
    SobjectType: shelf,
    Field: 'Shelf__c.Keeper__c',
    PermissionsRead: true,
  };
  saveOne(org, admin, 'FieldPermissions', 'insert', grant);
  const columns = [field('Id'), field('Keeper__r', 'Name')];
  assert.deepEqual(valuesOf(org, clerk, { object: shelf, columns }), [[mine, null]]);
});

test('a permission taken away counts at once', (t) => {
  const { org, admin, user } = library((clean) => t.after(clean));
  const clerk = user('clerk', ['Clerk']);
  assert.equal(clerk.mayField(shelf, 'Text__c', 'read'), true);
  const [[Id] = []] = find(org, 'FieldPermissions', ['Id'], 'Field', 'Shelf__c.Text__c');
  saveOne(org, admin, 'FieldPermissions', 'delete', { Id });
  assert.equal(clerk.mayField(shelf, 'Text__c', 'read'), false);
});

test('contacts follow their account', (t) => {
  const { org, admin, user } = library((clean) => t.after(clean));
  const seller = user('seller', [], 'Standard User');
  const AccountId = saveOne(org, admin, 'Account', 'insert', { Name: 'Shop' }).id;
  saveOne(org, admin, 'Contact', 'insert', { LastName: 'Shared', AccountId });
  saveOne(org, admin, 'Contact', 'insert', { LastName: 'Private' });
  const names = { object: 'Contact', columns: [field('Name')] };
  assert.deepEqual(valuesOf(org, seller, names), [['Shared']]);
  assert.equal(valuesOf(org, admin, names).length, 2);
});
