import { randomInt } from 'node:crypto';
import { type Key, makeKey } from '../ids.ts';
import { type Cell, quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { Schema } from '../types.ts';
import { tableOf } from '../save/table.ts';
import type { FieldGrant, ObjectGrant, PermissionSetSource } from './permission-sets.ts';

type Values = Readonly<Record<string, Cell | boolean>>;

/** Writes what an org has from the start; no rule of saving applies to it. */
export class Seeder {
  readonly #database: Database;
  readonly #schema: Schema;
  readonly #now: number;
  readonly #user: Key;

  constructor(database: Database, schema: Schema, now: number, user: Key) {
    this.#database = database;
    this.#schema = schema;
    this.#now = now;
    this.#user = user;
  }

  insert(object: string, values: Values, key = this.#database.nextKey(object)): Key {
    const type = this.#schema.object(object);
    if (type === undefined) throw new Error(`No object ${object}`);
    const table = tableOf(type);
    const cells = table.template(this.#user, this.#now);
    cells[0] = key;
    for (const [name, value] of Object.entries(values)) {
      const slot = table.slots.get(name);
      if (slot === undefined) throw new Error(`No field ${object}.${name}`);
      cells[slot] = typeof value === 'boolean' ? Number(value) : value;
    }
    this.#database.run(table.insertSql, ...cells);
    return key;
  }

  find(object: string, field: string, value: Cell): Key | undefined {
    const where = `${quote(field)} = ? AND "IsDeleted" = 0`;
    return this.#database.get(`SELECT "Id" FROM ${quote(object)} WHERE ${where}`, value)?.[0] as
      Key | undefined;
  }

  /** What a permission set grants, instead of what it granted before. */
  grants(parent: Key, objects: readonly ObjectGrant[], fields: readonly FieldGrant[]): void {
    for (const table of ['ObjectPermissions', 'FieldPermissions']) {
      this.#database.run(`DELETE FROM ${quote(table)} WHERE "ParentId" = ?`, parent);
    }
    for (const grant of objects) this.insert('ObjectPermissions', { ParentId: parent, ...grant });
    for (const grant of fields) this.insert('FieldPermissions', { ParentId: parent, ...grant });
  }

  /** Takes a permission set away, with who had it. */
  forget(name: string): void {
    const parent = this.find('PermissionSet', 'Name', name);
    if (parent === undefined) return;
    this.grants(parent, [], []);
    for (const [table, field] of [
      ['PermissionSetAssignment', 'PermissionSetId'],
      ['PermissionSet', 'Id'],
    ] as const) {
      this.#database.run(`DELETE FROM ${quote(table)} WHERE ${quote(field)} = ?`, parent);
    }
  }

  permissionSet(source: PermissionSetSource): void {
    const { description, label, name } = source;
    const parent =
      this.find('PermissionSet', 'Name', name) ??
      this.insert('PermissionSet', { Name: name, Label: label, Description: description });
    this.grants(parent, source.objects, source.fields);
  }
}

const everyday = ['Account', 'Contact', 'Case', 'Lead'];

function everydayObjects(): readonly ObjectGrant[] {
  return everyday.map((SobjectType) => ({
    SobjectType,
    PermissionsRead: true,
    PermissionsCreate: true,
    PermissionsEdit: true,
    PermissionsDelete: true,
    PermissionsViewAllRecords: false,
    PermissionsModifyAllRecords: false,
  }));
}

function everydayFields(schema: Schema): readonly FieldGrant[] {
  return everyday.flatMap((SobjectType) =>
    (schema.object(SobjectType)?.fields ?? [])
      .filter((field) => field.permissionable && !field.custom)
      .map((field) => ({
        SobjectType,
        Field: `${SobjectType}.${field.name}`,
        PermissionsRead: true,
        PermissionsEdit: field.updateable,
      })),
  );
}

/** Profiles by the names that Salesforce gives them. The last two grant nothing on data: permission sets do. */
export const profiles = [
  'System Administrator',
  'Standard User',
  'Minimum Access - Salesforce',
  'Salesforce API Only System Integrations',
] as const;

function seedProfile(seeder: Seeder, schema: Schema, name: string): Key {
  const profile = seeder.insert('Profile', { Name: name });
  const all = name === 'System Administrator';
  const own = seeder.insert('PermissionSet', {
    Name: `X00${name.replaceAll(/[^A-Za-z]/g, '')}`,
    Label: name,
    ProfileId: profile,
    IsOwnedByProfile: true,
    IsCustom: false,
    Type: 'Profile',
    PermissionsViewAllData: all,
    PermissionsModifyAllData: all,
  });
  if (name === 'Standard User') seeder.grants(own, everydayObjects(), everydayFields(schema));
  return profile;
}

/** The first user: the platform itself. */
export const platformUser: Key = makeKey('005', 1);
export const organizationPrefix = '00D';

/** A new org: itself, its profiles, and the platform's own user. */
export function seedOrg(database: Database, schema: Schema, now: number): void {
  const seeder = new Seeder(database, schema, now, platformUser);
  const [administrators] = profiles.map((name) => seedProfile(seeder, schema, name));
  seeder.insert(
    'User',
    {
      Username: 'automatedprocess@local-org.example',
      LastName: 'Automated Process',
      Email: 'automatedprocess@local-org.example',
      Alias: 'autoproc',
      UserType: 'AutomatedProcess',
      IsActive: false,
      ProfileId: administrators ?? null,
    },
    database.nextKey('User'),
  );
  // Random, so that what a client keeps by org is never taken for another's.
  const organization = makeKey(organizationPrefix, randomInt(1, 2 ** 34));
  seeder.insert(
    'Organization',
    { Name: 'Local org', InstanceName: 'LOCAL', OrganizationType: 'Developer Edition' },
    organization,
  );
}
