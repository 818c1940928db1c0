import type { Key } from '../ids.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectRight } from '../types.ts';
import type { Rights } from './session.ts';

const granted = `SELECT p."Id" FROM "PermissionSet" p WHERE p."IsDeleted" = 0 AND (
    p."Id" IN (SELECT "PermissionSetId" FROM "PermissionSetAssignment" WHERE "AssigneeId" = ?1 AND "IsDeleted" = 0)
    OR p."ProfileId" = (SELECT "ProfileId" FROM "User" WHERE "Id" = ?1))`;

const objectSql = `SELECT lower("SobjectType"), max("PermissionsRead"), max("PermissionsCreate"), max("PermissionsEdit"),
    max("PermissionsDelete"), max("PermissionsViewAllRecords"), max("PermissionsModifyAllRecords")
  FROM "ObjectPermissions" WHERE "IsDeleted" = 0 AND "ParentId" IN (${granted}) GROUP BY 1`;

const fieldSql = `SELECT lower("Field"), max("PermissionsRead"), max("PermissionsEdit")
  FROM "FieldPermissions" WHERE "IsDeleted" = 0 AND "ParentId" IN (${granted}) GROUP BY 1`;

const rightsInOrder: readonly ObjectRight[] = [
  'read',
  'create',
  'edit',
  'delete',
  'viewAll',
  'modifyAll',
];

/** Reads a user's rights from the org's own records, where Salesforce keeps them too. */
export function readRights(database: Database, user: Key): Rights {
  const all = database.get(
    `SELECT max("PermissionsModifyAllData"), max("PermissionsBulkApiHardDelete") FROM "PermissionSet" WHERE "Id" IN (${granted})`,
    user,
  );
  const objects = database
    .all(objectSql, user)
    .map(([object, ...flags]): [string, Set<ObjectRight>] => [
      object as string,
      new Set(rightsInOrder.filter((_right, place) => flags[place] === 1)),
    ]);
  const fields = database
    .all(fieldSql, user)
    .filter(([, read, edit]) => read === 1 || edit === 1)
    .map(([field, , edit]): [string, 'read' | 'edit'] => [
      field as string,
      edit === 1 ? 'edit' : 'read',
    ]);
  const [allData, hardDelete] = (all ?? []).map((flag) => flag === 1);
  return {
    allData: allData ?? false,
    hardDelete: hardDelete ?? false,
    objects: new Map(objects),
    fields: new Map(fields),
  };
}
