import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createOrg } from '../index.ts';
import { addUser, type Element, saveOne, verdict, write, writePackage } from '../testing.ts';

const assign = (name: string, value: Element): Element => ({ field: name, value });

const publish = {
  name: 'Publish',
  label: 'Publish',
  locationX: '176',
  inputAssignments: [
    assign('Shelf_Id__c', { elementReference: '$Record.Id' }),
    assign('Text__c', { elementReference: '$Record.Text__c' }),
    assign('Flag__c', { booleanValue: 'true' }),
  ],
  object: 'Shelf_Built__e',
  storeOutputAutomatically: 'true',
};

const start = {
  connector: { targetReference: 'Publish' },
  object: 'Shelf__c',
  recordTriggerType: 'Create',
  triggerType: 'RecordAfterSave',
};

const flow = {
  apiVersion: '66.0',
  processType: 'AutoLaunchedFlow',
  recordCreates: publish,
  start,
  status: 'Active',
};

const eventFields: Record<string, Element> = {
  Shelf_Id__c: { type: 'Text', length: '18' },
  Text__c: { type: 'Text', length: '5' },
  Flag__c: { type: 'Checkbox', defaultValue: 'false' },
  Count__c: { type: 'Number', precision: '18', scale: '0' },
};

const filterFor = (text: string): Element => {
  return { field: 'Text__c', operator: 'EqualTo', value: { stringValue: text } };
};

const onUpdateOf = (text: string) => ({
  ...{ ...start, recordTriggerType: 'Update', filters: filterFor(text) },
  doesRequireRecordChangedToMeetCriteria: 'true',
});

/** The library's package with an event and a flow. */
function withFlow(t: TestContext, content: Element, behaviour = 'PublishAfterCommit'): string {
  const root = writePackage((clean) => t.after(clean));
  const path = 'objects/Shelf_Built__e';
  const event = { label: 'Built', eventType: 'HighVolume', publishBehavior: behaviour };
  write(root, `${path}/Shelf_Built__e.object-meta.xml`, 'CustomObject', event);
  for (const [fullName, field] of Object.entries(eventFields)) {
    const file = `${path}/fields/${fullName}.field-meta.xml`;
    write(root, file, 'CustomField', { fullName, label: fullName, ...(field as object) });
  }
  write(root, 'flows/Shelf_Publish.flow-meta.xml', 'Flow', content);
  return root;
}

function open(t: TestContext, content: Element = flow, file = ':memory:') {
  const org = createOrg({ packageDir: withFlow(t, content), file });
  return { org, admin: addUser(org, 'admin', [], 'System Administrator') };
}

test('a flow starts each time that all of its filters are so', (t) => {
  const filters: readonly Element[] = [
    { field: 'Text__c', operator: 'IsChanged', value: { booleanValue: 'true' } },
    { field: 'Text__c', operator: 'NotEqualTo', value: { stringValue: 'ash' } },
  ];
  const onChange = { ...start, recordTriggerType: 'Update', filters, filterLogic: 'and' };
  const { org, admin } = open(t, { ...flow, start: onChange });
  t.after(() => org.close());
  const { id } = saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: '1', Text__c: 'fir' });
  const heard = () => org.events('Shelf_Built__e').map(({ payload }) => payload['Text__c']);
  for (const text of ['oak', 'oak', 'ash', 'fir']) {
    saveOne(org, admin, 'Shelf__c', 'update', { Id: id, Text__c: text });
  }
  saveOne(org, admin, 'Shelf__c', 'update', { Id: id, Text__c: null });
  assert.deepEqual(heard(), ['oak', 'fir', null]);
});

