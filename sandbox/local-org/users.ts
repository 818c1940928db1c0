import { find } from './engine/find.ts';
import { ApiError, type Org } from './engine/types.ts';

export interface UserSpec {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly profile: string;
  readonly permissionSets: readonly string[];
}

/** The people an org with the package starts with, each with what its role needs and no more. */
export const startingUsers = {
  admin: {
    username: 'admin@orderlens.example',
    firstName: 'Ada',
    lastName: 'Admin',
    profile: 'System Administrator',
    permissionSets: [],
  },
  integration: {
    username: 'integration@orderlens.example',
    firstName: 'Orderlens',
    lastName: 'Integration',
    profile: 'Salesforce API Only System Integrations',
    permissionSets: ['Commerce_Integration'],
  },
  agent: {
    username: 'agent@orderlens.example',
    firstName: 'Sam',
    lastName: 'Agent',
    profile: 'Standard User',
    permissionSets: ['Commerce_Agent'],
  },
} as const satisfies Readonly<Record<string, UserSpec>>;

const idByName = (org: Org, object: string, name: string): string => {
  const [row] = find(org, object, ['Id'], 'Name', name);
  if (!row) throw new Error(`The org has no ${object} named ${name}.`);
  return String(row[0]);
};

const insert = (org: Org, object: string, values: Readonly<Record<string, unknown>>): string => {
  const [result] = org.save(org.systemSession(), {
    object,
    operation: 'insert',
    columns: Object.keys(values),
    rows: [Object.values(values)],
  });
  const [error] = result?.errors ?? [];
  if (error) throw new ApiError(400, error.statusCode, error.message, error.fields);
  return result?.id ?? '';
};

/** Creates a user who is not there yet; one who is keeps what an administrator made of them. */
export const ensureUser = (org: Org, user: UserSpec): void => {
  if (org.sessionFor(user.username)) return;
  const AssigneeId = insert(org, 'User', {
    Username: user.username,
    FirstName: user.firstName,
    LastName: user.lastName,
    Email: user.username,
    Alias: user.lastName.slice(0, 8).toLowerCase(),
    ProfileId: idByName(org, 'Profile', user.profile),
  });
  for (const name of user.permissionSets) {
    const PermissionSetId = idByName(org, 'PermissionSet', name);
    insert(org, 'PermissionSetAssignment', { AssigneeId, PermissionSetId });
  }
};
