import fs from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import { filesOf } from '../panels/bundles.ts';
import type { Package } from './package.ts';
import type { Problem } from './problem.ts';

const repoRoot = path.resolve(import.meta.dirname, '../..');

/** ESLint with Salesforce's rules for components and for the Lightning Design System, over all that a panel is made of. */
export async function styleProblems(pack: Package): Promise<Problem[]> {
  const eslint = new ESLint({ cwd: repoRoot });
  const folder = path.join(pack.root, pack.folder, 'main/default/lwc');
  const files = pack.bundles.flatMap((bundle) =>
    ['.ts', '.html', '.css'].flatMap((ending) => filesOf(bundle, ending, folder)),
  );
  const problems: Problem[] = [];
  for (const name of files) {
    const file = path.relative(pack.root, name).split(path.sep).join('/');
    // The rules of a file are those of its place in this project, wherever the package stands.
    const [result] = await eslint.lintText(fs.readFileSync(name, 'utf8'), {
      filePath: path.join(repoRoot, file),
      warnIgnored: true,
    });
    for (const { line, message, ruleId } of result?.messages ?? []) {
      problems.push({ file, line: line ?? 1, message: `${message} (${ruleId ?? 'ESLint'})` });
    }
  }
  return problems;
}
