import { Listr } from 'listr2';
import type { Config } from '../config.ts';
import { configFailure } from '../config.ts';
import { openRuntime, type Runtime } from '../runtime.ts';
import { tellBudget } from '../salesforce/budget-words.ts';
import { addCounts, noCounts, type Counts } from '../sync/counts.ts';
import { runStore, type Mode, type StoreRunResult, type StoreSetup } from '../sync/store-run.ts';
import { peakMemoryMB } from './memory.ts';
import { progressLine } from './progress.ts';

export interface RunOptions {
  readonly store?: string;
  readonly json?: boolean;
  readonly keepSpool?: string;
}

/** What `--json` prints. */
interface RunResult {
  readonly stores: readonly {
    store: string;
    complete: boolean;
    /** What a person should know of the shop: history that is cut off, a missing scope. */
    warnings: readonly string[];
    counts: Readonly<Counts>;
  }[];
  readonly rowsWritten: number;
  readonly apiCalls: number;
  /** From the first request to a shop to the last answer of Salesforce. */
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly peakMemoryMB: number;
  /** Of all cores, since the process began. */
  readonly cpuSeconds: number;
}

/** Opens both sides, runs each store in the mode that is asked for, and tells what came of it. Exit code 1 where something has to be tried again. */
export async function runStores(
  config: Config,
  options: RunOptions,
  modeOf: (store: StoreSetup) => Promise<Mode>,
  signal: AbortSignal,
): Promise<void> {
  const runtime = await openRuntime(only(config, options.store), {
    signal,
    keepSpool: options.keepSpool,
    onBudget: (report) => void process.stderr.write(`${tellBudget(report)}\n`),
  });
  try {
    const started = performance.now();
    const results = await runAll(runtime, options, modeOf, signal);
    const result = summarise(results, runtime, (performance.now() - started) / 1000);
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : tell(result));
    if (results.some(({ complete }) => !complete)) process.exitCode = 1;
  } finally {
    await runtime.close();
  }
}

export function only(config: Config, key: string | undefined): Config {
  if (key === undefined) return config;
  const stores = config.stores.filter((store) => store.key === key);
  if (stores.length > 0) return { ...config, stores };
  const known = config.stores.map((store) => store.key).join(', ');
  throw configFailure([`there is no store "${key}" in the stores file, only ${known}`]);
}

async function runAll(
  { stores }: Runtime,
  { json }: RunOptions,
  modeOf: (store: StoreSetup) => Promise<Mode>,
  signal: AbortSignal,
): Promise<StoreRunResult[]> {
  const results: StoreRunResult[] = [];
  const tasks = new Listr(
    stores.map((store) => ({
      title: store.store,
      task: async (_context: unknown, task: { output: string }) => {
        const mode = await modeOf(store);
        results.push(await runWithProgress(store, mode, signal, (line) => (task.output = line)));
      },
      rendererOptions: { persistentOutput: true },
    })),
    // Its own listeners would end the process at Ctrl-C, before anything is closed.
    {
      concurrent: false,
      registerSignalListeners: false,
      renderer: json ? 'silent' : 'default',
      fallbackRenderer: 'simple',
    },
  );
  await tasks.run();
  return results;
}

/** Quick enough to look alive, slow enough to be read in a log. */
const tellEveryMs = process.stdout.isTTY ? 100 : 2000;

function runWithProgress(
  store: StoreSetup,
  mode: Mode,
  signal: AbortSignal,
  tellLine: (line: string) => void,
): Promise<StoreRunResult> {
  let last = 0;
  return runStore(store, mode, signal, (progress) => {
    const now = performance.now();
    if (!progress.done && now - last < tellEveryMs) return;
    last = now;
    tellLine(progressLine(progress));
  });
}

function summarise(
  results: readonly StoreRunResult[],
  { connection }: Runtime,
  seconds: number,
): RunResult {
  const total = results.map(({ counts }) => counts).reduce(addCounts, noCounts());
  return {
    stores: results.map(({ store, complete, report: { warnings }, counts }) => {
      return { store, complete, warnings, counts };
    }),
    rowsWritten: total.rows,
    apiCalls: connection.apiCalls,
    seconds: Math.round(seconds * 1000) / 1000,
    rowsPerSecond: Math.round(total.rows / seconds),
    peakMemoryMB: peakMemoryMB(),
    cpuSeconds: cpuSeconds(),
  };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000) / 1000;
}

function tell(result: RunResult): string {
  const lines = result.stores.flatMap(({ store, counts, complete, warnings }) => {
    const problems = counts.rejected + counts.waiting + counts.retry;
    const more = problems > 0 ? `, ${problems} not (see: orderlens status)` : '';
    const rest = complete ? '' : ' — run it again for the rest';
    return [
      ...warnings.map((warning) => `⚠ ${store}: ${warning}`),
      `${store}: ${counts.written} written, ${counts.unchanged} unchanged${more}${rest}`,
    ];
  });
  const { rowsWritten, apiCalls, seconds, rowsPerSecond } = result;
  lines.push(
    `${rowsWritten} rows in ${seconds} s (${rowsPerSecond} a second), ${apiCalls} requests to Salesforce`,
  );
  return `${lines.join('\n')}\n`;
}
