/**
 * Would force-app deploy? `npm run check:deploy` says so in seconds and without an org.
 */
import path from 'node:path';
import { checkDeploy } from './check.ts';
import { print } from './problem.ts';

const limits = `No org was asked. Not checked: formulas, what flows do, whether the org has the edition, features and licences
that the package needs, names already taken there, and standard fields younger than the catalogue
(docs/deploy-gate.md lists all of it).
\`npm run deploy -- --dry-run --target-org NAME\` lets an org answer.`;

async function main(): Promise<void> {
  const started = performance.now();
  const { files, problems } = await checkDeploy(path.resolve(import.meta.dirname, '../..'));
  for (const problem of problems) process.stderr.write(`${print(problem)}\n`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const found = problems.length === 0 ? 'nothing found' : `${problems.length} problem(s)`;
  process.stdout.write(`Deploy gate: ${files} files, ${found}, ${seconds} s\n`);
  if (problems.length === 0) process.stdout.write(`${limits}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

await main();
