import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { xml } from '../metadata/testing.ts';
import { logIn, openSf, type Sf } from './sf.ts';

const source = 'force-app/main/default';
const crate = `${source}/objects/Crate__c`;

/** A small package of everything that is stored in a way of its own. */
const files: Readonly<Record<string, string>> = {
  'sfdx-project.json': JSON.stringify({
    packageDirectories: [{ path: 'force-app', default: true }],
    sourceApiVersion: '66.0',
  }),
  [`${crate}/Crate__c.object-meta.xml`]: xml(
    'CustomObject',
    '<deploymentStatus>Deployed</deploymentStatus>',
    '<label>Crate</label>',
    '<nameField><label>Name</label><type>Text</type></nameField>',
    '<pluralLabel>Crates</pluralLabel>',
    '<sharingModel>Private</sharingModel>',
  ),
  [`${crate}/fields/Kind__c.field-meta.xml`]: xml(
    'CustomField',
    '<fullName>Kind__c</fullName>',
    '<label>Kind</label>',
    '<length>20</length>',
    '<type>Text</type>',
  ),
  [`${source}/objects/Account/fields/Crates__c.field-meta.xml`]: xml(
    'CustomField',
    '<fullName>Crates__c</fullName>',
    '<label>Crates &amp; boxes</label>',
    '<precision>9</precision>',
    '<scale>0</scale>',
    '<type>Number</type>',
  ),
  [`${source}/labels/CustomLabels.labels-meta.xml`]: xml(
    'CustomLabels',
    '<labels><fullName>Crate_Title</fullName><language>en_US</language><protected>false</protected>',
    '<shortDescription>Title</shortDescription><value>Crates</value></labels>',
  ),
  [`${source}/permissionsets/Packer.permissionset-meta.xml`]: xml(
    'PermissionSet',
    '<fieldPermissions><editable>true</editable><field>Crate__c.Kind__c</field><readable>true</readable></fieldPermissions>',
    '<label>Packer</label>',
    '<objectPermissions><allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit>',
    '<allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Crate__c</object>',
    '<viewAllRecords>false</viewAllRecords></objectPermissions>',
  ),
  [`${source}/lwc/crate/crate.js`]: 'export const crate = 1;\n',
  [`${source}/lwc/crate/crate.js-meta.xml`]: xml(
    'LightningComponentBundle',
    '<apiVersion>66.0</apiVersion>',
    '<isExposed>false</isExposed>',
  ),
};
const overRest = { SF_ORG_METADATA_REST_DEPLOY: 'true' };