test('a record that is created publishes its event, one that is changed does not', (t) => {
  const { org, admin } = open(t);
  t.after(() => org.close());
  const { id } = saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: '1', Text__c: 'oak' });
  saveOne(org, admin, 'Shelf__c', 'update', { Id: id, Text__c: 'ash' });
  const by = { externalIdField: 'Key__c' };
  saveOne(org, admin, 'Shelf__c', 'upsert', { Key__c: '1' }, by);
  const second = saveOne(org, admin, 'Shelf__c', 'upsert', { Key__c: '2' }, by);
  const events = org.events('Shelf_Built__e');
  assert.deepEqual(
    events.map(({ payload }) => payload),
    [
      { Count__c: null, Flag__c: true, Shelf_Id__c: id, Text__c: 'oak' },
      { Count__c: null, Flag__c: true, Shelf_Id__c: second.id, Text__c: null },
    ],
  );
  assert.deepEqual(
    events.map(({ createdById, event, replayId }) => [createdById, event, replayId]),
    [1, 2].map((replayId) => [admin.userId, 'Shelf_Built__e', replayId]),
  );
});

test('a record that becomes what a flow waits for starts it, once, however it is saved', (t) => {
  const { org, admin } = open(t, { ...flow, start: onUpdateOf('oak') });
  t.after(() => org.close());
  const count = (): number => org.events('Shelf_Built__e').length;
  const { id } = saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: '1', Text__c: 'oak' });
  saveOne(org, admin, 'Shelf__c', 'update', { Id: id, Text__c: 'ash' });
  saveOne(org, admin, 'Shelf__c', 'update', { Id: id, Text__c: 'elm' });
  assert.equal(count(), 0, 'neither made so nor changed to another');
  saveOne(org, admin, 'Shelf__c', 'update', { Id: id, Text__c: 'oak' });
  saveOne(org, admin, 'Shelf__c', 'update', { Id: id, Number__c: 2 });
  assert.equal(count(), 1, 'still so is nothing new');
  saveOne(org, admin, 'Shelf__c', 'update', { Id: id, Text__c: null });
  const by = { externalIdField: 'Key__c' };
  saveOne(org, admin, 'Shelf__c', 'upsert', { Key__c: '1', Text__c: 'oak' }, by);
  assert.equal(count(), 2);
  saveOne(org, admin, 'Shelf__c', 'update', { Id: id, Text__c: 'ash' });
  const rows = [[id, 'oak', null] as const, ['a01000000000099', 'oak', null] as const];
  const columns = ['Id', 'Text__c', 'Number__c'];
  const request = { object: 'Shelf__c', operation: 'update' as const, columns, rows };
  org.save(admin, { ...request, allOrNone: true });
  assert.equal(count(), 2, 'taken back');
  org.save(admin, request);
  assert.equal(count(), 3);
});

test('what is rolled back publishes nothing', (t) => {
  const { org, admin } = open(t);
  t.after(() => org.close());
  const request = { object: 'Shelf__c', operation: 'insert', columns: ['Key__c'] } as const;
  const results = org.save(admin, { ...request, rows: [['1'], [null]], allOrNone: true });
  assert.equal(results[0]?.success, false);
  const outer = () =>
    org.transaction(() => {
      org.save(admin, { ...request, rows: [['1']] });
      assert.equal(org.events('Shelf_Built__e').length, 1);
      throw new Error('taken back');
    });
  assert.throws(outer, /taken back/);
  assert.deepEqual(org.events('Shelf_Built__e'), []);
  org.save(admin, { ...request, rows: [['1'], [null]] });
  assert.equal(org.events('Shelf_Built__e').length, 1);
});

test('nobody is told before the transaction is done', (t) => {
  const { org, admin } = open(t);
  t.after(() => org.close());
  let told = 0;
  t.after(org.bus.onPublished(() => told++));
  org.transaction(() => {
    saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: '1' });
    assert.equal(told, 0);
  });
  assert.equal(told, 1);
});

