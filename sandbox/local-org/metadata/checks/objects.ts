import { fieldFromXml } from '../../engine/schema/field-xml.ts';
import { eventFromXml } from '../../engine/schema/events.ts';
import { rule } from '../../rules/rule.ts';
import type { Incoming } from '../components.ts';
import type { Preview } from '../preview.ts';
import { problemAt, type Problem } from '../problem.ts';
import { child, childrenOf, isElement, plain, textIn, type Element } from '../xml.ts';

const rules = {
  names: rule('deploy.names'),
  objects: rule('deploy.objects'),
  fields: rule('deploy.fields'),
  lookups: rule('deploy.lookups'),
};

type Refuse = (problem: string, at?: Element) => void;

/** Collects what is wrong with one component. */
export function collect(
  component: Incoming,
  look: (refuse: Refuse, root: Element) => void,
): readonly Problem[] {
  const { root } = component;
  if (root === undefined) return [];
  const problems: Problem[] = [];
  look((problem, at = root) => problems.push(problemAt(component, at, problem)), root);
  return problems;
}

const apiName = /^[A-Za-z](?:_?[A-Za-z0-9])*$/;

/** A field's or object's own name: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm */
function nameProblem(name: string): string | undefined {
  const bare = name.replace(/__(c|e)$/, '');
  if (!rules.names || (apiName.test(bare) && bare.length <= 40)) return undefined;
  return `The name "${bare}" can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.`;
}

export function objectProblems(component: Incoming, after: Preview): readonly Problem[] {
  const { fullName } = component;
  return collect(component, (refuse, root) => {
    if (!/__(c|e)$/.test(fullName)) {
      if (after.present(fullName) === undefined)
        refuse(`local-org does not know the object ${fullName}`);
      return;
    }
    const named = nameProblem(fullName);
    if (named !== undefined) refuse(named);
    const isNew = !after.present(fullName);
    // A file that only brings fields says nothing of the object.
    const bringsOnlyParts = !isNew && textIn(root, 'label') === '';
    if (!bringsOnlyParts && rules.objects) headProblems(component, root, refuse);
    const sharing = textIn(root, 'sharingModel');
    const controlled = sharing === 'ControlledByParent';
    if (controlled && !hasMaster(root, fullName, after)) {
      refuse(
        `sharingModel ControlledByParent is not allowed without a master-detail field`,
        child(root, 'sharingModel'),
      );
    }
  });
}

function headProblems({ fullName }: Incoming, root: Element, refuse: Refuse): void {
  if (textIn(root, 'label') === '') refuse('Must specify a non-empty label for the CustomObject');
  if (textIn(root, 'pluralLabel') === '') {
    refuse('Must specify a non-empty pluralLabel for the CustomObject');
  }
  if (textIn(root, 'deploymentStatus') === '')
    refuse('Required field is missing: deploymentStatus');
  if (fullName.endsWith('__e')) {
    refuseThrown(refuse, root, () => eventFromXml(fullName, plain(root), [], fullName));
    return;
  }
  if (textIn(root, 'sharingModel') === '') refuse('Required field is missing: sharingModel');
  if (child(root, 'nameField') === undefined) refuse('Required field is missing: nameField');
}

function hasMaster(root: Element, object: string, after: Preview): boolean {
  const own = childrenOf(root, 'fields').some((field) => textIn(field, 'type') === 'MasterDetail');
  return own || (after.present(object)?.fields.some(({ masterDetail }) => masterDetail) ?? false);
}

/** What local-org itself cannot hold is said where the platform would say what it refuses. */
function refuseThrown(refuse: Refuse, at: Element, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error), at);
  }
}

/** Type → elements that such a field cannot do without. */
const needs: Readonly<Record<string, readonly string[]>> = {
  Text: ['length'],
  LongTextArea: ['length', 'visibleLines'],
  Html: ['length', 'visibleLines'],
  Number: ['precision', 'scale'],
  Currency: ['precision', 'scale'],
  Percent: ['precision', 'scale'],
  Picklist: ['valueSet'],
  MultiselectPicklist: ['valueSet', 'visibleLines'],
  Lookup: ['referenceTo'],
  MasterDetail: ['referenceTo'],
  Checkbox: ['defaultValue'],
};

