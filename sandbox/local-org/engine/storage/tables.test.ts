import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { field, library, saveOne } from '../testing.ts';
import type { Org, Session } from '../types.ts';

function select(org: Org, session: Session, name: string): void {
  const where = { kind: 'compare', expression: field(name), comparison: '=', value: 'x' } as const;
  org.select(session, { object: 'Shelf__c', columns: [field('Id')], where });
}

/** Indexes of the object with loose keys, before and after one is looked for. */
function indexes(t: { after(clean: () => void): void }, look: (org: Org, by: Session) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'local-org-'));
  const file = join(folder, 'org.db');
  const { admin, org } = library((clean) => t.after(clean), file);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const reader = new DatabaseSync(file, { readOnly: true });
  t.after(() => reader.close());
  const sql = `SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'Shelf__c' ORDER BY name`;
  const read = (): unknown[] =>
    reader
      .prepare(sql)
      .all()
      .map(({ sql }) =>
        String(sql)
          .replaceAll(/"Shelf__c(\.\w+)?"/g, '')
          .trim(),
      );
  const before = read();
  look(org, admin);
  return { before, made: read().filter((index) => !before.includes(index)) };
}

test('a key that need not be unique is indexed when records are looked for by it', (t) => {
  const loose = ['CREATE INDEX  ON  ("Loose__c")'];
  const upsert = indexes(t, (org, by) => {
    saveOne(org, by, 'Shelf__c', 'insert', { Key__c: 'a', Loose__c: 'x' });
    saveOne(
      org,
      by,
      'Shelf__c',
      'upsert',
      { Loose__c: 'x', Text__c: 'y' },
      { externalIdField: 'Loose__c' },
    );
  });
  assert.deepEqual(upsert.made, loose);
  assert.deepEqual(indexes(t, (org, by) => select(org, by, 'Loose__c')).made, loose);
  const parent = indexes(t, (org, by) => {
    saveOne(org, by, 'Book__c', 'insert', { Key__c: 'b', 'Shelf__r.Loose__c': 'x' });
  });
  assert.deepEqual(parent.made, loose);
});

test('keys that must be unique and look-ups have their index from the start, other fields none', (t) => {
  const { before, made } = indexes(t, (org, by) => {
    for (const name of ['Key__c', 'Text__c']) select(org, by, name);
  });
  assert.deepEqual(made, []);
  assert.deepEqual(before, [
    'CREATE INDEX  ON  ("Account__c")',
    'CREATE UNIQUE INDEX  ON  ("Folded__c") WHERE "IsDeleted" = 0',
    'CREATE INDEX  ON  ("Keeper__c")',
    'CREATE UNIQUE INDEX  ON  ("Key__c") WHERE "IsDeleted" = 0',
  ]);
});
