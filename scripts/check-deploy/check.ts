import path from 'node:path';
import { Catalogue } from './catalogue.ts';
import { companionProblems } from './companions.ts';
import { convert } from './convert.ts';
import { readPackage, type Package } from './package.ts';
import type { Problem } from './problem.ts';
import { appProblems } from './references/apps.ts';
import { eventProblems } from './references/events.ts';
import { fieldProblems } from './references/fields.ts';
import { flowProblems } from './references/flows.ts';
import { groupProblems } from './references/groups.ts';
import { layoutProblems } from './references/layouts.ts';
import { objectProblems } from './references/objects.ts';
import { pageProblems } from './references/pages.ts';
import { panelReferenceProblems } from './references/panels.ts';
import { permissionProblems } from './references/permissions.ts';
import { reportProblems } from './references/reports.ts';
import { schemaProblems } from './schema.ts';
import { loadTypings } from './typings.ts';

export interface Checked {
  readonly files: number;
  readonly problems: readonly Problem[];
}

/** Everything that can be known to be wrong with `force-app` under a project's root without an org. */
export async function checkDeploy(root: string): Promise<Checked> {
  const packageDir = path.join(root, 'force-app');
  const { package: pack, problems: unreadable } = readPackage(root, packageDir);
  // Salesforce's library stops at the first file that is no XML: the others are checked when that is put right.
  if (unreadable.length > 0) return { files: pack.files.length, problems: unreadable };
  const { types, problems: unplaced } = await convert(root, packageDir);
  const typings = loadTypings();
  const structure = pack.files.flatMap(({ file, root: element }) => {
    return schemaProblems(file, element, types.get(file) ?? element.name, typings);
  });
  const companions = await companionProblems(root, packageDir);
  const problems = [...unplaced, ...structure, ...companions, ...referenceProblems(pack)];
  return { files: pack.files.length, problems: sorted(problems) };
}

function referenceProblems(pack: Package): Problem[] {
  const catalogue = new Catalogue(pack);
  return [
    fieldProblems,
    objectProblems,
    eventProblems,
    flowProblems,
    layoutProblems,
    pageProblems,
    appProblems,
    permissionProblems,
    groupProblems,
    reportProblems,
    panelReferenceProblems,
  ].flatMap((check) => check(pack, catalogue));
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
