import type { FieldSpec } from '../field.ts';
import type { ObjectSpec } from '../object-type.ts';
import { flag, lookup, of, picklist, readOnly, required, text } from './fields.ts';
import { locales, timeZones } from '../../time-zones.ts';
import { rule } from '../../../rules/rule.ts';

function setup(
  name: string,
  keyPrefix: string,
  fields: readonly FieldSpec[],
  more: Partial<ObjectSpec> = {},
): ObjectSpec {
  const label = name.replace(/([a-z])([A-Z])/g, '$1 $2');
  const usual = { custom: false, sharing: 'Read', setup: true } as const;
  return { name, label, labelPlural: `${label}s`, keyPrefix, ...usual, fields, ...more };
}

const fixed = { createable: false, updateable: false, deletable: false } as const;

/** Restricted, with a value from the start. */
const listed = { restrictedPicklist: rule('time.zones'), defaultedOnCreate: true } as const;

const user = setup(
  'User',
  '005',
  [
    text('Username', 80, { unique: true, idLookup: true, ...required }),
    text('LastName', 80, required),
    text('FirstName', 40),
    text('Name', 121, { label: 'Full Name', nameField: true, ...required, ...readOnly }),
    text('CompanyName', 80),
    text('Department', 80),
    text('Title', 80),
    of('email', 'Email', { length: 128, ...required }),
    of('phone', 'Phone'),
    text('Alias', 8, { ...required, defaultedOnCreate: true }),
    flag('IsActive', { label: 'Active', defaultValue: true }),
    picklist('UserType', ['Standard', 'AutomatedProcess'], {
      defaultValue: 'Standard',
      ...readOnly,
    }),
    picklist('TimeZoneSidKey', timeZones, { defaultValue: 'UTC', ...listed }),
    picklist('LocaleSidKey', locales, { defaultValue: 'en_GB', ...listed }),
    picklist('LanguageLocaleKey', ['en_US'], { defaultValue: 'en_US' }),
    picklist('EmailEncodingKey', ['UTF-8'], { defaultValue: 'UTF-8' }),
    lookup('ProfileId', 'Profile', 'Users', required),
    lookup('ManagerId', 'User', 'ManagedUsers'),
  ],
  { deletable: false },
);

const organization = setup(
  'Organization',
  '00D',
  [
    text('Name', 80, { nameField: true, ...required }),
    text('InstanceName', 5, readOnly),
    flag('IsSandbox', readOnly),
    of('datetime', 'TrialExpirationDate', readOnly),
    text('NamespacePrefix', 15, readOnly),
    picklist('OrganizationType', ['Developer Edition'], readOnly),
    picklist('LanguageLocaleKey', ['en_US'], { defaultValue: 'en_US' }),
    picklist('DefaultLocaleSidKey', ['en_GB'], { defaultValue: 'en_GB' }),
    picklist('TimeZoneSidKey', ['UTC'], { defaultValue: 'UTC' }),
    text('Country', 80),
  ],
  { createable: false, deletable: false },
);

const profile = setup(
  'Profile',
  '00e',
  [
    text('Name', 255, { nameField: true, ...required }),
    of('textarea', 'Description', { length: 255 }),
    picklist('UserType', ['Standard'], { defaultValue: 'Standard', ...readOnly }),
  ],
  fixed,
);

const permissionSet = setup('PermissionSet', '0PS', [
  text('Name', 80, { label: 'Permission Set Name', nameField: true, ...required }),
  text('Label', 80, { label: 'Permission Set Label', ...required }),
  of('textarea', 'Description', { length: 255 }),
  lookup('ProfileId', 'Profile', null, readOnly),
  flag('IsOwnedByProfile', readOnly),
  flag('IsCustom', { defaultValue: true, ...readOnly }),
  picklist('Type', ['Regular', 'Profile'], { defaultValue: 'Regular', ...readOnly }),
  text('NamespacePrefix', 15, readOnly),
  flag('PermissionsApiEnabled', { label: 'API Enabled', defaultValue: true }),
  flag('PermissionsViewAllData', { label: 'View All Data' }),
  flag('PermissionsModifyAllData', { label: 'Modify All Data' }),
  flag('PermissionsBulkApiHardDelete', { label: 'Bulk API Hard Delete' }),
]);

const assignment = setup(
  'PermissionSetAssignment',
  '0Pa',
  [
    lookup('PermissionSetId', 'PermissionSet', 'Assignments', {
      deleteConstraint: 'Cascade',
      ...required,
    }),
    lookup('AssigneeId', 'User', 'PermissionSetAssignments', required),
    flag('IsActive', { defaultValue: true, ...readOnly }),
  ],
  { updateable: false },
);

const parent = lookup('ParentId', 'PermissionSet', null, {
  deleteConstraint: 'Cascade',
  ...required,
});

const objectPermissions = setup('ObjectPermissions', '110', [
  { ...parent, childRelationshipName: 'ObjectPerms' },
  text('SobjectType', 255, { ...required }),
  flag('PermissionsCreate'),
  flag('PermissionsRead'),
  flag('PermissionsEdit'),
  flag('PermissionsDelete'),
  flag('PermissionsViewAllRecords'),
  flag('PermissionsModifyAllRecords'),
]);

const fieldPermissions = setup('FieldPermissions', '01k', [
  { ...parent, childRelationshipName: 'FieldPerms' },
  text('SobjectType', 255, { ...required }),
  text('Field', 255, { ...required }),
  flag('PermissionsRead'),
  flag('PermissionsEdit'),
]);

const recordType = setup('RecordType', '012', [
  text('Name', 80, { nameField: true, ...required }),
  text('DeveloperName', 80, required),
  text('NamespacePrefix', 15, readOnly),
  text('SobjectType', 40, required),
  of('textarea', 'Description', { length: 255 }),
  flag('IsActive', { defaultValue: true }),
]);

export const setupObjects: readonly ObjectSpec[] = [
  user,
  organization,
  profile,
  permissionSet,
  assignment,
  objectPermissions,
  fieldPermissions,
  recordType,
];
