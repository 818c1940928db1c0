/**
 * `npm run rules -- [PART …]`: switches each rule of local-org off in turn, runs the tests that belong to it, and names
 * every rule that none of them misses. `--write` writes the tables of rules into the docs instead.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { registry, type RuleId } from '../../sandbox/local-org/rules/registry.ts';
import { writeTables } from './docs.ts';
import { runTest } from './run-test.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Works a list off, a few at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** `bulk` stands for all rules of that part. */
function chosen(): RuleId[] {
  const all = [...registry.keys()];
  if (positionals.length === 0) return all;
  const some = all.filter((id) =>
    positionals.some((part) => id === part || id.startsWith(`${part}.`)),
  );
  if (some.length === 0) throw new Error(`There is no rule ${positionals.join(', ')}`);
  return some;
}

/** A test that fails anyway would seem to miss every rule. */
async function failing(ids: readonly RuleId[]): Promise<string[]> {
  const tests = new Set(ids.flatMap((id) => registry.get(id)?.tests ?? []));
  const failed: string[] = [];
  await each([...tests], async (test) => {
    if (!(await runTest(test))) failed.push(test);
  });
  return failed;
}

async function isMissed(id: RuleId): Promise<boolean> {
  for (const test of registry.get(id)?.tests ?? []) if (!(await runTest(test, id))) return true;
  return false;
}

async function check(): Promise<void> {
  const started = performance.now();
  const ids = chosen();
  const broken = await failing(ids);
  if (broken.length > 0) {
    say(`With every rule in force these tests fail: ${broken.join(', ')}`);
    process.exitCode = 1;
    return;
  }
  const free: RuleId[] = [];
  await each(ids, async (id) => {
    if (!(await isMissed(id))) free.push(id);
  });
  for (const id of free.sort()) {
    const { says, tests } = registry.get(id) ?? { says: '', tests: [] };
    say(`${id}: no test misses it (${says}); looked at ${tests.join(', ')}`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  say(`${ids.length} rules, ${free.length} that no test misses, ${seconds} s`);
  if (free.length > 0) process.exitCode = 1;
}

if (options.write) await writeTables();
else await check();
