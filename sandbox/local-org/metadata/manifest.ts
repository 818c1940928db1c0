import type { Files } from './archive.ts';
import { textOf } from './archive.ts';
import { childrenOf, isElement, parseXml, textIn, type Element } from './xml.ts';

/** A package.xml: what goes along, by metadata type; `*` for all. */
export interface Manifest {
  readonly version: string;
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** @throws Error saying what is wrong with the file. */
export function readManifest(content: Uint8Array): Manifest {
  const root = parseXml(textOf(content));
  if (!isElement(root)) throw new Error(`Error parsing file: ${root.message}`);
  return manifestOf(root);
}

/** Of a package.xml's root, or of `unpackaged` in a request to retrieve. */
export function manifestOf(root: Element): Manifest {
  const members = new Map<string, string[]>();
  for (const types of childrenOf(root, 'types')) {
    const name = textIn(types, 'name');
    const more = childrenOf(types, 'members').map(({ text }) => text);
    members.set(name, [...(members.get(name) ?? []), ...more]);
  }
  return { version: textIn(root, 'version'), members };
}

export function names(manifest: Manifest, type: string, fullName: string): boolean {
  const members = manifest.members.get(type) ?? [];
  return members.some((member) => member === '*' || member === fullName);
}

/** The files of an archive from its package's own folder on; undefined where no package.xml is in it. */
export function packageOf(files: Files): { root: string; files: Files } | undefined {
  const manifest = [...files.keys()].find((path) => /^([^/]+\/)?package\.xml$/.test(path));
  if (manifest === undefined) return undefined;
  const root = manifest.slice(0, -'package.xml'.length);
  const inside = [...files].filter(([path]) => path.startsWith(root));
  return {
    root,
    files: new Map(inside.map(([path, content]) => [path.slice(root.length), content])),
  };
}
