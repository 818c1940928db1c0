import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { call, deploy, field, manifest, object, text, xml, type Texts } from './testing.ts';

const crate = 'objects/Crate__c.object';
const base: Texts = { 'package.xml': manifest('CustomObject'), [crate]: object(text('Kind__c')) };
const rights = (...lines: string[]): Texts => ({
  'package.xml': manifest('CustomObject', 'PermissionSet'),
  [crate]: base[crate] ?? '',
  'permissionsets/Packer.permissionset': xml('PermissionSet', ...lines, '<label>Packer</label>'),
});

describe('a deployment refuses', () => {
  let org: LocalOrg;
  before(async () => {
    org = await startLocalOrg({ empty: true });
  });
  after(() => org.close());

  const withField = (...lines: string[]): Texts => ({
    ...base,
    [crate]: object(field('X__c', ...lines)),
  });
  const bundle = (files: Texts): Texts => ({
    'package.xml': manifest('LightningComponentBundle'),
    'lwc/crate/crate.js-meta.xml': xml('LightningComponentBundle', '<apiVersion>66.0</apiVersion>'),
    ...files,
  });
  const mistakes: readonly [string, Texts, RegExp, string?][] = [
    [
      'an unknown kind of field',
      withField('<type>Txt</type>'),
      /'Txt' is not a valid value for the enum 'FieldType'/,
      '7:',
    ],
    [
      'an unknown element',
      withField('<lenght>5</lenght>', '<type>Text</type>'),
      /Element \{.*\}lenght invalid at this location in type CustomField/,
      '7:',
    ],
    [
      'an element twice',
      withField('<length>5</length>', '<type>Text</type>', '<type>Text</type>'),
      /type duplicated at this location/,
    ],
    [
      'a number that is none',
      withField('<length>ten</length>', '<type>Text</type>'),
      /'ten' is not a valid value for the type xsd:int/,
    ],
    [
      'text without a length',
      withField('<type>Text</type>'),
      /Must specify 'length' for a CustomField of type Text/,
      '4:13',
    ],
    [
      'text of 256 characters',
      withField('<length>256</length>', '<type>Text</type>'),
      /between 1 and 255/,
    ],
    [
      'a number of 19 digits',
      withField('<precision>19</precision>', '<scale>2</scale>', '<type>Number</type>'),
      /precision must be 18/,
    ],
    [
      'a look-up to nowhere',
      withField('<referenceTo>Nil__c</referenceTo>', '<type>Lookup</type>'),
      /referenceTo value of 'Nil__c' does not resolve to a valid sObject type/,
      '4:13',
    ],
    [
      'a field without a label',
      { ...base, [crate]: object('<fields><fullName>X__c</fullName><type>Date</type></fields>') },
      /Required field is missing: label/,
    ],
    [
      'a field twice',
      { ...base, [crate]: object(text('A__c'), text('A__c')) },
      /Duplicate name 'Crate__c\.A__c' specified/,
    ],
    [
      'a name that is none',
      { ...base, [crate]: object(text('Two__Words__c')) },
      /can only contain underscores and alphanumeric characters/,
    ],
    [
      'an object without a label',
      { ...base, [crate]: (base[crate] ?? '').replace('<label>Crate</label>', '') },
      /non-empty label for the CustomObject/,
    ],
    [
      'an object without a sharing model',
      { ...base, [crate]: (base[crate] ?? '').replace(/<sharingModel>.*/, '') },
      /Required field is missing: sharingModel/,
    ],
    [
      'what is no XML',
      { ...base, [crate]: '<CustomObject><label></CustomObject>' },
      /Error parsing file/,
      '1:',
    ],
    [
      'two children of one name',
      {
        ...base,
        [crate]: object(
          ...['A__c', 'B__c'].map((name) =>
            field(
              name,
              '<referenceTo>Account</referenceTo>',
              '<relationshipName>Crates</relationshipName>',
              '<type>Lookup</type>',
            ),
          ),
        ),
      },
      /already a Child Relationship named Crates on Account/,
    ],
    [
      'a right on a field that is not there',
      rights(
        '<fieldPermissions><editable>false</editable><field>Crate__c.No__c</field><readable>true</readable></fieldPermissions>',
      ),
      /In field: field - no CustomField named Crate__c\.No__c found/,
    ],
    [
      'a right on a required field',
      {
        ...rights(
          '<fieldPermissions><editable>false</editable><field>Crate__c.Kind__c</field><readable>true</readable></fieldPermissions>',
        ),
        [crate]: object(text('Kind__c').replace('false', 'true')),
      },
      /cannot deploy to a required field: Crate__c\.Kind__c/,
    ],
    [
      'a right on an object that is not there',
      rights(
        '<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>No__c</object><viewAllRecords>false</viewAllRecords></objectPermissions>',
      ),
      /In field: object - no CustomObject named No__c found/,
    ],
    [
      'Edit without Read',
      rights(
        '<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit><allowRead>false</allowRead><modifyAllRecords>false</modifyAllRecords><object>Crate__c</object><viewAllRecords>false</viewAllRecords></objectPermissions>',
      ),
      /depends on permission\(s\): Read Crate__c/,
    ],
    [
      'a tab that is not there',
      rights('<tabSettings><tab>No__c</tab><visibility>Visible</visibility></tabSettings>'),
      /no CustomTab named No__c found/,
    ],
    [
      'a layout of no object',
      { 'package.xml': manifest('Layout'), 'layouts/No__c-No Layout.layout': xml('Layout') },
      /Parent entity failed to deploy/,
    ],
    [
      'a panel without its module',
      bundle({ 'lwc/crate/crate.html': '<template></template>' }),
      /Cannot find Lightning Component Bundle crate/,
    ],
    [
      'a panel that imports no panel',
      bundle({ 'lwc/crate/crate.js': "import { a } from 'c/nothing';" }),
      /No MODULE named markup:\/\/c:nothing found/,
    ],
    [
      'a panel with a label that is not there',
      bundle({ 'lwc/crate/crate.js': "import a from '@salesforce/label/c.Nothing';" }),
      /Invalid reference Nothing of type label/,
    ],
    [
      'a version above the org’s',
      bundle({
        'lwc/crate/crate.js': 'export {};',
        'lwc/crate/crate.js-meta.xml': xml(
          'LightningComponentBundle',
          '<apiVersion>67.0</apiVersion>',
        ),
      }),
      /newer than the org's/,
    ],
    [
      'a page with a panel that is not there',
      {
        'package.xml': manifest('FlexiPage'),
        'flexipages/P.flexipage': xml(
          'FlexiPage',
          '<flexiPageRegions><itemInstances><componentInstance><componentName>c:none</componentName></componentInstance></itemInstances><name>main</name><type>Region</type></flexiPageRegions>',
          '<masterLabel>P</masterLabel>',
          '<template><name>flexipage:recordHomeTemplateDesktop</name></template>',
          '<type>RecordPage</type>',
        ),
      },
      /design time component information for component c:none/,
    ],
    [
      'what its manifest names and its archive lacks',
      {
        'package.xml': xml(
          'Package',
          '<types><members>Crate__c</members><name>CustomObject</name></types>',
        ),
      },
      /An object 'Crate__c' of type CustomObject was named in package\.xml, but was not found/,
    ],
    [
      'what its manifest does not name',
      { ...base, 'package.xml': xml('Package', '<version>66.0</version>') },
      /Not in package\.xml/,
    ],
    ['an archive without a manifest', { [crate]: base[crate] ?? '' }, /No package\.xml found/],
  ];
  for (const [what, files, problem, place] of mistakes) {
    it(what, async () => {
      const { details, errorMessage, status } = await deploy(org, files);
      assert.equal(status, 'Failed', JSON.stringify(details));
      const found = details.componentFailures.find((one) => problem.test(one.problem ?? ''));
      assert.ok(
        found,
        `${errorMessage ?? ''}\n${details.componentFailures.map((one) => one.problem).join('\n')}`,
      );
      assert.ok(
        `${found.lineNumber}:${found.columnNumber}`.startsWith(place ?? ''),
        `${found.lineNumber}:${found.columnNumber}`,
      );
      assert.equal(org.org.schema.object('Crate__c'), undefined);
    });
  }

  it('what is no archive', async () => {
    const zip = Buffer.from('no zip').toString('base64');
    const options = '<DeployOptions><singlePackage>true</singlePackage></DeployOptions>';
    const { text: started } = await call(
      org,
      `<deploy><ZipFile>${zip}</ZipFile>${options}</deploy>`,
    );
    const id = /<id>(\w+)<\/id>/.exec(started)?.[1] ?? '';
    const check = `<checkDeployStatus><asyncProcessId>${id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>`;
    let answer = (await call(org, check)).text;
    while (/<done>false/.test(answer)) answer = (await call(org, check)).text;
    assert.match(answer, /<errorStatusCode>UNKNOWN_EXCEPTION<.*<status>Failed</);
  });
});
