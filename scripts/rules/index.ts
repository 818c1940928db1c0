/**
 * `npm run rules -- [PART …] [--minutes N]`: switches each rule of local-org off in turn, runs the tests that belong to
 * it, and names every rule that none of them misses. `--write` writes the tables of rules into the docs instead.
 */
import { parseArgs } from 'node:util';
import { registry, type RuleId } from '../../sandbox/local-org/rules/registry.ts';
import { check } from './check.ts';
import { writeTables } from './docs.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '15' },
  },
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);

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

const minutes = (): number => {
  const given = Number(options.minutes);
  if (!(given > 0)) throw new Error(`--minutes ${options.minutes} is no number above 0`);
  return given;
};

async function checkRules(): Promise<void> {
  const started = performance.now();
  const ids = chosen();
  const { broken, free, hung, unchecked } = await check(ids, started + minutes() * 60_000);
  if (broken.length > 0) say(`With every rule in force these tests fail: ${broken.join(', ')}`);
  for (const id of free) {
    const { says, tests } = registry.get(id) ?? { says: '', tests: [] };
    say(`${id}: no test misses it (${says}); looked at ${tests.join(', ')}`);
  }
  for (const id of hung) say(`${id}: a test waits for ever without it; give it a time-out`);
  if (unchecked.length > 0) say(`Not looked at: ${unchecked.join(', ')}`);
  const seconds = Math.round((performance.now() - started) / 1000);
  say(`${ids.length} rules, ${free.length} that no test misses, ${seconds} s`);
  if (broken.length + free.length + hung.length + unchecked.length > 0) process.exitCode = 1;
}

if (options.write) await writeTables();
else await checkRules();