test('a flow that fails keeps the record from being saved', (t) => {
  const { org, admin } = open(t);
  t.after(() => org.close());
  const long = saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: '1', Text__c: 'chestnut' });
  assert.match(
    verdict(long),
    /^CANNOT_EXECUTE_FLOW_TRIGGER: The flow Shelf_Publish failed at Publish: STRING_TOO_LONG/,
  );
  const again = saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: '1', Text__c: 'oak' });
  assert.equal(verdict(again), 'ok');
});

test('events outlive the org in a file, and their numbers go on', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'events-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'org.db');
  const first = open(t, flow, file);
  saveOne(first.org, first.admin, 'Shelf__c', 'insert', { Key__c: '1' });
  first.org.close();
  const org = createOrg({ packageDir: withFlow(t, flow), file });
  t.after(() => org.close());
  saveOne(org, org.systemSession(), 'Shelf__c', 'insert', { Key__c: '2' });
  assert.deepEqual(
    org.events('shelf_built__e').map(({ replayId }) => replayId),
    [1, 2],
  );
});

test('a flow that is not active does not run, whatever is in it', (t) => {
  const { org, admin } = open(t, { ...flow, decisions: { name: 'x' }, status: 'Draft' });
  t.after(() => org.close());
  saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: '1' });
  assert.deepEqual(org.events('Shelf_Built__e'), []);
});

test('a package with a flow that local-org cannot run as it stands is refused', (t) => {
  const refused = (content: Element): string => {
    try {
      open(t, content).org.close();
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  const created = (more: object) => ({ ...flow, recordCreates: { ...publish, ...more } });
  assert.match(refused({ ...flow, decisions: { name: 'x' } }), /does not know flow > decisions$/);
  const filter = (more: object) => ({ ...flow, start: { ...onUpdateOf('oak'), ...more } });
  assert.match(refused({ ...flow, start: { ...start, filters: {} } }), /operator is missing/);
  assert.match(refused(filter({ recordTriggerType: 'Create' })), /on Update only$/);
  const two = { filters: [filterFor('oak'), filterFor('ash')], filterLogic: 'and' };
  assert.equal(refused(filter(two)), 'accepted');
  assert.match(refused(filter({ ...two, filterLogic: '1 AND 2' })), /filterLogic is 1 AND 2$/);
  const changed = { field: 'Text__c', operator: 'IsChanged', value: { booleanValue: 'true' } };
  assert.match(refused(filter({ filters: changed })), /IsChanged is for a flow that starts each/);
  assert.match(refused(filter({ filters: { ...changed, operator: 'WasSet' } })), /is WasSet$/);
  const number = { field: 'Text__c', operator: 'EqualTo', value: { numberValue: '1' } };
  assert.match(refused(filter({ filters: number })), /it compares texts only$/);
  const stray = { field: 'No__c', operator: 'EqualTo', value: { stringValue: 'oak' } };
  assert.match(refused(filter({ filters: stray })), /no field Shelf__c\.No__c$/);
  const onUpdate = { ...start, recordTriggerType: 'CreateAndUpdate' };
  assert.match(refused({ ...flow, start: onUpdate }), /recordTriggerType is CreateAndUpdate/);
  assert.match(refused(created({ name: 'Other' })), /it has no element Publish$/);
  assert.match(refused(created({ object: 'Book__c' })), /platform events only, not Book__c$/);
  const loop = created({ connector: { targetReference: 'Publish' } });
  assert.match(refused(loop), /Publish comes round again$/);
  const prior = assign('Text__c', { elementReference: '$Record__Prior.Text__c' });
  assert.match(refused(created({ inputAssignments: prior })), /does not know \$Record__Prior/);
  const unknown = assign('Text__c', { elementReference: '$Record.No__c' });
  assert.match(refused(created({ inputAssignments: unknown })), /no field Shelf__c\.No__c$/);
});

test('an event that would be published at once is refused', (t) => {
  const packageDir = withFlow(t, flow, 'PublishImmediately');
  assert.throws(
    () => createOrg({ packageDir, file: ':memory:' }),
    /publishes after commit only; publishBehavior is PublishImmediately$/,
  );
});
