export { compileCheck as compileProblems } from './lwc-compile.ts';
export { staleFiles, writeStale } from './strip-types.ts';

import { compileCheck } from './lwc-compile.ts';
import { typeProblems } from './type-check.ts';

/** Everything that would keep the panels from running in an org, one line each. */
export async function panelProblems(): Promise<string[]> {
  const problems = [...typeProblems(), ...(await compileCheck())];
  return problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}
