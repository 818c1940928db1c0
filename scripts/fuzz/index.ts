/**
 * `npm run fuzz [-- --seconds 60 --seed N --json]`: what comes from outside, made up and bent. No crash, no 5xx, nothing
 * taken that should not be. Exit code 1 where something was found; the same seed finds it again.
 */
import { amount, command, seed as seedOf } from '../command.ts';
import { fuzz } from './run.ts';

const { seconds, seed, json } = command('fuzz --', 'What comes from outside, made up and bent.')
  .option('--seconds <number>', 'how long', amount, 60)
  .option('--seed <number>', 'the same one makes up the same; usual: another each time', seedOf)
  .option('--json', 'print one JSON object on the last line')
  .parse()
  .opts<{ seconds: number; seed?: number; json?: true }>();
const result = await fuzz(seconds, seed ?? Date.now() % 1_000_000_000);
for (const { target, seed, example } of result.findings) {
  process.stdout.write(`FOUND in ${target} (seed ${seed}): ${example}\n`);
}
const counts = Object.entries(result.inputs).map(([name, count]) => `${name} ${count}`);
process.stdout.write(
  `${result.findings.length} found in ${counts.join(', ')} inputs, seed ${result.seed}\n`,
);
if (json) process.stdout.write(`${JSON.stringify({ bench: 'fuzz', ...result })}\n`);
process.exit(result.findings.length > 0 ? 1 : 0);
