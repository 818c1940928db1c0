import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createOrg } from '../index.ts';
import { saveOne } from '../testing.ts';
import type { Change, EventOrg } from './bus.ts';

const open = (t: TestContext, file = ':memory:'): EventOrg => {
  const org = createOrg({ packageDir: null, file });
  t.after(() => {
    try {
      org.close();
    } catch {
      // Closed by the test.
    }
  });
  return org;
};

const changes = (org: EventOrg, ...names: string[]): Change[] =>
  org.bus.after(names, 0, 100).map(({ payload }) => payload as unknown as Change);

const told = (org: EventOrg, ...names: string[]) =>
  changes(org, ...names).map(({ changed, entity, type }) => [entity, type, ...changed]);

const stamps = ['LastModifiedDate'];

test('only selected objects are captured, and only until they are released', (t) => {
  const org = open(t);
  const system = org.systemSession();
  saveOne(org, system, 'Account', 'insert', { Name: 'Before' });
  org.bus.capture('Account');
  saveOne(org, system, 'Lead', 'insert', { LastName: 'Lee', Company: 'Lee' });
  saveOne(org, system, 'Account', 'insert', { Name: 'Captured' });
  org.bus.release('Account');
  saveOne(org, system, 'Account', 'insert', { Name: 'After' });
  assert.deepEqual(
    changes(org, 'AccountChangeEvent', 'LeadChangeEvent').map(({ values }) => values.Name),
    ['Captured'],
  );
  assert.throws(() => org.bus.capture('Nothing__c'), { errorCode: 'INVALID_INPUT' });
  assert.throws(() => org.bus.capture('Profile'), { errorCode: 'INVALID_INPUT' });
});

test('several changes of a record in a transaction are one, with what is committed', (t) => {
  const org = open(t);
  org.bus.capture('Account');
  const system = org.systemSession();
  const { id } = saveOne(org, system, 'Account', 'insert', { Name: 'Acme' });
  org.transaction(() => {
    saveOne(org, system, 'Account', 'update', { Id: id, Phone: '1' });
    saveOne(org, system, 'Account', 'update', { Id: id, Phone: '2', Fax: '3' });
    const gone = saveOne(org, system, 'Account', 'insert', { Name: 'Gone' });
    saveOne(org, system, 'Account', 'delete', { Id: gone.id });
  });
  const [, update] = changes(org, 'AccountChangeEvent');
  assert.deepEqual(told(org, 'AccountChangeEvent').slice(1), [
    ['Account', 'UPDATE', 'Phone', 'Fax', ...stamps],
  ]);
  assert.deepEqual([update?.values.Phone, update?.values.Fax], ['2', '3']);
});

test('a change of case is a change; what goes with a record, or is emptied by it, changes too', (t) => {
  const org = open(t);
  for (const object of ['Account', 'Contact']) org.bus.capture(object);
  const system = org.systemSession();
  const top = saveOne(org, system, 'Account', 'insert', { Name: 'Top' });
  const child = saveOne(org, system, 'Account', 'insert', { Name: 'Child', ParentId: top.id });
  saveOne(org, system, 'Contact', 'insert', { LastName: 'Lee', AccountId: top.id });
  saveOne(org, system, 'Account', 'update', { Id: child.id, Name: 'CHILD' });
  saveOne(org, system, 'Account', 'delete', { Id: top.id });
  const last = changes(org, 'AccountChangeEvent', 'ContactChangeEvent').slice(3);
  assert.deepEqual(last.map(({ changed, entity, type }) => [entity, type, ...changed]).sort(), [
    ['Account', 'DELETE'],
    ['Account', 'UPDATE', 'Name', ...stamps],
    ['Account', 'UPDATE', 'ParentId'],
    ['Contact', 'DELETE'],
  ]);
  const deletion = last.slice(1);
  assert.equal(new Set(deletion.map(({ transactionKey }) => transactionKey)).size, 1);
  assert.deepEqual(
    deletion.map(({ sequence }) => sequence),
    [1, 2, 3],
  );
});

test('out of the recycle bin a record goes unsaid; past it, as deleted', (t) => {
  const org = open(t);
  org.bus.capture('Account');
  const system = org.systemSession();
  const binned = saveOne(org, system, 'Account', 'insert', { Name: 'Binned' });
  saveOne(org, system, 'Account', 'delete', { Id: binned.id });
  saveOne(org, system, 'Account', 'hardDelete', { Id: binned.id });
  const gone = saveOne(org, system, 'Account', 'insert', { Name: 'Gone' });
  saveOne(org, system, 'Account', 'hardDelete', { Id: gone.id });
  assert.deepEqual(
    changes(org, 'AccountChangeEvent').map(({ type }) => type),
    ['CREATE', 'DELETE', 'CREATE', 'DELETE'],
  );
});

test('what is selected, and where the bus stands, outlive an org in a file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'changes-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'org.db');
  const first = open(t, file);
  first.bus.capture('Account');
  saveOne(first, first.systemSession(), 'Account', 'insert', { Name: 'One' });
  const tip = first.bus.tip(Date.now());
  first.close();
  const org = open(t, file);
  assert.deepEqual(org.bus.captured, ['Account']);
  saveOne(org, org.systemSession(), 'Account', 'insert', { Name: 'Two' });
  const names = org.bus.after(['AccountChangeEvent'], tip, 10);
  assert.deepEqual(
    names.map(({ payload }) => (payload as unknown as Change).values.Name),
    ['Two'],
  );
  assert.ok(org.bus.holds(tip));
  org.bus.expire(Date.now() + 1);
  assert.ok(!org.bus.holds(tip));
});
