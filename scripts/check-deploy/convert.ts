import fs from 'node:fs';
import path from 'node:path';
import {
  ComponentSet,
  MetadataConverter,
  type SourceComponent,
} from '@salesforce/source-deploy-retrieve';
import type { Problem } from './problem.ts';

export interface Converted {
  /** `*-meta.xml`, relative to the root, to the metadata type that its name stands for; empty if a file has none. */
  readonly types: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/**
 * Which component each file is, by Salesforce's own library. Notices files that it cannot place and components given
 * twice; everything about their content is left to the other steps.
 */
export function place(root: string, packageDir: string): Converted {
  const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  const set = resolve(packageDir);
  if (typeof set === 'string') {
    return { types: new Map(), problems: [refused(set, packageDir, relative)] };
  }
  const components = set.getSourceComponents().toArray();
  const all = components.flatMap((component) => [component, ...component.getChildren()]);
  const types = new Map<string, string>();
  for (const { xml, type } of all) {
    // Labels are children of the file they stand in: the file keeps its own type.
    if (xml !== undefined && !types.has(relative(xml))) types.set(relative(xml), type.name);
  }
  const problems = [
    ...unplaced(packageDir, all).map(relative).map(notPlaced),
    ...twice(all, relative),
  ];
  return { types, problems };
}

/** Turns the package into what a deployment uploads. */
export async function conversionProblems(root: string, packageDir: string): Promise<Problem[]> {
  const set = resolve(packageDir);
  // What cannot even be placed is reported there.
  if (typeof set === 'string') return [];
  const failure = await conversionFailure(set);
  const file = path.relative(root, packageDir).split(path.sep).join('/');
  return failure === null ? [] : [{ file, line: 1, message: `cannot convert: ${failure}` }];
}

/** The library stops at the first file it cannot place, and says which in its message only. */
function resolve(packageDir: string): ComponentSet | string {
  try {
    return ComponentSet.fromSource(packageDir);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function refused(message: string, packageDir: string, relative: (file: string) => string): Problem {
  const file = metaFiles(packageDir).find((name) => message.startsWith(name));
  return file === undefined
    ? { file: relative(packageDir), line: 1, message: `cannot convert: ${message}` }
    : notPlaced(relative(file));
}

function metaFiles(packageDir: string): string[] {
  return fs
    .readdirSync(packageDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('-meta.xml'))
    .map((name) => path.join(packageDir, name));
}

async function conversionFailure(set: ComponentSet): Promise<string | null> {
  try {
    await new MetadataConverter().convert(set, 'metadata', { type: 'zip' });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function unplaced(packageDir: string, components: readonly SourceComponent[]): string[] {
  const known = new Set(components.map(({ xml }) => xml));
  return metaFiles(packageDir).filter((file) => !known.has(file));
}

function notPlaced(file: string): Problem {
  const message =
    'no metadata type goes by this folder and ending, so a deployment would leave it out';
  return { file, line: 1, message };
}

function twice(
  components: readonly SourceComponent[],
  relative: (file: string) => string,
): Problem[] {
  const first = new Map<string, string>();
  return components.flatMap(({ type, fullName, xml }) => {
    if (xml === undefined) return [];
    // Names differ by more than case in an org.
    const key = `${type.name}:${fullName}`.toLowerCase();
    const earlier = first.get(key);
    first.set(key, earlier ?? xml);
    if (earlier === undefined || earlier === xml) return [];
    const message = `${type.name} ${fullName} is also in ${relative(earlier)}`;
    return [{ file: relative(xml), line: 1, message }];
  });
}