describe("Salesforce's own CLI deploys", () => {
  let org: LocalOrg;
  let sf: Sf;

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    sf.run([...args, '--target-org', 'local', '--json'], env);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(sf.home, path)), { recursive: true });
    writeFileSync(join(sf.home, path), text);
  };
  const isThere = () => org.org.schema.object('Crate__c') !== undefined;
  const sources = ['--source-dir', 'force-app'];

  before(async () => {
    org = await startLocalOrg({ empty: true });
    sf = openSf();
    await logIn(sf, org);
    for (const [path, text] of Object.entries(files)) write(path, text);
  });
  after(async () => {
    sf.remove();
    await org.close();
  });

  it('after it has validated, over REST', async () => {
    const validated = await run(['project', 'deploy', 'validate', ...sources], overRest);
    assert.equal(validated.code, 0, validated.stdout + validated.stderr);
    assert.equal(validated.result.checkOnly, true);
    assert.equal(isThere(), false);
    const { id } = validated.result;
    const report = await run(['project', 'deploy', 'report', '--job-id', id], overRest);
    assert.equal(report.result?.status, 'Succeeded', report.stdout);
    const quick = await run(['project', 'deploy', 'quick', '--job-id', id], overRest);
    assert.equal(quick.code, 0, quick.stdout + quick.stderr);
    assert.equal(isThere(), true);
  });

  it('over SOAP, and over REST, with every file answered for', async () => {
    for (const env of [{}, overRest]) {
      const started = await run(['project', 'deploy', 'start', ...sources], env);
      assert.equal(started.code, 0, started.stdout + started.stderr);
      const { files: found, status } = started.result as {
        status: string;
        files: { state: string }[];
      };
      assert.equal(status, 'Succeeded');
      assert.ok(found.length >= 6);
      assert.deepEqual(
        found.filter(({ state }) => state === 'Failed'),
        [],
      );
    }
    const report = await run(['project', 'deploy', 'report', '--use-most-recent']);
    assert.equal(report.result?.status, 'Succeeded', report.stdout);
  });

  it('and is told what is wrong, in which file and line', async () => {
    const path = `${crate}/fields/Wrong__c.field-meta.xml`;
    const wrong = (files[`${crate}/fields/Kind__c.field-meta.xml`] ?? '')
      .replace('Kind__c', 'Wrong__c')
      .replace('>Text<', '>Txt<');
    write(path, wrong);
    for (const env of [{}, overRest]) {
      const { code, result } = await run(['project', 'deploy', 'start', ...sources], env);
      assert.notEqual(code, 0);
      const [failed] = result.files.filter(({ state }: { state: string }) => state === 'Failed');
      assert.match(failed.error, /'Txt' is not a valid value for the enum 'FieldType'/);
      assert.match(failed.filePath, /Wrong__c\.field-meta\.xml$/);
      assert.equal(failed.fullName, 'Crate__c.Wrong__c');
      assert.ok(failed.lineNumber > 1);
    }
    rmSync(join(sf.home, path));
  });

  it('and retrieves what it deployed', async () => {
    rmSync(join(sf.home, source), { recursive: true });
    mkdirSync(join(sf.home, source), { recursive: true });
    const retrieved = await run([
      ...['project', 'retrieve', 'start', '--metadata', 'CustomObject:Crate__c'],
      ...['--metadata', 'CustomField:Account.Crates__c', '--metadata', 'CustomLabels'],
      ...['--metadata', 'PermissionSet:Packer', '--metadata', 'LightningComponentBundle:crate'],
    ]);
    assert.equal(retrieved.code, 0, retrieved.stdout + retrieved.stderr);
    const elements = (text: string) =>
      text
        .match(/<[a-z]\w*>[^<]*/gi)
        ?.map((one) => one.trim())
        .sort();
    for (const [path, text] of Object.entries(files)) {
      assert.deepEqual(elements(readFileSync(join(sf.home, path), 'utf8')), elements(text), path);
    }
    const absent = await run(['project', 'retrieve', 'start', '--metadata', 'CustomObject:No__c']);
    assert.match(absent.stdout, /Entity of type 'CustomObject' named 'No__c' cannot be found/);
  });

  it('and assigns the permission set that came with it', async () => {
    const assigned = await run(['org', 'assign', 'permset', '--name', 'Packer']);
    assert.equal(assigned.result?.successes?.[0]?.value, 'Packer', assigned.stdout);
  });
});

describe("Salesforce's own CLI retrieves", () => {
  it('the package that an org started with', async () => {
    const org = await startLocalOrg();
    const sf = openSf();
    try {
      await logIn(sf, org);
      const out = ['--target-metadata-dir', 'out', '--unzip'];
      const { code, stdout } = await sf.run([
        ...['project', 'retrieve', 'start', '--metadata', 'CustomObject:Commerce_Order__c', ...out],
        ...['--target-org', 'local', '--json'],
      ]);
      assert.equal(code, 0, stdout);
      const path = 'out/unpackaged/unpackaged/objects/Commerce_Order__c.object';
      assert.match(readFileSync(join(sf.home, path), 'utf8'), /<fullName>Placed_At__c<\/fullName>/);
    } finally {
      sf.remove();
      await org.close();
    }
  });
});
