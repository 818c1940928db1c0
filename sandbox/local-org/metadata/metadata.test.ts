import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { call, deploy, field, manifest, object, text, xml, type Texts } from './testing.ts';

const crate = 'objects/Crate__c.object';
const base: Texts = { 'package.xml': manifest('CustomObject'), [crate]: object(text('Kind__c')) };
describe('a deployment', () => {
  let org: LocalOrg;
  before(async () => {
    org = await startLocalOrg({ empty: true });
  });
  after(() => org.close());

  const graphql = async (query: string) => {
    const answer = await fetch(`${org.url}/services/data/v66.0/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${org.accessToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query }),
    });
    return (await answer.json()) as { data: unknown; errors: { message: string }[] };
  };
  const kinds = '{ uiapi { query { Crate__c { edges { node { Kind__c { value } } } } } } }';

  it('that only checks changes nothing', async () => {
    const { status, success } = await deploy(org, base, { checkOnly: true });
    assert.deepEqual([status, success], ['Succeeded', true]);
    assert.equal(org.org.schema.object('Crate__c'), undefined);
    assert.match((await graphql(kinds)).errors[0]?.message ?? '', /Crate__c/);
  });

  it('brings objects and, later, fields: every API has them at once', async () => {
    assert.equal((await deploy(org, base)).status, 'Succeeded');
    const session = org.org.systemSession();
    const rows = [['A', 'wood']];
    const columns = ['Name', 'Kind__c'];
    org.org.save(session, { object: 'Crate__c', operation: 'insert', columns, rows });
    assert.deepEqual((await graphql(kinds)).errors, []);

    const more = kinds.replace('Kind__c', 'Weight__c');
    assert.match((await graphql(more)).errors[0]?.message ?? '', /Weight__c/);
    const weight = ['<precision>18</precision>', '<scale>2</scale>', '<type>Number</type>'];
    const { details, status } = await deploy(org, {
      'package.xml': xml(
        'Package',
        '<types><members>Crate__c.Weight__c</members><name>CustomField</name></types>',
      ),
      [crate]: xml('CustomObject', field('Weight__c', ...weight)),
    });
    assert.equal(status, 'Succeeded', JSON.stringify(details.componentFailures));
    const { data, errors } = await graphql(more);
    assert.deepEqual(errors, []);
    assert.match(JSON.stringify(data), /"Weight__c":\{"value":null/);
    assert.ok(org.org.schema.object('Crate__c')?.field('Kind__c'), 'what was there stays');
  });

  it('is all or nothing, or as much as can be', async () => {
    const mixed = {
      'package.xml': manifest('CustomObject'),
      'objects/Good__c.object': object(text('A__c')),
      'objects/Bad__c.object': object(
        field('To__c', '<referenceTo>Nowhere__c</referenceTo>', '<type>Lookup</type>'),
      ),
    };
    assert.equal((await deploy(org, mixed)).status, 'Failed');
    assert.equal(org.org.schema.object('Good__c'), undefined);
    const partial = await deploy(org, mixed, { rollbackOnError: false });
    assert.equal(partial.status, 'SucceededPartial');
    assert.ok(org.org.schema.object('Good__c'));
    assert.equal(org.org.schema.object('Bad__c')?.field('To__c'), undefined);
  });

  it('takes fields and objects away again', async () => {
    const removal = (type: string, name: string) => ({
      'package.xml': xml('Package', '<version>66.0</version>'),
      'destructiveChanges.xml': xml(
        'Package',
        `<types><members>${name}</members><name>${type}</name></types>`,
      ),
    });
    const both = {
      'package.xml': manifest('CustomObject'),
      'objects/Shelf__c.object': object(text('A__c')),
      'objects/Box__c.object': object(
        field(
          'Shelf__c',
          '<referenceTo>Shelf__c</referenceTo>',
          '<relationshipName>Boxes</relationshipName>',
          '<type>Lookup</type>',
        ),
      ),
    };
    assert.equal((await deploy(org, both)).status, 'Succeeded');
    const shelf = removal('CustomObject', 'Shelf__c');
    const refused = await deploy(org, shelf);
    assert.match(refused.details.componentFailures[0]?.problem ?? '', /Box__c\.Shelf__c/);
    assert.equal(
      (await deploy(org, removal('CustomField', 'Box__c.Shelf__c'))).status,
      'Succeeded',
    );
    assert.equal(org.org.schema.object('Box__c')?.field('Shelf__c'), undefined);
    assert.equal((await deploy(org, shelf)).status, 'Succeeded');
    assert.equal(org.org.schema.object('Shelf__c'), undefined);
    const again = await deploy(org, shelf);
    assert.equal(again.details.componentFailures[0]?.problemType, 'Warning');
  });

  it('is for those who may change metadata', async () => {
    const asked =
      '<checkDeployStatus><asyncProcessId>0Af000000000001</asyncProcessId></checkDeployStatus>';
    assert.match((await call(org, asked, 'nobody')).text, /sf:INVALID_SESSION_ID/);
    assert.match((await call(org, asked)).text, /invalid cross reference id/);
    const whole = await startLocalOrg();
    const refused = await call(whole, asked, whole.users.agent.accessToken);
    await whole.close();
    assert.match(refused.text, /sf:INSUFFICIENT_ACCESS/);
  });
});

describe('what was deployed', () => {
  it('is there when the org is opened again', async () => {
    const file = join(tmpdir(), `local-org-deployed-${process.pid}.db`);
    const first = await startLocalOrg({ empty: true, file });
    assert.equal((await deploy(first, base)).status, 'Succeeded');
    const columns = ['Name', 'Kind__c'];
    const rows = [['A', 'wood']];
    first.org.save(first.org.systemSession(), {
      object: 'Crate__c',
      operation: 'insert',
      columns,
      rows,
    });
    await first.close();
    const second = await startLocalOrg({ empty: true, file });
    const [row] = second.org.select(second.org.systemSession(), {
      object: 'Crate__c',
      columns: [{ kind: 'field', path: ['Kind__c'] }],
    });
    assert.deepEqual(row?.values, ['wood']);
    await second.close();
    for (const ending of ['', '-wal', '-shm', '.data', '.tokens.json']) {
      rmSync(`${file}${ending}`, { recursive: true, force: true });
    }
  });
});
