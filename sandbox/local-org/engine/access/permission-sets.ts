import { basename, join } from 'node:path';
import { children, content, isTrue, type Xml } from '../schema/field-xml.ts';
import { filesIn, readXml } from '../schema/package.ts';

export interface ObjectGrant {
  readonly SobjectType: string;
  readonly PermissionsRead: boolean;
  readonly PermissionsCreate: boolean;
  readonly PermissionsEdit: boolean;
  readonly PermissionsDelete: boolean;
  readonly PermissionsViewAllRecords: boolean;
  readonly PermissionsModifyAllRecords: boolean;
}

export interface FieldGrant {
  readonly SobjectType: string;
  readonly Field: string;
  readonly PermissionsRead: boolean;
  readonly PermissionsEdit: boolean;
}

export interface PermissionSetSource {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly objects: readonly ObjectGrant[];
  readonly fields: readonly FieldGrant[];
}

function objectGrant(xml: Xml): ObjectGrant {
  return {
    SobjectType: content(xml, 'object') ?? '',
    PermissionsRead: isTrue(xml, 'allowRead'),
    PermissionsCreate: isTrue(xml, 'allowCreate'),
    PermissionsEdit: isTrue(xml, 'allowEdit'),
    PermissionsDelete: isTrue(xml, 'allowDelete'),
    PermissionsViewAllRecords: isTrue(xml, 'viewAllRecords'),
    PermissionsModifyAllRecords: isTrue(xml, 'modifyAllRecords'),
  };
}

function fieldGrant(xml: Xml): FieldGrant {
  const Field = content(xml, 'field') ?? '';
  return {
    SobjectType: Field.split('.')[0] ?? '',
    Field,
    PermissionsRead: isTrue(xml, 'readable') || isTrue(xml, 'editable'),
    PermissionsEdit: isTrue(xml, 'editable'),
  };
}

/** What a permission set grants on objects and fields; the rest (apps, tabs) has no data behind it. */
export function permissionSetFromXml(name: string, xml: Xml): PermissionSetSource {
  return {
    name,
    label: content(xml, 'label') ?? name,
    description: content(xml, 'description'),
    objects: children(xml, 'objectPermissions').map(objectGrant),
    fields: children(xml, 'fieldPermissions').map(fieldGrant),
  };
}

/** The permission sets of a package in source format. */
export function readPermissionSets(packageDir: string): readonly PermissionSetSource[] {
  const ending = '.permissionset-meta.xml';
  return filesIn(join(packageDir, 'permissionsets'), ending).map((file) =>
    permissionSetFromXml(basename(file, ending), readXml(file)),
  );
}
