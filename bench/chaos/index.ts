/**
 * `npm run chaos -- [--rounds N] [--store pglite|postgres] [--replicas N] [--seed S] [--orders N] [--json]`: rounds of
 * things that go wrong (faults.ts) while a shop is read and people are at work in it; after each, both sides must agree
 * exactly. The same seed chooses the same faults.
 */
import { parseArgs } from 'node:util';
import { ownServer } from './database.ts';
import { runRound } from './round.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    store: { type: 'string', default: 'pglite' },
    replicas: { type: 'string' },
    seed: { type: 'string', default: '1' },
    orders: { type: 'string', default: '600' },
    json: { type: 'boolean', default: false },
  },
});
if (options.store !== 'pglite' && options.store !== 'postgres') {
  process.stderr.write(`--store ${options.store}: pglite or postgres\n`);
  process.exit(2);
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const rounds = Number(options.rounds);
const server = options.store === 'postgres' ? await ownServer() : null;
const replicas = server ? Number(options.replicas ?? 3) : 1;
const found = { lost: 0, duplicated: 0, stale: 0 };
const faults: Record<string, number> = {};
const settled: number[] = [];

try {
  for (let round = 1; round <= rounds; round += 1) {
    const seed = Number(options.seed) + round - 1;
    const result = await runRound({ seed, server, replicas, orders: Number(options.orders) });
    for (const fault of result.faults) faults[fault] = (faults[fault] ?? 0) + 1;
    settled.push(result.settledMs);
    const { lost, duplicated, stale } = result.disagreement;
    found.lost += lost.length;
    found.duplicated += duplicated.length;
    found.stale += stale.length;
    const verdict = `lost ${lost.length}, duplicated ${duplicated.length}, stale ${stale.length}`;
    const after = (result.settledMs / 1000).toFixed(1);
    say(
      `${round}/${rounds} seed ${seed}: ${result.changes} changes, ${verdict}, ${after} s after the last fault`,
    );
    say(`  ${result.faults.join(', ')}`);
    for (const line of [...lost, ...duplicated, ...stale].slice(0, 20)) say(`  ${line}`);
  }
} finally {
  await server?.stop();
}

const goals = Object.entries(found).map(([name, measured]) => ({
  name,
  goal: 0,
  measured,
  met: measured === 0,
}));
const { lost, duplicated, stale } = found;
const longest = Math.round(Math.max(0, ...settled));
say(
  `${rounds} rounds on ${options.store}: lost ${lost}, duplicated ${duplicated}, stale ${stale}; longest until both sides agreed: ${longest} ms`,
);
if (options.json) {
  say(
    JSON.stringify({
      rounds,
      store: options.store,
      replicas,
      ...found,
      faults,
      longestMs: longest,
      goals,
    }),
  );
}
process.exitCode = goals.every(({ met }) => met) ? 0 : 1;
