import { textOf } from '../archive.ts';
import { rule } from '../../rules/rule.ts';
import type { Incoming } from '../components.ts';
import type { Preview } from '../preview.ts';
import { problemAt, type Problem } from '../problem.ts';
import { below, child, childrenOf, textIn, type Element } from '../xml.ts';
import { collect } from './objects.ts';

const rules = { references: rule('deploy.references'), panels: rule('deploy.panels') };

type Refuse = (problem: string, at?: Element) => void;
type Look = (component: Incoming, root: Element, after: Preview, refuse: Refuse) => void;

/** As the platform says it, for fields, tabs, apps and the like: https://github.com/forcedotcom/cli/issues/155 */
function absent(element: string, type: string, name: string): string {
  return `In field: ${element} - no ${type} named ${name} found`;
}

/** Own names only: of the platform's fields local-org knows but some. */
function fieldProblem(after: Preview, object: string, field: string): boolean {
  if (after.field(object, field) !== undefined) return false;
  return field.endsWith('__c') || after.knowsAllFields(object);
}

/**
 * Permission sets name no line. A required field has no permissions of its own:
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm
 */
const permissionSet: Look = (_component, root, after, refuse) => {
  const whole = (problem: string): void => refuse(problem, undefined);
  if (textIn(root, 'label') === '') whole('Required field is missing: label');
  for (const { object, grant } of objectGrants(root)) {
    if (!after.hasObject(object)) whole(absent('object', 'CustomObject', object));
    else if (grant !== undefined) whole(grant);
  }
  for (const grant of childrenOf(root, 'fieldPermissions')) {
    const name = textIn(grant, 'field');
    const [object = '', field = ''] = name.split('.');
    const known = after.field(object, field);
    if (fieldProblem(after, object, field)) whole(absent('field', 'CustomField', name));
    else if (known?.required) whole(`You cannot deploy to a required field: ${name}`);
  }
  for (const { text } of childrenOf(root, 'tabSettings').flatMap(
    (one) => child(one, 'tab') ?? [],
  )) {
    if (!text.startsWith('standard-') && !after.has('CustomTab', text))
      whole(absent('tab', 'CustomTab', text));
  }
  for (const one of childrenOf(root, 'applicationVisibilities')) {
    const name = textIn(one, 'application');
    if (!name.startsWith('standard__') && !after.has('CustomApplication', name)) {
      whole(absent('application', 'CustomApplication', name));
    }
  }
};

/** What a right on an object needs beside it: https://help.salesforce.com/s/articleView?id=platform.users_profiles_object_perms.htm */
function objectGrants(root: Element): { object: string; grant: string | undefined }[] {
  const needs = [
    ['allowCreate', 'allowRead', 'Create', 'Read'],
    ['allowEdit', 'allowRead', 'Edit', 'Read'],
    ['allowDelete', 'allowEdit', 'Delete', 'Edit'],
    ['viewAllRecords', 'allowRead', 'View All', 'Read'],
    ['modifyAllRecords', 'allowDelete', 'Modify All', 'Delete'],
    ['modifyAllRecords', 'viewAllRecords', 'Modify All', 'View All'],
  ] as const;
  return childrenOf(root, 'objectPermissions').map((one) => {
    const object = textIn(one, 'object');
    const yes = (name: string): boolean => textIn(one, name) === 'true';
    const lacking = needs.find(([right, other]) => yes(right) && !yes(other));
    if (lacking === undefined) return { object, grant: undefined };
    const [, , right, other] = lacking;
    const label = `${right} ${object}`;
    return { object, grant: `Permission ${label} depends on permission(s): ${other} ${object}` };
  });
}

const group: Look = (_component, root, after, refuse) => {
  for (const part of childrenOf(root, 'permissionSets')) {
    if (!after.has('PermissionSet', part.text))
      refuse(absent('permissionSets', 'PermissionSet', part.text), part);
  }
};

const layout: Look = ({ fullName }, root, after, refuse) => {
  const object = fullName.slice(0, fullName.indexOf('-'));
  if (!after.hasObject(object)) {
    refuse('Parent entity failed to deploy');
    return;
  }
  for (const item of below(root, 'layoutItems')) {
    const field = textIn(item, 'field');
    if (field !== '' && fieldProblem(after, object, field)) {
      refuse(absent('field', 'CustomField', `${object}.${field}`), item);
    }
  }
  for (const list of childrenOf(root, 'relatedLists')) relatedList(list, after, refuse);
};

function relatedList(list: Element, after: Preview, refuse: Refuse): void {
  const name = textIn(list, 'relatedList');
  const [object = '', field = ''] = name.split('.');
  if (!field.endsWith('__c')) return;
  if (after.field(object, field) === undefined) {
    refuse(`Cannot find related list: ${name}`, list);
    return;
  }
  for (const column of childrenOf(list, 'fields')) {
    if (column.text.endsWith('__c') && after.field(object, column.text) === undefined) {
      refuse(absent('fields', 'CustomField', `${object}.${column.text}`), list);
    }
  }
}

const tab: Look = ({ fullName }, root, after, refuse) => {
  if (textIn(root, 'customObject') === 'true' && !after.hasObject(fullName)) {
    refuse(absent('customObject', 'CustomObject', fullName));
  }
};

