import type { Rules } from './types.ts';

const permissions =
  '[Permission Sets](https://help.salesforce.com/s/articleView?id=platform.perm_sets_overview.htm&type=5)';
const fields =
  '[Field-Level Security](https://help.salesforce.com/s/articleView?id=platform.admin_fls.htm&type=5)';
const defaults =
  '[Organization-Wide Sharing Defaults](https://help.salesforce.com/s/articleView?id=platform.security_sharing_owd_about.htm&type=5)';
const tests = ['engine/access/access.test.ts'];

export const accessRules = {
  'access.object': {
    says: 'rights on objects are the union of profile and permission sets',
    source: permissions,
    tests,
  },
  'access.object-unseen': {
    says: 'an object without read access does not exist for the caller',
    source:
      '[sObject Describe](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm)',
    tests: [...tests, 'rest/rest.test.ts'],
  },
  'access.field': {
    says: 'a field without read access does not exist for the caller',
    source: fields,
    tests,
  },
  'access.field-edit': {
    says: 'a field that is read-only for the caller is not written',
    source: fields,
    tests,
  },
  'access.record': { says: 'records are shared, not public', source: defaults, tests },
  'access.org-wide-default': {
    says: "private records are their owner's",
    source: defaults,
    tests,
  },
  'access.controlled-by-parent': {
    says: 'details are seen and edited by who sees and edits their master',
    source: defaults,
    tests,
  },
  'access.setup': {
    says: 'users, profiles and permissions are read by everyone and written by administrators',
    source: 'ours',
    tests,
  },
} as const satisfies Rules;
