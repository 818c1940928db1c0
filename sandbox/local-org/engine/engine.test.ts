import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { keyNumber, makeKey, toId, toKey } from './ids.ts';
import { createOrg } from './index.ts';
import { addUser, field, library, saveOne, valuesOf, writePackage } from './testing.ts';

test('an id has 18 characters, its prefix, and a checksum that a changed case breaks', () => {
  assert.equal(toId(makeKey('001', 1)), '001gL0000000001QAA');
  assert.equal(toKey('001gL0000000001'), makeKey('001', 1));
  assert.equal(toKey('001GL0000000001QAA'), undefined);
  assert.equal(toKey('001gL00000000'), undefined);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 35 - 1 }), (number) => {
      const id = toId(makeKey('a0z', number));
      assert.match(id, /^a0z[0-9A-Za-z]{15}$/);
      assert.equal(keyNumber(toKey(id) ?? 0), number);
    }),
  );
});

test('ids sort as they were given', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 34), fc.nat(2 ** 34), (one, two) => {
      const [a, b] = [one, two].map((number) => toId(makeKey('a00', number)).slice(0, 15));
      assert.equal(Math.sign(one - two), a === b ? 0 : String(a) < String(b) ? -1 : 1);
    }),
  );
});

test('the schema is the package’s, on top of the standard objects', (t) => {
  const { org } = library((clean) => t.after(clean));
  const shelf = org.schema.object('shelf__C');
  assert.equal(shelf?.sharing, 'Private');
  assert.equal(shelf.field('KEY__C')?.unique, true);
  assert.equal(shelf.parent('account__r')?.name, 'Account__c');
  assert.deepEqual(
    shelf.childRelationships.map(({ name }) => name),
    ['Books__r', 'Labels__r', 'Kept__r'],
  );
  const book = org.schema.object('Book__c');
  assert.equal(book?.field('OwnerId'), undefined);
  assert.deepEqual(
    [book?.field('Shelf__c')?.nillable, book?.field('Shelf__c')?.permissionable],
    [false, false],
  );
  assert.equal(org.schema.object('Account')?.field('Key__c')?.custom, true);
  const prefixes = org.schema.objects
    .filter(({ custom }) => custom)
    .map(({ keyPrefix }) => keyPrefix);
  assert.deepEqual(prefixes, ['a00', 'a01', 'a02']);
});

test('an empty org has standard objects only, and an id of its own', (t) => {
  const [one, two] = [1, 2].map(() => createOrg({ packageDir: null, file: ':memory:' }));
  t.after(() => [one, two].forEach((org) => org?.close()));
  assert.match(String(one?.id), /^00D[0-9A-Za-z]{15}$/);
  assert.notEqual(one?.id, two?.id);
  assert.equal(
    one?.schema.objects.some(({ custom }) => custom),
    false,
  );
});

test('a field that the org cannot hold is refused by its file', (t) => {
  const packageDir = writePackage((clean) => t.after(clean));
  const file = join(packageDir, 'objects/Shelf__c/fields/Sum__c.field-meta.xml');
  writeFileSync(file, '<CustomField><fullName>Sum__c</fullName><type>Summary</type></CustomField>');
  assert.throws(
    () => createOrg({ packageDir, file: ':memory:' }),
    /Sum__c\.field-meta\.xml.*Summary/,
  );
});

test('a file opened again holds the same org, with ids going on and new fields added', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'local-org-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const packageDir = writePackage((clean) => t.after(clean));
  const file = join(folder, 'org.db');
  const first = createOrg({ packageDir, file });
  const ann = addUser(first, 'ann', ['Clerk']);
  const { id } = saveOne(first, ann, 'Shelf__c', 'insert', { Key__c: '1' });
  first.close();
  const added = join(packageDir, 'objects/Shelf__c/fields/New__c.field-meta.xml');
  writeFileSync(
    added,
    '<CustomField><fullName>New__c</fullName><type>Checkbox</type></CustomField>',
  );
  const second = createOrg({ packageDir, file });
  t.after(() => second.close());
  const again = second.sessionFor('ann@library.example');
  assert.ok(again);
  assert.deepEqual([second.id, again.userId], [first.id, ann.userId]);
  const next = saveOne(second, again, 'Shelf__c', 'insert', { Key__c: '2' });
  assert.equal((toKey(String(next.id)) ?? 0) - (toKey(String(id)) ?? 0), 1);
  const columns = [field('Id'), field('New__c')];
  assert.deepEqual(valuesOf(second, second.systemSession(), { object: 'Shelf__c', columns }), [
    [id, false],
    [next.id, false],
  ]);
});