const textual = new Set([
  'Text',
  'Email',
  'Phone',
  'Url',
  'TextArea',
  'LongTextArea',
  'Html',
  'Picklist',
]);

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm */
export function fieldProblems(component: Incoming, after: Preview): readonly Problem[] {
  const [object = '', name = ''] = component.fullName.split('.');
  return collect(component, (refuse, root) => {
    if (!after.hasObject(object)) {
      refuse(`Entity Enumeration Or ID: bad value for restricted picklist field: ${object}`);
      return;
    }
    if (!name.endsWith('__c')) {
      if (after.present(object)?.field(name) === undefined)
        refuse("Could not resolve standard field's name.");
      return;
    }
    const named = nameProblem(name);
    if (named !== undefined) refuse(named);
    const type = textIn(root, 'type');
    if (type === '') {
      refuse('Required field is missing: type');
      return;
    }
    if (rules.fields) shapeProblems(root, type, refuse);
    if (type === 'Lookup' || type === 'MasterDetail') referenceProblems(root, after, refuse);
    changeProblems(component, root, after, refuse);
    refuseThrown(refuse, root, () => fieldFromXml(plain(root), component.fullName));
  });
}

function shapeProblems(root: Element, type: string, refuse: Refuse): void {
  if (textIn(root, 'label') === '') refuse('Required field is missing: label');
  if (textIn(root, 'label').length > 40) {
    refuse('Value too long for field: label maximum length is:40', child(root, 'label'));
  }
  for (const needed of needs[type] ?? []) {
    if (child(root, needed) === undefined) {
      refuse(`Must specify '${needed}' for a CustomField of type ${type}`);
    }
  }
  sizeProblems(root, type, refuse);
}

function sizeProblems(root: Element, type: string, refuse: Refuse): void {
  const length = child(root, 'length');
  const size = Number(length?.text);
  if (type === 'Text' && length !== undefined && !(size >= 1 && size <= 255)) {
    refuse('Length for a text field must be between 1 and 255', length);
  }
  const precision = Number(textIn(root, 'precision'));
  const scale = Number(textIn(root, 'scale'));
  if (precision > 18) refuse('precision must be 18 or less', child(root, 'precision'));
  if (scale > precision) refuse('scale must be less than precision', child(root, 'scale'));
  if (
    textIn(root, 'externalId') === 'true' &&
    !['Text', 'Number', 'Email', 'AutoNumber'].includes(type)
  ) {
    refuse(
      `Can not specify 'externalId' for a CustomField of type ${type}`,
      child(root, 'externalId'),
    );
  }
  if (textIn(root, 'caseSensitive') !== '' && !textual.has(type) && type !== 'AutoNumber') {
    refuse(
      `Can not specify 'caseSensitive' for a CustomField of type ${type}`,
      child(root, 'caseSensitive'),
    );
  }
}

function referenceProblems(root: Element, after: Preview, refuse: Refuse): void {
  const target = textIn(root, 'referenceTo');
  if (rules.lookups && target !== '' && !after.hasObject(target)) {
    refuse(`referenceTo value of '${target}' does not resolve to a valid sObject type`);
  }
  const constraint = child(root, 'deleteConstraint');
  const required = textIn(root, 'required') === 'true';
  if (required && constraint?.text === 'SetNull') {
    refuse(
      'Field Integrity Exception: Must specify either cascade delete or restrict delete for required lookup foreign key.',
      constraint,
    );
  }
}

/** local-org keeps a column's kind for good; Salesforce allows some changes, and not those of a relationship. */
function changeProblems(
  { fullName }: Incoming,
  root: Element,
  after: Preview,
  refuse: Refuse,
): void {
  const [object = '', name = ''] = fullName.split('.');
  const before = after.present(object)?.field(name);
  if (before === undefined) return;
  const xml = plain(root);
  try {
    const now = fieldFromXml(xml, fullName);
    if (now.type !== before.type) {
      refuse(
        `Cannot update the type of ${fullName} from ${before.type} to ${now.type}: local-org keeps it`,
        child(root, 'type'),
      );
    }
    if (now.type === 'reference' && now.referenceTo?.[0] !== before.referenceTo[0]) {
      refuse('Cannot update referenceTo', child(root, 'referenceTo'));
    }
  } catch {
    // Said once already.
  }
}

/** Names of an object's children must differ, and so must its parts. */
export function twiceProblems(components: readonly Incoming[]): readonly Problem[] {
  const seen = new Set<string>();
  const relationships = new Map<string, string>();
  return components.flatMap((component) => {
    const key = `${component.type}:${component.fullName}`.toLowerCase();
    const again = seen.has(key);
    seen.add(key);
    const { root } = component;
    if (again)
      return [problemAt(component, root, `Duplicate name '${component.fullName}' specified`)];
    if (component.type !== 'CustomField' || root === undefined || !isElement(root)) return [];
    const name = textIn(root, 'relationshipName');
    const target = textIn(root, 'referenceTo');
    if (name === '' || target === '') return [];
    const relationship = `${target}.${name}`.toLowerCase();
    const other = relationships.get(relationship);
    relationships.set(relationship, component.fullName);
    if (other === undefined) return [];
    return [
      problemAt(
        component,
        root,
        `There is already a Child Relationship named ${name} on ${target}.`,
      ),
    ];
  });
}
