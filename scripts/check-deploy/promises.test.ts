import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { orderStatuses, shipmentStatuses } from '../../middleware/model/index.ts';
import { isEvent, isRequired, objectOf, readPackage } from './package.ts';
import { children, descendants, textOf } from './xml.ts';

const root = path.resolve(import.meta.dirname, '../..');
const pack = readPackage(root, path.join(root, 'force-app')).package;

function rowsOf(set: string, kind: string, key: string): Map<string, ReadonlyMap<string, string>> {
  const file = pack.ofKind('permissionset').find(({ name }) => name === set);
  assert.ok(file, set);
  return new Map(
    children(file.root, kind).map((row) => [
      textOf(row, key),
      new Map(row.children.map(({ name, text }) => [name, text])),
    ]),
  );
}

/** Source of a module of the panels; each writes its queries out, because only those can be checked. */
function panelModule(name: string): string {
  const file = path.join(pack.root, pack.folder, 'main/default/lwc', `${name}.ts`);
  return readFileSync(file, 'utf8');
}

function valuesOf(object: string): string[] {
  const status = pack.objects.get(object)?.fields.get('Status__c');
  assert.ok(status, object);
  return descendants(status.root, 'value').map((value) => textOf(value, 'fullName'));
}

const requests = 'Commerce_Sync_Request__c';
/** What tells an admin of the work itself; agents see nothing of it. */
const ofTheWork = ['Commerce_Sync_Error__c', 'Commerce_Sync_Run__c'];
/** What an agent fills in to ask for a sync; the rest is the middleware's. */
const asked = [`${requests}.Account__c`, `${requests}.Contact__c`];

