import { basename, join } from 'node:path';
import { rule } from '../../rules/rule.ts';
import { child, children, content, type Xml } from '../schema/field-xml.ts';
import { filesIn, readXml } from '../schema/package.ts';

const runsActiveOnly = rule('flows.active');
const refusesUnknown = rule('flows.known-parts');

/** A value that a flow gives a field: a field of the record that started it, or a literal. */
export type FlowValue =
  { readonly recordField: string } | { readonly literal: string | number | boolean };

export interface RecordCreate {
  readonly name: string;
  readonly object: string;
  readonly assignments: readonly { readonly field: string; readonly value: FlowValue }[];
}

/** What a record must be for a flow to start: a field that has this text, or has not, or is not what it was. */
export type FlowFilter =
  | { readonly field: string; readonly is: 'EqualTo' | 'NotEqualTo'; readonly text: string }
  | { readonly field: string; readonly is: 'IsChanged' };

/** When a flow starts: after a record was created, or after one was changed. */
export interface FlowStart {
  readonly occasion: 'Create' | 'Update';
  /** None: every record. */
  readonly filters: readonly FlowFilter[];
  /** Whether any of them is enough, or all have to be so. */
  readonly logic: 'or' | 'and';
  /** Only where the record was not so before. */
  readonly onlyThen: boolean;
}

/** A flow that starts after a record of `object` was saved, and publishes events in this order. */
export interface Flow {
  readonly name: string;
  readonly object: string;
  readonly start: FlowStart;
  readonly creates: readonly RecordCreate[];
}

const shown = ['label', 'description', 'locationX', 'locationY'];

const known = {
  flow: [
    ...['apiVersion', 'areMetricsLoggedToDataCloud', 'description', 'environments'],
    ...['interviewLabel', 'label', 'processMetadataValues', 'processType', 'runInMode'],
    ...['recordCreates', 'start', 'status'],
  ],
  start: [
    ...[...shown, 'connector', 'object', 'recordTriggerType', 'triggerType'],
    ...['doesRequireRecordChangedToMeetCriteria', 'filterLogic', 'filters'],
  ],
  filters: ['field', 'operator', 'value'],
  recordCreates: [
    ...[...shown, 'name', 'connector', 'object', 'inputAssignments', 'storeOutputAutomatically'],
  ],
  inputAssignments: ['field', 'value'],
  value: ['elementReference', 'stringValue', 'numberValue', 'booleanValue'],
  connector: ['targetReference'],
} as const;

/** Reads one flow; whatever local-org would have to leave out of it is refused. */
class FlowReader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  refuse(what: string): never {
    throw new Error(
      `${this.#file}: local-org runs flows that start after a record is saved and publish events; ${what}`,
    );
  }

  only(xml: Xml, element: keyof typeof known): Xml {
    const allowed: readonly string[] = known[element];
    const other = Object.keys(xml).find((name) => !allowed.includes(name));
    return other === undefined || !refusesUnknown
      ? xml
      : this.refuse(`it does not know ${element} > ${other}`);
  }

  expect(xml: Xml, name: string, value: string): void {
    const found = content(xml, name);
    if (found !== value) this.refuse(`${name} is ${found ?? 'missing'}, not ${value}`);
  }

  text(xml: Xml, name: string): string {
    return content(xml, name) ?? this.refuse(`${name} is missing`);
  }

  next(xml: Xml): string | undefined {
    const connector = child(xml, 'connector');
    if (connector === undefined) return undefined;
    return this.text(this.only(connector, 'connector'), 'targetReference');
  }

  value(xml: Xml): FlowValue {
    const reference = content(xml, 'elementReference');
    if (reference !== null) {
      const field = /^\$Record\.(\w+)$/.exec(reference)?.[1];
      return field === undefined
        ? this.refuse(`it does not know ${reference}`)
        : { recordField: field };
    }
    const [[type, literal] = []] = Object.entries(xml);
    if (type === 'numberValue') return { literal: Number(literal) };
    if (type === 'booleanValue') return { literal: literal === 'true' };
    return { literal: String(literal) };
  }

  create(xml: Xml): RecordCreate {
    this.only(xml, 'recordCreates');
    const assignments = children(xml, 'inputAssignments').map((assignment) => {
      this.only(assignment, 'inputAssignments');
      const value = this.only(child(assignment, 'value') ?? {}, 'value');
      return { field: this.text(assignment, 'field'), value: this.value(value) };
    });
    return { name: this.text(xml, 'name'), object: this.text(xml, 'object'), assignments };
  }

  /** From the start along the connectors. */
  creates(xml: Xml, start: Xml): readonly RecordCreate[] {
    const elements = children(xml, 'recordCreates');
    const found: RecordCreate[] = [];
    for (let name = this.next(start); name !== undefined;) {
      const element = elements.find((one) => content(one, 'name') === name);
      if (element === undefined) this.refuse(`it has no element ${name}`);
      if (found.some((one) => one.name === name)) this.refuse(`${name} comes round again`);
      found.push(this.create(element));
      name = this.next(element);
    }
    return found;
  }

  read(xml: Xml, name: string): Flow {
    this.only(xml, 'flow');
    this.expect(xml, 'processType', 'AutoLaunchedFlow');
    const start = this.only(child(xml, 'start') ?? {}, 'start');
    this.expect(start, 'triggerType', 'RecordAfterSave');
    const object = this.text(start, 'object');
    return { name, object, start: this.start(start), creates: this.creates(xml, start) };
  }

  start(xml: Xml): FlowStart {
    const occasion = this.text(xml, 'recordTriggerType');
    const filters = children(xml, 'filters').map((filter) => this.filter(filter));
    if (occasion !== 'Create' && occasion !== 'Update') {
      return this.refuse(`recordTriggerType is ${occasion}`);
    }
    if (occasion === 'Create' && filters.length > 0) {
      return this.refuse('it knows filters of a flow that starts on Update only');
    }
    const logic = filters.length > 1 ? this.text(xml, 'filterLogic') : 'and';
    if (logic !== 'or' && logic !== 'and') return this.refuse(`filterLogic is ${logic}`);
    const onlyThen = content(xml, 'doesRequireRecordChangedToMeetCriteria') === 'true';
    if (onlyThen && filters.some(({ is }) => is === 'IsChanged')) {
      return this.refuse('IsChanged is for a flow that starts each time');
    }
    return { occasion, filters, logic, onlyThen };
  }

  filter(xml: Xml): FlowFilter {
    this.only(xml, 'filters');
    const [is, field] = [this.text(xml, 'operator'), this.text(xml, 'field')];
    const value = child(xml, 'value') ?? {};
    if (is === 'IsChanged') {
      this.expect(value, 'booleanValue', 'true');
      return { field, is };
    }
    if (is !== 'EqualTo' && is !== 'NotEqualTo') return this.refuse(`operator is ${is}`);
    const text = content(value, 'stringValue');
    return { field, is, text: text ?? this.refuse('it compares texts only') };
  }
}

const ending = '.flow-meta.xml';

/** A flow of its metadata; undefined where it is not active. `where` names it in errors. */
export function flowFromXml(name: string, xml: Xml, where: string): Flow | undefined {
  const runs = content(xml, 'status') === 'Active' || !runsActiveOnly;
  return runs ? new FlowReader(where).read(xml, name) : undefined;
}

/**
 * The active flows of a package in source format.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm
 */
export function readFlows(packageDir: string): readonly Flow[] {
  return filesIn(join(packageDir, 'flows'), ending).flatMap((file) => {
    return flowFromXml(basename(file, ending), readXml(file), file) ?? [];
  });
}
