import { at, twice, type Catalogue } from '../catalogue.ts';
import { isEvent, isRequired, type MetaFile, type Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, descendants, textOf, type Element } from '../xml.ts';

/** What describes a flow; anything else in it is a step. */
const describing = [
  'apiVersion',
  'areMetricsLoggedToDataCloud',
  'description',
  'environments',
  'interviewLabel',
  'label',
  'processMetadataValues',
  'processType',
  'status',
];

/** Steps whose references are checked. A package with another kind teaches the gate that kind first. */
const steps = ['start', 'recordCreates'];

/**
 * Record-triggered flows that create records or publish events: what they name exists, every step is reached, and an
 * org would run them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm
 */
export function flowProblems(pack: Package, catalogue: Catalogue): Problem[] {
  return pack.ofKind('flow').flatMap((flow) => {
    const creates = children(flow.root, 'recordCreates');
    const start = child(flow.root, 'start');
    if (start === undefined) return at(flow.file, flow.root, 'the flow has no <start>');
    return [
      ...head(flow, pack),
      ...unknownSteps(flow),
      ...startProblems(flow, start, pack, catalogue),
      ...ways(flow, start, creates),
      ...twice(flow.file, creates, 'name'),
      ...creates.flatMap((create) => createProblems(flow, start, create, pack, catalogue)),
    ];
  });
}

function head({ file, root }: MetaFile, pack: Package): Problem[] {
  const status = child(root, 'status');
  const version = child(root, 'apiVersion');
  const active = status?.text === 'Active';
  return [
    ...(active ? [] : at(file, status ?? root, 'the flow is not Active, so it would never run')),
    ...(child(root, 'description') === undefined ? at(file, root, 'has no <description>') : []),
    ...(version?.text === pack.apiVersion
      ? []
      : at(file, version ?? root, `<apiVersion> is not the package's, ${pack.apiVersion}`)),
    ...(textOf(root, 'processType') === 'AutoLaunchedFlow'
      ? []
      : at(file, root, 'a flow that a record triggers has the <processType> AutoLaunchedFlow')),
  ];
}

function unknownSteps({ file, root }: MetaFile): Problem[] {
  return root.children
    .filter(({ name }) => ![...describing, ...steps].includes(name))
    .flatMap((step) => at(file, step, `the gate cannot check <${step.name}> of a flow`));
}

function startProblems(
  { file }: MetaFile,
  start: Element,
  pack: Package,
  catalogue: Catalogue,
): Problem[] {
  const object = child(start, 'object') ?? start;
  const unknown = catalogue.objectProblem(object.text);
  if (unknown !== null) return at(file, object, unknown);
  const when = child(start, 'triggerType') ?? start;
  const filters = children(start, 'filters');
  const fields = filters.map((filter) => child(filter, 'field') ?? filter);
  return [
    // Only then has the record its id, and only then can anything else be created.
    ...(when.text === 'RecordAfterSave'
      ? []
      : at(file, when, 'a flow that creates something starts at RecordAfterSave')),
    ...(child(start, 'recordTriggerType') === undefined
      ? at(file, start, '<start> does not say which <recordTriggerType> starts it')
      : []),
    ...fields.flatMap((field) => at(file, field, catalogue.fieldProblem(object.text, field.text))),
    ...filters.flatMap((filter) => filterProblems(file, object.text, filter, pack)),
  ];
}

/** A picklist that is compared with what it never is would never start the flow. */
function filterProblems(file: string, object: string, filter: Element, pack: Package): Problem[] {
  const field = pack.objects.get(object)?.fields.get(textOf(filter, 'field'));
  const value = child(child(filter, 'value'), 'stringValue');
  if (field === undefined || value === undefined) return [];
  if (textOf(field.root, 'type') !== 'Picklist') return [];
  const values = descendants(field.root, 'value').map((one) => textOf(one, 'fullName'));
  if (values.includes(value.text)) return [];
  return at(file, value, `${field.name} has no value "${value.text}"${hint(value.text, values)}`);
}

/** Every connector leads somewhere, and something leads to every step. */
function ways({ file, root }: MetaFile, start: Element, creates: readonly Element[]): Problem[] {
  const names = creates.map((create) => textOf(create, 'name'));
  const targets = descendants(root, 'targetReference');
  const reached = new Set(targets.map(({ text }) => text));
  return [
    ...(child(start, 'connector') === undefined ? at(file, start, '<start> leads nowhere') : []),
    ...targets
      .filter(({ text }) => !names.includes(text))
      .flatMap((target) =>
        at(file, target, `the flow has no step ${target.text}${hint(target.text, names)}`),
      ),
    ...creates
      .filter((create) => !reached.has(textOf(create, 'name')))
      .flatMap((create) => at(file, create, `nothing leads to the step ${textOf(create, 'name')}`)),
  ];
}

function createProblems(
  { file }: MetaFile,
  start: Element,
  create: Element,
  pack: Package,
  catalogue: Catalogue,
): Problem[] {
  const object = child(create, 'object') ?? create;
  const unknown = catalogue.objectProblem(object.text);
  if (unknown !== null) return at(file, object, unknown);
  const trigger = textOf(start, 'object');
  if (object.text === trigger) {
    return at(file, object, `creates ${trigger}, which starts this flow again without end`);
  }
  const assignments = children(create, 'inputAssignments');
  return [
    ...twice(file, assignments, 'field'),
    ...lacking(file, create, object.text, pack),
    ...assignments.flatMap((row) => [
      ...at(file, child(row, 'field') ?? row, targetProblem(object.text, row, catalogue)),
      ...valueProblems(file, row, trigger, catalogue),
    ]),
  ];
}

function targetProblem(object: string, row: Element, catalogue: Catalogue): string | null {
  const field = textOf(row, 'field');
  const own = field === 'Name' || field === 'OwnerId' || field.endsWith('__c');
  if (isEvent(object) && !field.endsWith('__c')) return `${object} sets its ${field} by itself`;
  if (object.endsWith('__c') && !own) return `${object} sets its ${field} by itself`;
  return catalogue.fieldProblem(object, field);
}

function lacking(file: string, create: Element, object: string, pack: Package): Problem[] {
  const given = children(create, 'inputAssignments').map((row) => textOf(row, 'field'));
  const required = [...(pack.objects.get(object)?.fields.values() ?? [])].filter(isRequired);
  return required
    .filter(({ name }) => !given.includes(name))
    .flatMap(({ name }) => at(file, create, `gives no ${name}, which ${object} requires`));
}

/** `$Record.Account__c` is a field of the record that started the flow. */
function valueProblems(
  file: string,
  row: Element,
  trigger: string,
  catalogue: Catalogue,
): Problem[] {
  const reference = child(child(row, 'value'), 'elementReference');
  if (reference === undefined || !catalogue.hasObject(trigger)) return [];
  const [source, field = '', ...rest] = reference.text.split('.');
  if (source === '$Record' && rest.length === 0) {
    return at(file, reference, catalogue.fieldProblem(trigger, field));
  }
  return at(file, reference, `the gate cannot check the reference ${reference.text}`);
}
