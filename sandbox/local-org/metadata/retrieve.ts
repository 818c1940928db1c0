import type { Components, StoredComponent } from '../engine/storage/components.ts';
import { pack, textOf } from './archive.ts';
import type { Manifest } from './manifest.ts';
import { parentTypes, partsOf } from './types.ts';
import { isElement, parseXml, printXml, rootOf, type Raw } from './xml.ts';

export interface Retrieved {
  readonly archive: Buffer;
  readonly found: readonly StoredComponent[];
  readonly messages: readonly { readonly fileName: string; readonly problem: string }[];
}

/** What a manifest asks for, in an archive as deploy() takes it. `root`: the folder in it, with a slash. */
export async function retrieve(
  components: Components,
  manifest: Manifest,
  root: string,
): Promise<Retrieved> {
  const all = components.list();
  const found = new Map<string, StoredComponent>();
  const messages: Retrieved['messages'][number][] = [];
  for (const [type, members] of manifest.members) {
    for (const member of members) {
      const matching = all.filter((one) => one.type === type && isMeant(one, member));
      for (const one of matching) found.set(`${one.type}:${one.fullName}`, one);
      if (type in partsOf) {
        for (const part of partsIn(all, type, matching)) {
          found.set(`${part.type}:${part.fullName}`, part);
        }
      }
      if (matching.length > 0 || member === '*') continue;
      const problem = `Entity of type '${type}' named '${member}' cannot be found`;
      messages.push({ fileName: `${root}package.xml`, problem });
    }
  }
  const files = filesOf([...found.values()], all);
  files.set('package.xml', Buffer.from(printManifest(manifest.version, [...found.values()])));
  const named = [...files].map(([path, content]): [string, Uint8Array] => [root + path, content]);
  return { archive: await pack(new Map(named)), found: [...found.values()], messages };
}

/** All means all of the org's own: a standard object has to be named. */
function isMeant({ fullName, type }: StoredComponent, member: string): boolean {
  if (member === '*') return type !== 'CustomObject' || /__\w+$/.test(fullName);
  return fullName.toLowerCase() === member.toLowerCase();
}

function partsIn(
  all: readonly StoredComponent[],
  type: string,
  owners: readonly StoredComponent[],
): readonly StoredComponent[] {
  const starts = owners.map(({ fullName }) => `${fullName}.`);
  return all.filter(
    (one) =>
      parentTypes.get(one.type) === type &&
      (type === 'CustomLabels' || starts.some((start) => one.fullName.startsWith(start))),
  );
}

/** Parts come back in the file of their owner, with its own elements where it was asked for itself. */
function filesOf(
  found: readonly StoredComponent[],
  all: readonly StoredComponent[],
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const owned = new Map<string, { name: string; children: Raw[] }>();
  const file = (path: string, name: string) => {
    const known = owned.get(path) ?? { name, children: [] };
    owned.set(path, known);
    return known;
  };
  for (const one of found) {
    if (one.type in partsOf) {
      for (const [path, content] of one.files)
        file(path, one.type).children.push(...childrenIn(content));
    }
  }
  for (const one of found) {
    const parent = parentTypes.get(one.type);
    for (const [path, content] of one.files) {
      if (parent !== undefined) file(path, parent).children.push(...wholeOf(content));
      else if (!(one.type in partsOf)) files.set(path, content);
    }
  }
  for (const [path, { children, name }] of owned) {
    files.set(path, Buffer.from(printXml(rootOf(name, children))));
  }
  return all.length === 0 ? new Map() : files;
}

function childrenIn(content: Uint8Array): readonly Raw[] {
  const root = parseXml(textOf(content));
  return isElement(root) ? root.children.map(({ raw }) => raw) : [];
}

function wholeOf(content: Uint8Array): readonly Raw[] {
  const root = parseXml(textOf(content));
  return isElement(root) ? [root.raw] : [];
}

function printManifest(version: string, found: readonly StoredComponent[]): string {
  const types = Map.groupBy(found, ({ type }) => type);
  const text = (name: string, value: string): Raw =>
    ({ [name]: [{ '#text': value }] }) as unknown as Raw;
  const children = [...types].map(
    ([name, members]) =>
      ({
        types: [...members.map(({ fullName }) => text('members', fullName)), text('name', name)],
      }) as unknown as Raw,
  );
  return printXml(rootOf('Package', [...children, text('version', version)]));
}
