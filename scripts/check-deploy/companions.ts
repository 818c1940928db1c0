import fs from 'node:fs';
import path from 'node:path';
import { bundles, filesOf, repoRoot } from '../panels/bundles.ts';
import { staleFiles } from '../panels/strip-types.ts';
import type { Problem } from './problem.ts';

/** A panel deploys as what stands in its folder, whole or not: a forgotten file is no error to Salesforce's tools. */
export async function companionProblems(root: string, packageDir: string): Promise<Problem[]> {
  const folder = path.join(packageDir, 'main/default/lwc');
  const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  const missing = bundles(folder).flatMap((bundle) => bundleProblems(bundle, folder));
  return [...missing, ...(await staleProblems(folder))].map((problem) => ({
    ...problem,
    file: relative(problem.file),
  }));
}

function bundleProblems(bundle: string, folder: string): Problem[] {
  const file = (ending: string): string => path.join(folder, bundle, `${bundle}.${ending}`);
  const has = (ending: string): boolean => fs.existsSync(file(ending));
  const missing = (ending: string, message: string): Problem => {
    return { file: file(ending), line: 1, message };
  };
  const problems: Problem[] = [];
  if (!has('js-meta.xml')) problems.push(missing('js-meta.xml', `${bundle} lacks this file`));
  const isOnlyStyles = has('css') && !has('html');
  if (!has('ts') && !isOnlyStyles) problems.push(missing('ts', `${bundle} lacks its module`));
  const draws = has('ts') && /^export default class\b/m.test(fs.readFileSync(file('ts'), 'utf8'));
  if (draws && !has('html') && !isExtended(bundle, folder)) {
    problems.push(missing('html', `${bundle} lacks its template`));
  }
  if (!draws && has('html')) {
    problems.push(missing('html', `${bundle}.ts draws nothing, so this template is never shown`));
  }
  return problems;
}

/** What only others are made from has nothing to draw. */
function isExtended(bundle: string, folder: string): boolean {
  const imported = new RegExp(`^import (\\w+)[^;]* from 'c/${bundle}'`, 'm');
  return bundles(folder)
    .flatMap((other) => filesOf(other, '.ts', folder))
    .some((file) => {
      const source = fs.readFileSync(file, 'utf8');
      const name = imported.exec(source)?.[1];
      return name !== undefined && source.includes(` extends ${name} `);
    });
}

/** Only the compiled modules deploy. */
async function staleProblems(folder: string): Promise<Problem[]> {
  const files = bundles(folder).flatMap((bundle) => filesOf(bundle, '.ts', folder));
  if (files.length === 0) return [];
  const stale = await staleFiles(folder);
  return stale.map((text) => {
    const [file = '', ...rest] = text.split(' ');
    return { file: path.resolve(repoRoot, file), line: 1, message: rest.join(' ') };
  });
}
