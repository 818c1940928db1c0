import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { checkDeploy } from './check.ts';
import { inFlows } from './mistakes/flows.ts';
import { inObjects } from './mistakes/objects.ts';
import { inReferences } from './mistakes/references.ts';
import { inRoles } from './mistakes/roles.ts';
import { copyPackage, make, type Mistake } from './planted.ts';
import { print } from './problem.ts';

const total = 'objects/Commerce_Order__c/fields/Total__c.field-meta.xml';
const page = 'flexipages/Orderlens_Account_Record_Page.flexipage-meta.xml';

/** One run of the gate meets them all. */
const together: readonly Mistake[] = [...inObjects, ...inReferences, ...inRoles, ...inFlows];

/** All of them stand in the planted panel's module. */
const inPanel: readonly [string, RegExp][] = [
  ['a mistyped label', /plantedPanel\.ts:3: there is no label Orderlens_Totl .*"Orderlens_Total"/],
  ['a mistyped field', /:4: Commerce_Order__c has no field Statuss__c .*"Status__c"/],
  ['a mistyped relationship', /:5: Commerce_Order__c has no parent Customr__r .*"Customer__r"/],
  ['a mistyped module', /:6: there is no panel commerceFormt .*"commerceFormat"/],
  ['a mistyped field in where', /:10: Commerce_Order__c has no field Acount__c .*"Account__c"/],
  ['a mistyped field in a node', /:12: Commerce_Order__c has no field Totl__c .*"Total__c"/],
  ['a mistyped field of a parent', /:13: Commerce_Customer__c has no field Emial__c .*"Email__c"/],
  ['a mistyped field of a child', /:14: Commerce_Order_Line__c has no field SKUU__c .*"SKU__c"/],
];

describe('the deploy gate', () => {
  const roots: string[] = [];
  const copy = async (): Promise<string> => {
    const root = await copyPackage();
    roots.push(root);
    return root;
  };
  const run = async (root: string): Promise<string[]> =>
    (await checkDeploy(root)).problems.map(print);
  after(() => {
    for (const root of roots) fs.rmSync(root, { recursive: true });
  });

  it('finds nothing in the package as it is', async () => {
    assert.deepEqual(await run(await copy()), []);
  });

  describe('planted mistakes', () => {
    let said: string[] = [];
    before(async () => {
      const root = await copy();
      for (const mistake of together) make(root, mistake);
      said = await run(root);
    });
    const found = (pattern: RegExp): void => {
      assert.ok(
        said.some((line) => pattern.test(line)),
        `${pattern} in\n${said.join('\n')}`,
      );
    };
    for (const { name, said: pattern } of together) {
      it(`reports ${name}`, () => {
        found(pattern);
      });
    }
    for (const [name, pattern] of inPanel) {
      it(`reports ${name}`, () => {
        found(pattern);
      });
    }
  });

  const alone: readonly Mistake[] = [
    {
      name: 'XML that does not close',
      file: total,
      from: '</label>',
      to: '</lable>',
      said: /Total__c\.field-meta\.xml:\d+: no XML: Expected closing tag 'label'/,
    },
    {
      name: 'another type than the file name says',
      file: 'tabs/Commerce_Store__c.tab-meta.xml',
      to: '<?xml version="1.0"?>\n<CustomLabels><labels/></CustomLabels>',
      said: /Commerce_Store__c\.tab-meta\.xml:2: a file of this name holds <CustomTab>/,
    },
    {
      name: 'a tab of no object',
      file: 'tabs/Commerce_Stor__c.tab-meta.xml',
      to: '<CustomTab><customObject>true</customObject><motif>Custom13: Box</motif></CustomTab>',
      said: /Commerce_Stor__c.*:1: the tab shows no object: .*"Commerce_Store__c"/,
    },
    {
      name: 'a panel on a page of another object',
      file: page,
      from: '<sobjectType>Account<',
      to: '<sobjectType>Lead<',
      said: /Account_Record_Page.*:\d+: commerceOrderHistory is for Account.*, not for Lead/,
    },
    {
      name: 'a component given twice',
      file: 'other/tabs/Commerce_Store__c.tab-meta.xml',
      to: '<CustomTab><customObject>true</customObject><motif>Custom13: Box</motif></CustomTab>',
      said: /CustomTab Commerce_Store__c is also in force-app/,
    },
    {
      name: 'a panel whose template is gone',
      file: 'lwc/commerceStatusBadge/commerceStatusBadge.html',
      to: null,
      said: /commerceStatusBadge\.html:1: commerceStatusBadge lacks its template/,
    },
    {
      name: 'a compiled module that is stale',
      file: 'lwc/commerceStatusBadge/commerceStatusBadge.js',
      to: '// older',
      said: /commerceStatusBadge\.js:1: is stale: run npm run build/,
    },
  ];
  for (const mistake of alone) {
    it(`reports ${mistake.name}`, async () => {
      const root = await copy();
      make(root, mistake);
      const said = await run(root);
      assert.ok(
        said.some((line) => mistake.said.test(line)),
        said.join('\n'),
      );
    });
  }
});
