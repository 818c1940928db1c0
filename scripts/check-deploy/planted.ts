import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeStale } from '../panels/strip-types.ts';
import type { Step } from './check.ts';

/** A mistake to make in a copy of the package, and what the gate should say of it. */
export interface Mistake {
  readonly name: string;
  /** Below force-app/main/default. */
  readonly file: string;
  /** Replaced once; absent where a new file is written. */
  readonly from?: string;
  /** null deletes the file. */
  readonly to: string | null;
  /** Matched with `file:line: message`. */
  readonly said: RegExp;
  /** The step that has to notice; by default one of `quickSteps`. */
  readonly step?: Step;
}

/** What takes no time, so that mistakes can be made one by one. */
export const quickSteps: readonly Step[] = ['structure', 'references', 'access'];

const repoRoot = path.resolve(import.meta.dirname, '../..');
const inside = 'force-app/main/default';

/** A project with the package as it is, panels compiled, to be changed at will. */
export async function copyPackage(): Promise<string> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-gate-'));
  for (const name of ['force-app', 'types', 'sfdx-project.json', '.forceignore']) {
    fs.cpSync(path.join(repoRoot, name), path.join(root, name), { recursive: true });
  }
  fs.symlinkSync(path.join(repoRoot, 'node_modules'), path.join(root, 'node_modules'), 'junction');
  await writeStale(path.join(root, inside, 'lwc'));
  return root;
}

/** Makes one mistake; what is returned puts it right again. */
export function make(root: string, { name, file, from, to }: Mistake): () => void {
  const target = path.join(root, inside, file);
  const before = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : null;
  if (from !== undefined && !before?.includes(from)) {
    throw new Error(`${name}: ${file} does not hold ${from}`);
  }
  if (from !== undefined && from === to) throw new Error(`${name}: changes nothing`);
  const newFolder = firstMissing(path.dirname(target));
  if (to === null) fs.rmSync(target);
  else {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, from === undefined ? to : before!.replace(from, () => to));
  }
  return () => {
    if (newFolder !== null) fs.rmSync(newFolder, { recursive: true });
    else if (before === null) fs.rmSync(target);
    else fs.writeFileSync(target, before);
  };
}

function firstMissing(folder: string): string | null {
  if (fs.existsSync(folder)) return null;
  return firstMissing(path.dirname(folder)) ?? folder;
}
