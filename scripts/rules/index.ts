/**
 * `npm run rules -- [PART …] [--minutes N]`: switches each rule of local-org off in turn, runs the tests that belong to
 * it, and names every rule that none of them misses. `--write` writes the tables of rules into the docs instead.
 */
import { registry, type RuleId } from '../../sandbox/local-org/rules/registry.ts';
import { amount, command } from '../command.ts';
import { check } from './check.ts';
import { writeTables } from './docs.ts';

const rules = command('rules --', 'Switches each rule of local-org off: a test has to miss it.')
  .argument('[parts...]', 'only these rules, or all of a part, such as bulk; usual: all')
  .option('--minutes <number>', 'what is not looked at by then is named', amount, 15)
  .option('--write', 'write the tables of rules into the docs instead')
  .parse();
const options = rules.opts<{ minutes: number; write?: true }>();

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** `bulk` stands for all rules of that part. */
function chosen(): RuleId[] {
  const all = [...registry.keys()];
  if (rules.args.length === 0) return all;
  const some = all.filter((id) =>
    rules.args.some((part) => id === part || id.startsWith(`${part}.`)),
  );
  if (some.length === 0) rules.error(`error: there is no rule ${rules.args.join(', ')}`);
  return some;
}

async function checkRules(): Promise<void> {
  const started = performance.now();
  const ids = chosen();
  const { broken, free, hung, unchecked } = await check(ids, started + options.minutes * 60_000);
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
