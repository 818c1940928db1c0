import { basename } from 'node:path';
import { toId } from '../ids.ts';
import { children, content, type Xml } from '../schema/field-xml.ts';
import type { FieldSpec } from '../schema/field.ts';
import type { RowErrors } from '../save/row-errors.ts';
import { personTypes } from '../features/person-types.ts';
import type { Cell } from '../storage/column.ts';
import type { Guard, GuardContext } from './guard.ts';
import { rule } from '../../rules/rule.ts';

const limitsTypes = rule('admin.record-type');
const limitsValues = rule('admin.record-type-values');

export interface RecordType {
  readonly object: string;
  readonly name: string;
  readonly label: string;
  readonly active: boolean;
  /** By name of the field, in lower case; fields that are not named have all their values. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Which profile or permission set gives which record type to its users. */
export interface RecordTypeGrant {
  /** Of the profile or the permission set. */
  readonly holder: string;
  /** `Object.Record_Type`. */
  readonly recordType: string;
  readonly isDefault: boolean;
}

export function recordTypeFromXml(object: string, file: string, xml: Xml): RecordType {
  const name = content(xml, 'fullName') ?? basename(file).split('.')[0] ?? '';
  const values = children(xml, 'picklistValues').map((picklist) => {
    const chosen = children(picklist, 'values').map((value) =>
      decodeURIComponent(content(value, 'fullName') ?? ''),
    );
    return [(content(picklist, 'picklist') ?? '').toLowerCase(), new Set(chosen)] as const;
  });
  return {
    object,
    name,
    label: content(xml, 'label') ?? name,
    active: content(xml, 'active') !== 'false',
    values: new Map(values),
  };
}

export const recordTypeField: FieldSpec = {
  name: 'RecordTypeId',
  label: 'Record Type ID',
  type: 'reference',
  referenceTo: ['RecordType'],
  relationshipName: 'RecordType',
  permissionable: false,
};

/** Everybody's, with all values. */
const personType: RecordType = {
  object: 'Account',
  name: 'PersonAccount',
  label: 'Person Account',
  active: true,
  values: new Map(),
};

/** The record types that the user has, by key; and the one that new records get. */
interface Own {
  readonly types: ReadonlyMap<Cell, RecordType>;
  readonly byDefault: Cell;
}

const holdersSql = `SELECT p."Name" FROM "PermissionSetAssignment" a JOIN "PermissionSet" p ON p."Id" = a."PermissionSetId"
    WHERE a."AssigneeId" = ?1 AND a."IsDeleted" = 0
  UNION ALL SELECT p."Name" FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE u."Id" = ?1`;

function ownTypes(
  { database, session, table }: GuardContext,
  types: readonly RecordType[],
  grants: readonly RecordTypeGrant[],
): Own {
  const holders = new Set(database.all(holdersSql, session.userKey).map(([name]) => String(name)));
  const granted = grants.filter(({ holder }) => holders.has(holder));
  const rows = database.all(
    `SELECT "Id", "DeveloperName" FROM "RecordType" WHERE "SobjectType" = ? AND "IsDeleted" = 0`,
    table.object.name,
  );
  const nameOf = (type: string) => `${table.object.name}.${type}`;
  const known = rows.flatMap(([key, name]): [Cell, RecordType][] => {
    const type = types.find((one) => one.name === name && one.active);
    const has = granted.some(({ recordType }) => recordType === nameOf(String(name)));
    return type !== undefined && has ? [[key as Cell, type]] : [];
  });
  const persons = table.object.field('IsPersonAccount') === undefined ? [] : personTypes(database);
  known.push(...persons.map((key): [Cell, RecordType] => [key, personType]));
  const standard = granted.find(({ isDefault }) => isDefault)?.recordType;
  const byDefault = known.find(([, { name }]) => nameOf(name) === standard)?.[0] ?? null;
  return { types: new Map(known), byDefault };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_recordtype.htm */
export function isUsersRecordType(key: Cell, own: Own, errors: RowErrors): boolean {
  if (!limitsTypes || key === null || own.types.has(key)) return true;
  const message = `Record Type ID: this ID value isn't valid for the user: ${toId(Number(key))}`;
  errors.add('INVALID_CROSS_REFERENCE_KEY', message, ['RecordTypeId']);
  return false;
}

/**
 * A restricted picklist takes the values of the record's type alone.
 * https://gearset.com/blog/data-deployments-and-picklist-errors/
 */
export function hasValuesOfRecordType(
  { table }: GuardContext,
  { values: allowed }: RecordType,
  values: readonly Cell[],
  errors: RowErrors,
): void {
  table.fields.forEach((field, slot) => {
    const value = values[slot];
    const list = allowed.get(field.name.toLowerCase());
    if (!field.restrictedPicklist || list === undefined || typeof value !== 'string') return;
    for (const chosen of value.split(';').filter((one) => !list.has(one))) {
      const message = `${field.label}: bad value for restricted picklist field: ${chosen}`;
      errors.add('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field.name]);
    }
  });
}

export function fitsRecordType(
  context: GuardContext,
  types: readonly RecordType[],
  grants: readonly RecordTypeGrant[],
): Guard {
  const own = ownTypes(context, types, grants);
  const slot = context.table.slots.get('RecordTypeId') ?? -1;
  return ({ before, isNew, values }, errors) => {
    if (isNew && (values[slot] ?? null) === null) values[slot] = own.byDefault;
    const key = values[slot] ?? null;
    const changed = isNew || before?.[slot] !== key;
    if (changed && !isUsersRecordType(key, own, errors)) return;
    const type = own.types.get(key);
    if (limitsValues && type !== undefined) hasValuesOfRecordType(context, type, values, errors);
  };
}