describe('what the package promises the middleware', () => {
  it('has the statuses of the model', () => {
    assert.deepEqual(valuesOf('Commerce_Order__c'), [...orderStatuses]);
    assert.deepEqual(valuesOf('Commerce_Shipment__c'), [...shipmentStatuses]);
  });

  it('lets agents choose from them all', () => {
    const list = /STATUSES = \[([^\]]*)\]/.exec(panelModule('commerceOrderFilters/statuses'))?.[1];
    const values = [...(list ?? '').matchAll(/'([^']*)'/g)].map(([, value]) => value);
    assert.deepEqual(values, [...orderStatuses]);
  });

  it('asks of the lines of a cart what it asks of those of an order, which one panel shows', () => {
    const documentOf = (module: string): string =>
      /gql`[^`]*`/.exec(panelModule(module))?.[0] ?? '';
    const ofOrder = documentOf('commerceOrderData/lines');
    assert.match(ofOrder, /Commerce_Order_Line__c/);
    assert.equal(documentOf('commerceCartData/cartLines').replaceAll('Cart', 'Order'), ofOrder);
  });

  it('groups the permission sets by role', () => {
    for (const role of ['Agent', 'Admin', 'Integration']) {
      const group = pack
        .ofKind('permissionsetgroup')
        .find(({ name }) => name === `Orderlens_${role}`);
      assert.ok(group, role);
      const sets = children(group.root, 'permissionSets').map(({ text }) => text);
      assert.deepEqual(sets, [`Commerce_${role}`]);
    }
  });

  it('lets it delete nothing but its own log, and agents change nothing', () => {
    for (const [object, row] of rowsOf('Commerce_Integration', 'objectPermissions', 'object')) {
      if (object === requests) continue;
      const isOld = ofTheWork.includes(object);
      assert.equal(row.get('allowDelete'), String(isOld), object);
      assert.equal(row.get('modifyAllRecords'), 'false', object);
    }
    for (const [object, row] of rowsOf('Commerce_Agent', 'objectPermissions', 'object')) {
      if (object === requests) continue;
      assert.deepEqual(
        ['allowCreate', 'allowEdit', 'allowDelete', 'viewAllRecords'].map((name) => row.get(name)),
        ['false', 'false', 'false', 'true'],
        object,
      );
    }
    for (const [field, row] of rowsOf('Commerce_Agent', 'fieldPermissions', 'field')) {
      if (asked.includes(field)) continue;
      assert.equal(row.get('editable'), 'false', field);
    }
  });

  it('lets agents ask for a sync and see their own requests, which the integration user answers', () => {
    const rights = ['allowRead', 'allowCreate', 'allowEdit', 'allowDelete', 'viewAllRecords'];
    const ofAgent = rowsOf('Commerce_Agent', 'objectPermissions', 'object').get(requests);
    assert.deepEqual(
      rights.map((name) => ofAgent?.get(name)),
      ['true', 'true', 'false', 'false', 'false'],
    );
    const fields = rowsOf('Commerce_Agent', 'fieldPermissions', 'field');
    for (const field of asked) assert.equal(fields.get(field)?.get('editable'), 'true', field);
    // Whoever asks owns the request: only Modify All lets another user answer it.
    const ofIntegration = rowsOf('Commerce_Integration', 'objectPermissions', 'object');
    assert.equal(ofIntegration.get(requests)?.get('modifyAllRecords'), 'true');
  });

  it('tells it all there is to know of a request', () => {
    const flow = pack.ofKind('flow').find(({ name }) => name === 'Commerce_Sync_Request_Publish');
    const event = pack.objects.get('Commerce_Sync_Requested__e');
    assert.ok(flow && event);
    const given = descendants(flow.root, 'inputAssignments').map((row) => [
      textOf(row, 'field'),
      descendants(row, 'elementReference')[0]?.text,
    ]);
    assert.deepEqual(Object.fromEntries(given), {
      Request_Id__c: '$Record.Id',
      Account_Id__c: '$Record.Account__c',
      Contact_Id__c: '$Record.Contact__c',
    });
    assert.deepEqual([...event.fields.keys()].sort(), given.map(([field]) => field).sort());
  });

  it('lets admins say what is to become of an error, and change nothing else of it or of runs', () => {
    const rows = rowsOf('Commerce_Admin', 'fieldPermissions', 'field');
    const editable = [...rows]
      .filter(
        ([field, row]) =>
          ofTheWork.includes(field.split('.')[0]!) && row.get('editable') === 'true',
      )
      .map(([field]) => field);
    assert.deepEqual(editable, ['Commerce_Sync_Error__c.Status__c']);
    const rights = rowsOf('Commerce_Admin', 'objectPermissions', 'object');
    for (const object of ofTheWork) assert.equal(rights.get(object)?.get('allowCreate'), 'false');
    const agents = rowsOf('Commerce_Agent', 'objectPermissions', 'object');
    for (const object of ofTheWork) assert.equal(agents.has(object), false, object);
  });

  it('shows agents and admins every field of ours', () => {
    for (const set of ['Commerce_Agent', 'Commerce_Admin']) {
      const rows = rowsOf(set, 'fieldPermissions', 'field');
      for (const { name, fields } of pack.objects.values()) {
        if (isEvent(name) || (set === 'Commerce_Agent' && ofTheWork.includes(name))) continue;
        for (const field of fields.values()) {
          if (isRequired(field)) continue;
          // Whoever looks for the story of a record is an admin.
          if (set === 'Commerce_Agent' && field.name === 'Correlation_Id__c') continue;
          assert.ok(rows.has(`${name}.${field.name}`), `${set}: ${name}.${field.name}`);
        }
      }
    }
  });

  it('marks what tells who a person is', () => {
    const personal = pack
      .ofKind('field')
      .filter(({ name }) =>
        /^(First_Name|Last_Name|Email|Phone|Country_Code|Ship_To_.*|Payload|Details)__c$/.test(
          name,
        ),
      );
    assert.equal(personal.length, 15);
    for (const { file, root: field } of personal) {
      assert.equal(textOf(field, 'securityClassification'), 'Confidential', file);
      assert.equal(textOf(field, 'complianceGroup'), 'PII;GDPR', file);
    }
  });
});

describe('what the package promises the people', () => {
  it('leaves what a shop removed out of every list but one of its own', () => {
    const lists = pack.ofKind('listView').filter((view) => {
      return pack.objects.get(objectOf(view))?.fields.has('Removed__c');
    });
    const objects = new Set(lists.map(objectOf));
    for (const object of ['Commerce_Order__c', 'Commerce_Customer__c', 'Commerce_Cart__c']) {
      assert.ok(objects.has(object), object);
    }
    for (const { file, name, root: view } of lists) {
      const filter = children(view, 'filters').find((row) => textOf(row, 'field') === 'Removed__c');
      assert.equal(textOf(filter, 'value'), name === 'Removed' ? '1' : '0', file);
    }
  });

  const app = pack.ofKind('app').find(({ name }) => name === 'Orderlens');
  for (const object of ['Account', 'Contact', 'Case']) {
    it(`has the panels beside each ${object}, on every size of screen, in our app`, () => {
      const page = pack
        .ofKind('flexipage')
        .find(({ root }) => textOf(root, 'sobjectType') === object);
      assert.ok(page && app);
      const region = children(page.root, 'flexiPageRegions').find(
        (found) => textOf(found, 'name') === 'sidebar',
      );
      assert.ok(region);
      const panels = descendants(region, 'componentName').map(({ text }) => text);
      assert.deepEqual(panels, [
        'commerceLifetimeValue',
        'commerceOrderHistory',
        'commerceCartActivity',
      ]);
      const sizes = children(app.root, 'actionOverrides')
        .filter((row) => textOf(row, 'content') === page.name)
        .map((row) =>
          ['actionName', 'pageOrSobjectType', 'formFactor'].map((key) => textOf(row, key)),
        );
      assert.deepEqual(sizes, [
        ['View', object, 'Large'],
        ['View', object, 'Small'],
      ]);
    });
  }
});
