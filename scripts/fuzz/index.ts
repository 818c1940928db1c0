/**
 * `npm run fuzz [-- --seconds 60 --seed N --json]`: what comes from outside, made up and bent. No crash, no 5xx, nothing
 * taken that should not be. Exit code 1 where something was found; the same seed finds it again.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './run.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    json: { type: 'boolean', default: false },
  },
});
const result = await fuzz(Number(values.seconds), Number(values.seed));
for (const { target, seed, example } of result.findings) {
  process.stdout.write(`FOUND in ${target} (seed ${seed}): ${example}\n`);
}
const counts = Object.entries(result.inputs).map(([name, count]) => `${name} ${count}`);
process.stdout.write(
  `${result.findings.length} found in ${counts.join(', ')} inputs, seed ${result.seed}\n`,
);
if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'fuzz', ...result })}\n`);
process.exit(result.findings.length > 0 ? 1 : 0);
