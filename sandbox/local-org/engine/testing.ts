import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { find } from './find.ts';
import { createOrg } from './index.ts';
import {
  ApiError,
  type Expression,
  type Org,
  type SaveOperation,
  type SaveResult,
  type SelectPlan,
  type Session,
} from './types.ts';

/** What the tests of the engine share: a small package of its own, and short spellings. */
export type Element = string | { readonly [name: string]: Element | readonly Element[] };

function element(name: string, content: Element | readonly Element[]): string {
  if (Array.isArray(content)) return content.map((each: Element) => element(name, each)).join('');
  if (typeof content === 'string') return `<${name}>${content}</${name}>`;
  const inner = Object.entries(content as Record<string, Element>);
  return `<${name}>${inner.map(([child, value]) => element(child, value)).join('')}</${name}>`;
}

/** A metadata file of a package. */
export function write(root: string, path: string, name: string, content: Element): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, content)}`);
}

const key = {
  type: 'Text',
  length: '20',
  externalId: 'true',
  unique: 'true',
  caseSensitive: 'true',
};
const number = { type: 'Number', precision: '18', scale: '4' };
const list = (values: readonly string[], restricted: string) => ({
  restricted,
  valueSetDefinition: { value: values.map((fullName) => ({ fullName, label: fullName })) },
});

const shelf: Record<string, Element> = {
  Key__c: { ...key, required: 'true' },
  Folded__c: { ...key, caseSensitive: 'false' },
  Loose__c: { type: 'Text', length: '20', externalId: 'true' },
  Text__c: { type: 'Text', length: '10' },
  Long__c: { type: 'LongTextArea', length: '1000' },
  Email__c: { type: 'Email' },
  Number__c: number,
  Flag__c: { type: 'Checkbox', defaultValue: 'true' },
  Date__c: { type: 'Date' },
  Time__c: { type: 'DateTime' },
  Kind__c: { type: 'Picklist', valueSet: list(['red', 'green'], 'true') },
  Kinds__c: { type: 'MultiselectPicklist', valueSet: list(['red', 'green'], 'true') },
  Open__c: { type: 'Picklist', valueSet: list(['red'], 'false') },
  Account__c: { type: 'Lookup', referenceTo: 'Account', relationshipName: 'Shelves' },
  Keeper__c: {
    type: 'Lookup',
    referenceTo: 'Shelf__c',
    relationshipName: 'Kept',
    deleteConstraint: 'Restrict',
  },
};

const master = { type: 'MasterDetail', referenceTo: 'Shelf__c' };
const book: Record<string, Element> = {
  Key__c: { ...key, required: 'true' },
  Shelf__c: { ...master, relationshipName: 'Books', reparentableMasterDetail: 'true' },
  Pages__c: number,
};
const label: Record<string, Element> = {
  Shelf__c: { ...master, relationshipName: 'Labels' },
  Key__c: key,
};

function objectPermission(object: string, rights: readonly string[]): Element {
  const all = ['allowRead', 'allowCreate', 'allowEdit', 'allowDelete', 'viewAllRecords'];
  const flags = all.map((right): [string, string] => [right, String(rights.includes(right))]);
  return { object, ...Object.fromEntries(flags), modifyAllRecords: 'false' };
}

function fieldPermission(field: string, editable: boolean): Element {
  return { field, readable: 'true', editable: String(editable) };
}

const clerk: Element = {
  label: 'Clerk',
  objectPermissions: [
    objectPermission('Shelf__c', ['allowRead', 'allowCreate', 'allowEdit', 'allowDelete']),
    objectPermission('Book__c', ['allowRead', 'allowCreate', 'allowEdit', 'allowDelete']),
    objectPermission('Account', ['allowRead']),
  ],
  fieldPermissions: [
    fieldPermission('Shelf__c.Text__c', true),
    fieldPermission('Shelf__c.Account__c', true),
    fieldPermission('Shelf__c.Number__c', false),
    fieldPermission('Shelf__c.Loose__c', true),
  ],
};

const reader: Element = {
  label: 'Reader',
  objectPermissions: [objectPermission('Shelf__c', ['allowRead', 'viewAllRecords'])],
};

function writeObject(
  root: string,
  name: string,
  sharingModel: string,
  fields: Record<string, Element>,
  nameField: Element = { label: `${name.slice(0, -3)} Name`, type: 'Text' },
): void {
  const words = name.slice(0, -3);
  const object = { label: words, pluralLabel: `${words}s`, nameField, sharingModel };
  write(root, `objects/${name}/${name}.object-meta.xml`, 'CustomObject', object);
  for (const [field, content] of Object.entries(fields)) {
    const path = `objects/${name}/fields/${field}.field-meta.xml`;
    const label = field.slice(0, -3);
    write(root, path, 'CustomField', { fullName: field, label, ...(content as object) });
  }
}

/** A package in source format in a folder of its own, removed at the end of the test. */
export function writePackage(after: (clean: () => void) => void): string {
  const root = mkdtempSync(join(tmpdir(), 'local-org-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  writeObject(root, 'Shelf__c', 'Private', shelf);
  writeObject(root, 'Book__c', 'ControlledByParent', book);
  const numbered = { label: 'Label Number', type: 'AutoNumber', displayFormat: 'L-{0000}' };
  writeObject(root, 'Label__c', 'ControlledByParent', label, numbered);
  const accountKey = { fullName: 'Key__c', label: 'Key', ...key };
  write(root, 'objects/Account/fields/Key__c.field-meta.xml', 'CustomField', accountKey);
  write(root, 'permissionsets/Clerk.permissionset-meta.xml', 'PermissionSet', clerk);
  write(root, 'permissionsets/Reader.permissionset-meta.xml', 'PermissionSet', reader);
  return root;
}

export function field(...path: string[]): Expression {
  return { kind: 'field', path };
}

export interface Library {
  readonly org: Org;
  readonly packageDir: string;
  readonly admin: Session;
  /** Creates a user with these permission sets and no profile rights. */
  user(name: string, permissionSets: readonly string[], profile?: string): Session;
}

export function idOf(org: Org, object: string, name: string): string {
  return String(find(org, object, ['Id'], 'Name', name)[0]?.[0]);
}

export function addUser(
  org: Org,
  name: string,
  permissionSets: readonly string[],
  profile = 'Minimum Access - Salesforce',
): Session {
  const username = `${name}@library.example`;
  const system = org.systemSession();
  const columns = ['Username', 'LastName', 'Email', 'Alias', 'ProfileId'];
  const row = [username, name, username, name.slice(0, 8), idOf(org, 'Profile', profile)];
  const made = org.save(system, { object: 'User', operation: 'insert', columns, rows: [row] });
  const assignments = permissionSets.map((set) => [made[0]?.id, idOf(org, 'PermissionSet', set)]);
  org.save(system, {
    object: 'PermissionSetAssignment',
    operation: 'insert',
    columns: ['AssigneeId', 'PermissionSetId'],
    rows: assignments,
  });
  const session = org.sessionFor(username);
  if (session === undefined) throw new Error(JSON.stringify(made));
  return session;
}

export function library(after: (clean: () => void) => void, file = ':memory:'): Library {
  const packageDir = writePackage(after);
  const org = createOrg({ packageDir, file });
  after(() => org.close());
  const admin = addUser(org, 'admin', [], 'System Administrator');
  const user = (name: string, sets: readonly string[], profile?: string) =>
    addUser(org, name, sets, profile);
  return { org, packageDir, admin, user };
}

/** One record, by its fields. */
export function saveOne(
  org: Org,
  session: Session,
  object: string,
  operation: SaveOperation,
  values: Readonly<Record<string, unknown>>,
  more: { text?: boolean; externalIdField?: string; updateOnly?: boolean } = {},
): SaveResult {
  const columns = Object.keys(values);
  const rows = [Object.values(values)];
  const results = org.save(session, { object, operation, columns, rows, ...more });
  if (results[0] === undefined) throw new Error('no result');
  return results[0];
}

/** `CODE: message [fields]` of the first error, or `ok`. */
export function verdict(result: SaveResult | undefined): string {
  const error = result?.errors[0];
  if (error === undefined) return result?.success === true ? 'ok' : 'nothing';
  return `${error.statusCode}: ${error.message} [${error.fields.join(',')}]`;
}

export function valuesOf(org: Org, session: Session, plan: SelectPlan): unknown[][] {
  return org.select(session, plan).map(({ values }) => [...values]);
}

/** With what code and words the org refuses it; `accepted` where it does not. */
export function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return `${error.errorCode}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

let count = 0;

/** A shelf with a key of its own. `text`: values as a CSV has them. */
export function insertShelf(
  { org, admin }: Library,
  values: Record<string, unknown>,
  text = false,
): SaveResult {
  count += 1;
  return saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: `k${count}`, ...values }, { text });
}
