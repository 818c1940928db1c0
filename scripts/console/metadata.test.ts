import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readApp, readRecordPage } from './metadata.ts';
import { packageRoot } from './paths.ts';

const read = (path: string) => readFile(join(packageRoot, path), 'utf8');

test('the app of the package names its tabs and its record pages', async () => {
  const app = await readApp(await read('applications/Orderlens.app-meta.xml'), read);
  assert.equal(app.label, 'Orderlens');
  assert.deepEqual(app.pages, {
    Account: 'Orderlens_Account_Record_Page',
    Contact: 'Orderlens_Contact_Record_Page',
    Case: 'Orderlens_Case_Record_Page',
  });
  assert.deepEqual(app.tabs[0], { name: 'standard-Account', label: 'Accounts' });
});

test('what stands in tabs counts as in their region', async () => {
  const page = readRecordPage(
    await read('flexipages/Orderlens_Account_Record_Page.flexipage-meta.xml'),
  );
  const components = page.regions.map(({ name, items }) => [
    name,
    items.map(({ component }) => component),
  ]);
  assert.deepEqual(components, [
    ['header', ['force:highlightsPanel']],
    ['main', ['force:detailPanel', 'force:relatedListContainer']],
    ['sidebar', ['commerceLifetimeValue', 'commerceOrderHistory', 'commerceCartActivity']],
  ]);
});

test("a component's properties are handed to it", () => {
  const xml = `<FlexiPage><sobjectType>Account</sobjectType><template><name>t</name></template>
    <flexiPageRegions><name>main</name><type>Region</type><itemInstances><componentInstance>
      <componentInstanceProperties><name>size</name><value>10</value></componentInstanceProperties>
      <componentName>c:panel</componentName></componentInstance></itemInstances></flexiPageRegions></FlexiPage>`;
  assert.deepEqual(readRecordPage(xml).regions[0]?.items, [
    { component: 'panel', properties: { size: '10' } },
  ]);
});

test('an app without an Account page is refused', async () => {
  const xml = '<CustomApplication><label>A</label></CustomApplication>';
  await assert.rejects(readApp(xml, read), /add an actionOverride/);
});
