import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeStale } from '../panels/strip-types.ts';

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
}

const repoRoot = path.resolve(import.meta.dirname, '../..');
const inside = 'force-app/main/default';

/** A project with the package as it is, panels compiled, to be changed at will. */
export async function copyPackage(): Promise<string> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-gate-'));
  for (const name of ['force-app', 'sfdx-project.json', '.forceignore']) {
    fs.cpSync(path.join(repoRoot, name), path.join(root, name), { recursive: true });
  }
  await writeStale(path.join(root, inside, 'lwc'));
  return root;
}

export function make(root: string, { name, file, from, to }: Mistake): void {
  const target = path.join(root, inside, file);
  if (to === null) {
    fs.rmSync(target);
    return;
  }
  if (from === undefined) {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, to);
    return;
  }
  const source = fs.readFileSync(target, 'utf8');
  if (!source.includes(from)) throw new Error(`${name}: ${file} does not hold ${from}`);
  fs.writeFileSync(
    target,
    source.replace(from, () => to),
  );
}
