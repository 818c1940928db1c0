import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ComponentSet } from '@salesforce/source-deploy-retrieve';
import { children, isElement, parseXml, textOf, type Element } from '../check-deploy/xml.ts';
import { uninstallFiles } from './manifest.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'config/uninstall');

function read(name: string): Element {
  const parsed = parseXml(fs.readFileSync(path.join(folder, name), 'utf8'));
  assert.ok(isElement(parsed), name);
  return parsed;
}

/** `CustomTab:Commerce_Order__c`. */
function named(manifest: string): string[] {
  return children(read(manifest), 'types').flatMap((types) =>
    children(types, 'members').map(({ text }) => `${textOf(types, 'name')}:${text}`),
  );
}

const before = named('destructiveChangesPre.xml');
const after = named('destructiveChangesPost.xml');

describe('uninstalling', () => {
  it('is of the package as it is', async () => {
    for (const [name, text] of await uninstallFiles(root)) {
      const written = fs.readFileSync(path.join(folder, name), 'utf8');
      assert.equal(written, text, `config/uninstall/${name}: run node scripts/uninstall/index.ts`);
    }
  });

  it('names every component, or the object of ours that takes it along', () => {
    const gone = new Set([...before, ...after]);
    const leftBehind = ComponentSet.fromSource(path.join(root, 'force-app'))
      .getSourceComponents()
      .toArray()
      .flatMap((component) => [component, ...component.getChildren()])
      .filter(({ type }) => type.name !== 'CustomLabels' && type.name !== 'Flow')
      .filter(({ type, fullName }) => {
        const [object = ''] = fullName.split(/[.-]/);
        return !gone.has(`${type.name}:${fullName}`) && !gone.has(`CustomObject:${object}`);
      });
    assert.deepEqual(
      leftBehind.map(({ type, fullName }) => `${type.name}:${fullName}`),
      [],
    );
  });

  it('leaves the objects of the platform alone', () => {
    const objects = after.filter((name) => name.startsWith('CustomObject:'));
    assert.ok(objects.length > 0);
    for (const name of objects) assert.match(name, /__[ce]$/);
    assert.ok(after.includes('CustomField:Account.Commerce_Key__c'));
    assert.ok(after.includes('CustomField:Contact.Commerce_Key__c'));
    assert.ok(after.includes('CustomField:Product2.Commerce_Key__c'));
  });

  it('takes groups away before their permission sets, and the pages from the app before the pages', () => {
    assert.ok(before.includes('PermissionSetGroup:Orderlens_Agent'));
    assert.ok(after.includes('PermissionSet:Commerce_Agent'));
    assert.deepEqual(named('package.xml'), ['CustomApplication:Orderlens']);
    assert.deepEqual(children(read('applications/Orderlens.app'), 'actionOverrides'), []);
  });

  it('names no flow, which would fail, and tells the admin of each', () => {
    assert.ok(![...before, ...after].some((name) => /^Flow(Definition)?:/.test(name)));
    const page = fs.readFileSync(path.join(root, 'docs/uninstall.md'), 'utf8');
    const flows = fs.readdirSync(path.join(root, 'force-app/main/default/flows'));
    assert.ok(flows.length > 0);
    for (const flow of flows) {
      const name = flow.replace('.flow-meta.xml', '');
      assert.ok(page.includes(name), name);
    }
  });

  it('uses no wildcard, which a deletion does not know', () => {
    assert.deepEqual(
      [...before, ...after].filter((name) => name.includes('*')),
      [],
    );
  });
});
