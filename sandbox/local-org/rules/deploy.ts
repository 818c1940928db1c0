import type { Rules } from './types.ts';

const api = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta';
const deploy = `[deploy()](${api}/meta_deploy.htm)`;
const seen = (text: string, issue: string): string => `[${text}](https://github.com/${issue})`;
const tests = ['metadata/refusals.test.ts'];
const main = ['metadata/metadata.test.ts'];

export const deployRules = {
  'deploy.check-only': {
    says: '`checkOnly` (validate, `--dry-run`) judges all and changes nothing',
    source: deploy,
    tests: main,
  },
  'deploy.rollback': {
    says: '`rollbackOnError`: one error, and nothing is deployed; without it what is sound is, `SucceededPartial`',
    source: deploy,
    tests: main,
  },
  'deploy.warnings': {
    says: 'a warning (what is to be deleted is not there) counts as an error unless `ignoreWarnings`',
    source: deploy,
    tests: main,
  },
  'deploy.rights': {
    says: 'the Metadata API is for users with Modify All Data (Modify Metadata is not modelled)',
    source: `[Metadata API access](https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_deployrequest.htm)`,
    tests: main,
  },
  'deploy.manifest': {
    says: 'package.xml and archive hold the same: `Not in package.xml`, `was named in package.xml, but was not found in zipped directory`',
    source: `${seen('seen', 'forcedotcom/cli/issues/3012')}, ${seen('seen', 'forcedotcom/cli/issues/2182')}`,
    tests,
  },
  'deploy.wsdl': {
    says: "elements, enums, numbers and required elements are the Metadata WSDL's; an error names the place behind the start tag",
    source: `the WSDL, by @salesforce/types; texts ${seen('seen', 'forcedotcom/cli/issues/3320')}`,
    tests,
  },
  'deploy.names': {
    says: 'names of objects and fields: letters, digits, single underscores, 40 characters; no part twice, no two children of one relationship name',
    source: `[CustomField](${api}/customfield.htm); texts are ours`,
    tests,
  },
  'deploy.objects': {
    says: 'an object has labels, a name field, a sharing model and a deployment status',
    source: `[CustomObject](${api}/customobject.htm), ${seen('seen', 'forcedotcom/cli/issues/1220')}`,
    tests,
  },
  'deploy.fields': {
    says: 'a field has what its type needs (length, digits, values) within its bounds',
    source: `[CustomField](${api}/customfield.htm); texts are ours`,
    tests,
  },
  'deploy.lookups': {
    says: "a look-up's object is there, or comes along",
    source: seen('seen', 'wadewegner/deploy-to-sfdx/issues/41'),
    tests,
  },
  'deploy.references': {
    says: 'what permission sets, groups, layouts, tabs, apps, pages, list views, compact layouts, report types and flows name is there, or comes along; no permission on a required field, no right without those it depends on',
    source: `${seen('seen', 'forcedotcom/cli/issues/155')}, ${seen('seen', 'trailheadapps/lwc-recipes/issues/5')}, ${seen('seen', 'trailheadapps/lwc-recipes/issues/586')}`,
    tests,
  },
  'deploy.panels': {
    says: 'a panel has its `.js` (or only styles that others share); the panels, labels and fields that it imports are there',
    source: `[Share CSS](https://developer.salesforce.com/docs/platform/lwc/guide/create-components-css-share.html), ${seen('seen', 'forcedotcom/cli/issues/1458')}`,
    tests,
  },
  'deploy.versions': {
    says: 'a component of a newer API version than 66.0 is refused',
    source: 'no page found for the text',
    tests,
  },
  'deploy.delete-referenced': {
    says: 'an object to which a look-up leads stays',
    source: `[destructiveChanges](${api}/meta_deploy_deleting_files.htm); the text is ours`,
    tests: main,
  },
} as const satisfies Rules;
