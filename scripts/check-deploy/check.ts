import path from 'node:path';
import { compileCheck } from '../panels/lwc-compile.ts';
import { typeProblems } from '../panels/type-check.ts';
import { accessProblems } from './access/index.ts';
import { Catalogue } from './catalogue.ts';
import { companionProblems } from './companions.ts';
import { conversionProblems, place } from './convert.ts';
import { readPackage, type Package } from './package.ts';
import type { Problem } from './problem.ts';
import { referenceProblems } from './references/index.ts';
import { schemaProblems } from './schema.ts';
import { styleProblems } from './style.ts';

export interface Checked {
  readonly files: number;
  readonly problems: readonly Problem[];
}

interface Place {
  readonly pack: Package;
  readonly root: string;
  readonly packageDir: string;
}

type Check = (place: Place) => readonly Problem[] | Promise<readonly Problem[]>;

const lwc = ({ packageDir }: Place): string => path.join(packageDir, 'main/default/lwc');

/** In the order in which they are told where they find something in one place. */
const checks = {
  structure: ({ pack, root, packageDir }) => {
    const { types, problems } = place(root, packageDir);
    const inside = pack.files.flatMap(({ file, root: element }) => {
      return schemaProblems(file, element, types.get(file) ?? element.name);
    });
    return [...problems, ...inside];
  },
  conversion: ({ root, packageDir }) => conversionProblems(root, packageDir),
  companions: ({ root, packageDir }) => companionProblems(root, packageDir),
  references: ({ pack }) => referenceProblems(pack, new Catalogue(pack)),
  access: ({ pack }) => accessProblems(pack, new Catalogue(pack)),
  types: (where) => typeProblems(lwc(where), where.root),
  compilation: (where) => compileCheck(lwc(where), where.root),
  style: ({ pack }) => styleProblems(pack),
} satisfies Readonly<Record<string, Check>>;

export type Step = keyof typeof checks;
export const steps = Object.keys(checks) as readonly Step[];

/** Everything that can be known to be wrong with `force-app` under a project's root without an org. */
export async function checkDeploy(root: string, wanted = steps): Promise<Checked> {
  const packageDir = path.join(root, 'force-app');
  const { package: pack, problems: unreadable } = readPackage(root, packageDir);
  // Salesforce's library stops at the first file that is no XML: the others are checked when that is put right.
  if (unreadable.length > 0) return { files: pack.files.length, problems: unreadable };
  const problems: Problem[] = [];
  for (const step of wanted) {
    const check: Check = checks[step];
    problems.push(...(await check({ pack, root, packageDir })));
  }
  return { files: pack.files.length, problems: sorted(problems) };
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
