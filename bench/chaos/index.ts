/**
 * `npm run chaos -- [--rounds N] [--store pglite|postgres] [--replicas N] [--seed S] [--orders N] [--json]`: rounds of
 * things that go wrong (faults.ts) while a shop is read and people are at work in it; after each, both sides must agree
 * exactly. The same seed chooses the same faults.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { command, count, databaseOption, seed as seedOf } from '../../scripts/command.ts';
import { embedded, folderInMemory, ownServer } from './database.ts';
import { runRound } from './round.ts';

interface Options {
  readonly rounds: number;
  readonly store: string;
  readonly replicas: number;
  readonly seed: number;
  readonly orders: number;
  readonly json?: true;
}

const options = command('chaos --', 'Rounds of things that go wrong; both sides must agree.')
  .option('--rounds <count>', 'how many', count, 5)
  .addOption(databaseOption())
  .option('--replicas <count>', 'of the middleware, where the store is postgres', count, 3)
  .option('--seed <number>', 'the same one chooses the same faults', seedOf, 1)
  .option('--orders <count>', 'orders in the shop', count, 600)
  .option('--json', 'print one JSON object on the last line')
  .parse()
  .opts<Options>();

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const { rounds, orders } = options;
process.env['TMPDIR'] = folderInMemory() ?? os.tmpdir();
// So many processes are started that compiling the same source again and again would be most of the work.
const compiled = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-compiled-'));
process.env['NODE_COMPILE_CACHE'] = compiled;
const databases = await (options.store === 'postgres' ? ownServer() : embedded());
const replicas = databases.restart ? options.replicas : 1;
const found = { lost: 0, duplicated: 0, stale: 0 };
const faults: Record<string, number> = {};
const [settled, took]: [number[], number[]] = [[], []];

try {
  for (let round = 1; round <= rounds; round += 1) {
    const seed = options.seed + round - 1;
    const result = await runRound({ seed, databases, replicas, orders });
    for (const fault of result.faults) faults[fault] = (faults[fault] ?? 0) + 1;
    settled.push(result.settledMs);
    took.push(result.tookMs);
    const { lost, duplicated, stale } = result.disagreement;
    found.lost += lost.length;
    found.duplicated += duplicated.length;
    found.stale += stale.length;
    const verdict = `lost ${lost.length}, duplicated ${duplicated.length}, stale ${stale.length}`;
    const whole = (result.tookMs / 1000).toFixed(1);
    const after = (result.settledMs / 1000).toFixed(1);
    say(
      `${round}/${rounds} seed ${seed}: ${result.changes} changes, ${verdict}, ${after} s after the last fault; ${whole} s in all`,
    );
    say(`  ${result.faults.join(', ')}`);
    for (const line of [...lost, ...duplicated, ...stale].slice(0, 20)) say(`  ${line}`);
  }
} finally {
  await databases.stop();
  fs.rmSync(compiled, { recursive: true, force: true });
}

const goals = Object.entries(found).map(([name, measured]) => ({
  name,
  goal: 0,
  measured,
  met: measured === 0,
}));
const { lost, duplicated, stale } = found;
const longest = Math.round(Math.max(0, ...settled));
const typical = Math.round(took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0);
say(
  `${rounds} rounds on ${options.store}: lost ${lost}, duplicated ${duplicated}, stale ${stale}; longest until both sides agreed: ${longest} ms; a round takes ${typical} ms (median)`,
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
      medianRoundMs: typical,
      goals,
    }),
  );
}
process.exitCode = goals.every(({ met }) => met) ? 0 : 1;