const app: Look = (_component, root, after, refuse) => {
  for (const part of childrenOf(root, 'tabs')) {
    if (!part.text.startsWith('standard-') && !after.has('CustomTab', part.text)) {
      refuse(absent('tab', 'CustomTab', part.text));
    }
  }
  for (const override of childrenOf(root, 'actionOverrides')) {
    const page = textIn(override, 'content');
    if (textIn(override, 'type') === 'Flexipage' && !after.has('FlexiPage', page)) {
      refuse(absent('content', 'FlexiPage', page), override);
    }
  }
};

/** https://github.com/trailheadapps/lwc-recipes/issues/5 */
const page: Look = (_component, root, after, refuse) => {
  const object = textIn(root, 'sobjectType');
  if (object !== '' && !after.hasObject(object))
    refuse(absent('sobjectType', 'CustomObject', object));
  for (const part of below(root, 'componentName')) {
    const name = /^c:(.+)$/.exec(part.text)?.[1];
    if (name !== undefined && !after.has('LightningComponentBundle', name)) {
      refuse(
        `We couldn't retrieve the design time component information for component ${part.text}.`,
      );
    }
  }
};

const columnsOf =
  (element: string): Look =>
  ({ fullName }, root, after, refuse) => {
    const [object = ''] = fullName.split('.');
    for (const part of childrenOf(root, element)) {
      if (part.text.endsWith('__c') && after.field(object, part.text) === undefined) {
        refuse(`Could not resolve list view column: ${part.text}`, part);
      }
    }
  };

const compactLayout: Look = ({ fullName }, root, after, refuse) => {
  const [object = ''] = fullName.split('.');
  for (const part of childrenOf(root, 'fields')) {
    if (part.text.endsWith('__c') && after.field(object, part.text) === undefined) {
      refuse(absent('fields', 'CustomField', `${object}.${part.text}`), root);
    }
  }
};

const reportType: Look = (_component, root, after, refuse) => {
  const base = textIn(root, 'baseObject');
  if (!after.hasObject(base)) {
    refuse(absent('baseObject', 'CustomObject', base));
    return;
  }
  for (const column of below(root, 'columns')) {
    const field = textIn(column, 'field');
    if (
      textIn(column, 'table') === base &&
      field.endsWith('__c') &&
      after.field(base, field) === undefined
    ) {
      refuse(absent('field', 'CustomField', `${base}.${field}`), column);
    }
  }
};

/** Only what names the org's own things; the rest of a module is the compiler's. */
const imported = /from\s+['"](?:@salesforce\/(label|schema)\/([\w.]+)|c\/(\w+))['"]/g;

/**
 * A bundle is a module, or style rules that others share.
 * https://developer.salesforce.com/docs/platform/lwc/guide/create-components-css-share.html
 */
const bundle: Look = (component, _root, after, refuse) => {
  const { files, fullName } = component;
  const has = (ending: string): boolean => files.has(`lwc/${fullName}/${fullName}.${ending}`);
  if (!has('js') && (has('html') || !has('css'))) {
    refuse(`Cannot find Lightning Component Bundle ${fullName}: ${fullName}.js is missing.`);
  }
  for (const [path, content] of files) {
    if (!path.endsWith('.js')) continue;
    for (const [, kind, name = '', other] of textOf(content).matchAll(imported)) {
      if (other !== undefined && !after.has('LightningComponentBundle', other)) {
        refuse(`No MODULE named markup://c:${other} found : [markup://c:${fullName}]`);
      }
      const label = name.replace(/^c\./, '');
      if (kind === 'label' && name.startsWith('c.') && !after.has('CustomLabel', label)) {
        refuse(
          `Invalid reference ${label} of type label in file ${path.slice(path.lastIndexOf('/') + 1)}`,
        );
      }
      if (kind === 'schema') schemaProblem(name, path, after, refuse);
    }
  }
};

/** https://github.com/msrivastav13/mo-dx-plugin/issues/434 */
function schemaProblem(name: string, path: string, after: Preview, refuse: Refuse): void {
  const [object = '', field] = name.split('.');
  const file = path.slice(path.lastIndexOf('/') + 1);
  const missing =
    field === undefined ? !after.hasObject(object) : fieldProblem(after, object, field);
  const kind = field === undefined ? 'sobject' : 'sobjectField';
  if (missing) refuse(`Invalid reference ${name} of type ${kind} in file ${file}`);
}

const looks: Readonly<Record<string, Look>> = {
  PermissionSet: permissionSet,
  PermissionSetGroup: group,
  Layout: layout,
  CustomTab: tab,
  CustomApplication: app,
  FlexiPage: page,
  ListView: columnsOf('columns'),
  CompactLayout: compactLayout,
  ReportType: reportType,
  LightningComponentBundle: bundle,
};

/** What a component names and the org would not have. */
export function referenceProblems(component: Incoming, after: Preview): readonly Problem[] {
  const look = looks[component.type];
  const isPanel = component.type === 'LightningComponentBundle';
  if (look === undefined || !(isPanel ? rules.panels : rules.references)) return [];
  if (component.root === undefined) {
    if (component.type !== 'LightningComponentBundle') return [];
    const problem = `Cannot find Lightning Component Bundle ${component.fullName}: ${component.fullName}.js-meta.xml is missing.`;
    return [problemAt(component, undefined, problem)];
  }
  return collect(component, (refuse, root) => look(component, root, after, refuse)).map((found) =>
    component.type === 'PermissionSet' || component.type === 'LightningComponentBundle'
      ? problemAt(component, undefined, found.problem)
      : found,
  );
}
