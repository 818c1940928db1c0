import { permissionSetFromXml } from '../engine/access/permission-sets.ts';
import type { DeployableOrg, DeployedObject, Deployment } from '../engine/deployment.ts';
import { type Flow, flowFromXml } from '../engine/flows/read-flow.ts';
import { eventFromXml, type EventType } from '../engine/schema/events.ts';
import { fieldFromXml } from '../engine/schema/field-xml.ts';
import type { Component, Components } from '../engine/storage/components.ts';
import { textOf } from './archive.ts';
import type { Incoming } from './components.ts';
import { parentTypes, partsOf } from './types.ts';
import { isElement, parseXml, plain, printXml, rootOf, type Element } from './xml.ts';

type Name = Pick<Component, 'type' | 'fullName'>;

/** What the engine needs of a component: its XML alone. */
interface Source {
  readonly fullName: string;
  readonly root: Element;
}

/** As it is stored: what is part of a file as its own element, its owner without it. */
function stored({ fileName, files, fullName, root, type }: Incoming): Component {
  const parts = partsOf[type];
  if (root === undefined || (parts === undefined && !parentTypes.has(type))) {
    return { type, fullName, files };
  }
  const own = parts === undefined ? root.raw : withoutParts(root, Object.keys(parts));
  return { type, fullName, files: new Map([[fileName, Buffer.from(printXml(own))]]) };
}

function withoutParts(root: Element, parts: readonly string[]) {
  const kept = root.children.filter(({ name }) => !parts.includes(name));
  return rootOf(
    root.name,
    kept.map(({ raw }) => raw),
  );
}

function sourceOf({ files, fullName }: Component): Source | undefined {
  const [content] = [...files.values()];
  const root = content === undefined ? undefined : parseXml(textOf(content));
  return root !== undefined && isElement(root) ? { fullName, root } : undefined;
}

/** What stays as it was, beside what comes. */
function merged(
  type: string,
  incoming: readonly Incoming[],
  components: Components,
  gone: ReadonlySet<string>,
): Map<string, Source> {
  const before = components.list(type).flatMap((one) => sourceOf(one) ?? []);
  const now = incoming.flatMap(({ fullName, root, type: of }) =>
    of === type && root !== undefined ? [{ fullName, root }] : [],
  );
  const kept = before.filter(({ fullName }) => !gone.has(`${type}:${fullName}`));
  return new Map([...kept, ...now].map((source) => [source.fullName, source]));
}

/** What components make of an org that has others already. */
export function deploymentOf(
  org: DeployableOrg,
  incoming: readonly Incoming[],
  removed: readonly Name[],
): Deployment {
  const gone = new Set(removed.map(({ fullName, type }) => `${type}:${fullName}`));
  const fields = merged('CustomField', incoming, org.components, gone);
  const objects = merged('CustomObject', incoming, org.components, gone);
  const of = (type: string) => incoming.filter((one) => one.type === type);
  const touched = new Set([
    ...of('CustomObject').map(({ fullName }) => fullName),
    ...[...of('CustomField'), ...removed.filter(({ type }) => type === 'CustomField')].map(
      ({ fullName }) => fullName.split('.')[0] ?? '',
    ),
  ]);
  const named = [...touched].filter((name) => !gone.has(`CustomObject:${name}`));
  const built = named.map((name) => objectOf(name, objects.get(name)?.root, fields));
  return {
    objects: built.filter(({ name }) => !name.endsWith('__e')),
    events: built.filter(({ name }) => name.endsWith('__e')).map(eventOf),
    flows: of('Flow').flatMap(flowOf),
    permissionSets: of('PermissionSet').flatMap(({ fullName, root }) =>
      root === undefined ? [] : [permissionSetFromXml(fullName, plain(root))],
    ),
    removed: [...removed, ...of('Flow').filter((flow) => flowOf(flow).length === 0)],
    components: incoming.map(stored),
  };
}

function objectOf(
  name: string,
  root: Element | undefined,
  fields: ReadonlyMap<string, Source>,
): DeployedObject {
  const own = [...fields.values()].filter(
    ({ fullName }) => fullName.startsWith(`${name}.`) && fullName.endsWith('__c'),
  );
  return {
    name,
    xml: root === undefined ? {} : plain(root),
    fields: own.map(({ fullName, root: field }) => fieldFromXml(plain(field), fullName)),
  };
}

function eventOf({ fields, name, xml }: DeployedObject): EventType {
  return eventFromXml(name, xml, fields, name);
}

function flowOf({ fullName, root }: Incoming): readonly Flow[] {
  const flow = root === undefined ? undefined : flowFromXml(fullName, plain(root), fullName);
  return flow === undefined ? [] : [flow];
}

/** What an org in a file was given before: read again when it is opened. */
export function restore(org: DeployableOrg): void {
  const platform = org.systemSession().userId;
  // What came with the package is read from its files again.
  for (const { fullName, lastModifiedBy, type } of org.components.list()) {
    if (lastModifiedBy === platform) org.components.remove(type, fullName);
  }
  const all = org.components.list();
  if (all.length === 0) return;
  const incoming = all.flatMap((one): Incoming[] => {
    const [[fileName, content] = ['', undefined]] = [...one.files];
    // What permission sets grant is among the org's records.
    if (!['CustomObject', 'CustomField', 'Flow'].includes(one.type)) return [];
    const root = content === undefined ? undefined : parseXml(textOf(content));
    if (root === undefined || !isElement(root)) return [];
    return [{ type: one.type, fullName: one.fullName, fileName, files: one.files, root }];
  });
  const { events, flows, objects } = deploymentOf(org, incoming, []);
  org.deploy({ events, flows, objects, permissionSets: [], removed: [], components: [] });
}
