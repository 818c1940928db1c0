import type { Rules } from './types.ts';

const merge =
  '[merge()](https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm)';
const mergeOrder =
  '[Triggers and Merge Statements](https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_merge_statements.htm)';
const deleting =
  '[Deleting Records](https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/api/langCon_apex_dml_examples_delete.htm)';
const undelete =
  '[undelete()](https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm)';
const restoring =
  '[Unable to Restore](https://help.salesforce.com/s/articleView?id=000386040&type=1)';
const merging = ['engine/save/merge.test.ts'];
const undeleting = ['engine/save/undelete.test.ts'];
const save = ['engine/save/save.test.ts'];

const refusals = ['refusals.test.ts'];

export const deletionRules = {
  'merge.objects': {
    says: 'Accounts, Contacts and Leads are merged, nothing else',
    source: merge,
    tests: [...merging, 'soap/soap.test.ts'],
  },
  'merge.count': {
    says: 'one or two records are merged into a third',
    source: `${merge}; code and texts of refusals are ours`,
    tests: merging,
  },
  'merge.itself': { says: 'a record is not merged into itself', source: merge, tests: merging },
  'merge.once': { says: 'a record is merged once', source: 'ours', tests: merging },
  'merge.rights': {
    says: 'who merges needs the right to delete those that go and to edit the one that stays',
    source: 'ours',
    tests: refusals,
  },
  'merge.lookups': {
    says: 'every look-up at the records that go, custom ones included, points at the one that stays; only then is that one updated with the values of the call',
    source: mergeOrder,
    tests: merging,
  },
  'merge.own-lookup': {
    says: 'a look-up that would come to point at its own record is emptied',
    source: 'ours',
    tests: merging,
  },
  'delete.set-null': { says: 'deleting empties look-ups', source: deleting, tests: save },
  'delete.cascade': { says: 'deleting takes details along', source: deleting, tests: save },
  'delete.restrict': {
    says: 'deleting stops where a look-up restricts',
    source: deleting,
    tests: save,
  },
  'undelete.parts': {
    says: 'undeleting brings back what went along',
    source: undelete,
    tests: undeleting,
  },
  'undelete.lookups': {
    says: 'undeleting brings back the look-ups that nothing was put into since',
    source: `${undelete}, ${deleting}`,
    tests: undeleting,
  },
  'undelete.master': {
    says: 'a detail does not come back without its master: UNDELETE_FAILED',
    source: restoring,
    tests: undeleting,
  },
  'undelete.rights': {
    says: 'who undeletes needs the right to delete',
    source: 'ours',
    tests: undeleting,
  },
} as const satisfies Rules;
