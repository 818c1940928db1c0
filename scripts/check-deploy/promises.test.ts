import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { writtenFields } from '../../middleware/mapping/index.ts';
import { orderStatuses } from '../../middleware/model/index.ts';
import { isRequired, readPackage } from './package.ts';
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

/** Part of the name of a person or a company: no permission set can name them. */
const always = new Set(['Account.Name', 'Contact.FirstName', 'Contact.LastName']);

describe('what the package promises the middleware', () => {
  it('has the statuses of the model', () => {
    const status = pack.objects.get('Commerce_Order__c')?.fields.get('Status__c');
    assert.ok(status);
    const values = descendants(status.root, 'value');
    assert.deepEqual(
      values.map((value) => textOf(value, 'fullName')),
      [...orderStatuses],
    );
  });

  it('lets the integration user write every field that is mapped', () => {
    const fields = rowsOf('Commerce_Integration', 'fieldPermissions', 'field');
    const objects = rowsOf('Commerce_Integration', 'objectPermissions', 'object');
    for (const [object, names] of Object.entries(writtenFields)) {
      assert.equal(objects.get(object)?.get('allowEdit'), 'true', object);
      for (const written of names) {
        const field = fieldOf(written);
        const own = pack.objects.get(object)?.fields.get(field);
        const name = `${object}.${field}`;
        if (field === 'Name' || always.has(name) || (own !== undefined && isRequired(own)))
          continue;
        assert.equal(fields.get(name)?.get('editable'), 'true', name);
      }
    }
  });

  it('lets it delete nothing and agents change nothing', () => {
    for (const [object, row] of rowsOf('Commerce_Integration', 'objectPermissions', 'object')) {
      assert.equal(row.get('allowDelete'), 'false', object);
      assert.equal(row.get('modifyAllRecords'), 'false', object);
    }
    for (const [object, row] of rowsOf('Commerce_Agent', 'objectPermissions', 'object')) {
      assert.deepEqual(
        ['allowCreate', 'allowEdit', 'allowDelete', 'viewAllRecords'].map((name) => row.get(name)),
        ['false', 'false', 'false', 'true'],
        object,
      );
    }
    for (const [field, row] of rowsOf('Commerce_Agent', 'fieldPermissions', 'field')) {
      assert.equal(row.get('editable'), 'false', field);
    }
  });

  it('shows agents and admins every field of ours', () => {
    for (const set of ['Commerce_Agent', 'Commerce_Admin']) {
      const rows = rowsOf(set, 'fieldPermissions', 'field');
      for (const { name, fields } of pack.objects.values()) {
        for (const field of fields.values()) {
          if (isRequired(field)) continue;
          assert.ok(rows.has(`${name}.${field.name}`), `${set}: ${name}.${field.name}`);
        }
      }
    }
  });

  it('marks what tells who a person is', () => {
    const personal = pack
      .ofKind('field')
      .filter(({ name }) => /^(First_Name|Last_Name|Email|Phone|Country_Code)__c$/.test(name));
    assert.equal(personal.length, 6);
    for (const { file, root: field } of personal) {
      assert.equal(textOf(field, 'securityClassification'), 'Confidential', file);
      assert.equal(textOf(field, 'complianceGroup'), 'PII;GDPR', file);
    }
  });
});

/** Salesforce checks a relationship column by its lookup: `Order__r.External_Id__c` by `Order__c`. */
function fieldOf(column: string): string {
  const [relationship = '', key] = column.split('.');
  if (key === undefined) return column;
  const custom = relationship.endsWith('__r');
  return custom ? relationship.replace(/__r$/, '__c') : `${relationship}Id`;
}
