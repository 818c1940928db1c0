/**
 * Strips the types from every panel module, so that the platform finds the `.js` it deploys beside the `.ts` we write.
 *
 *   node scripts/build-panels.ts           writes what has changed
 *   node scripts/build-panels.ts --check   writes nothing; fails when a .js is missing, stale or orphaned, when types
 *                                          do not fit, or when the LWC compiler refuses a bundle
 */
import { panelProblems, staleFiles, writeStale } from './panels/index.ts';

async function main(): Promise<void> {
  if (!process.argv.includes('--check')) {
    const written = await writeStale();
    process.stdout.write(`Panels: ${written.length} module(s) compiled\n`);
    return;
  }
  const problems = [...(await staleFiles()), ...(await panelProblems())];
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.stdout.write(problems.length === 0 ? 'Panels: compiled, fresh and accepted\n' : '');
  process.exitCode = problems.length === 0 ? 0 : 1;
}

await main();
