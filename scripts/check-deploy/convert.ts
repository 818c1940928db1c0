import fs from 'node:fs';
import path from 'node:path';
import {
  ComponentSet,
  MetadataConverter,
  type SourceComponent,
} from '@salesforce/source-deploy-retrieve';
import type { Problem } from './problem.ts';

export interface Converted {
  /** `*-meta.xml`, relative to the root, to the metadata type that its name stands for. */
  readonly types: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/**
 * Turns the package into what a deployment uploads, with Salesforce's own library. Notices files that it cannot place
 * and components given twice; everything about their content is left to the other steps.
 */
export async function convert(root: string, packageDir: string): Promise<Converted> {
  const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  const set = ComponentSet.fromSource(packageDir);
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
  const failure = await conversionFailure(set);
  if (failure !== null) {
    problems.push({ file: relative(packageDir), line: 1, message: `cannot convert: ${failure}` });
  }
  return { types, problems };
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
  const names = fs.readdirSync(packageDir, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('-meta.xml'))
    .map((name) => path.join(packageDir, name))
    .filter((file) => !known.has(file));
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
