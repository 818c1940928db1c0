/**
 * How fast a shop's whole history comes into an org: the real middleware from the shop's wire format to the last answer
 * of Salesforce, beside a bare upload of the very same rows in the same chunks, and beside jsforce's `bulk2` and the
 * Salesforce CLI with the same rows ready-made. Each gets a fresh local-org.
 *
 *     npm run bench -- backfill [--orders 100000] [--times 10] [--runs 3] [--store pglite] [--json]
 *
 * `--times`: the same again with so many times the orders, without the tools that cannot take as much; 1 leaves it out.
 */
import { command, count, databaseOption } from '../../scripts/command.ts';
import { bareUploadSeconds } from '../real-input/bare-upload.ts';
import { backfill } from '../real-input/middleware.ts';
import type { Org } from '../real-input/world.ts';
import { Report } from '../report.ts';
import { chunksIn, wholeTables } from './files.ts';
import { rowsOf } from './history.ts';
import { jsforceSeconds, sfSeconds } from './others.ts';
import { Setting } from './setting.ts';

const {
  orders,
  times,
  runs,
  store,
  json = false,
} = command('bench -- backfill', "How fast a shop's whole history comes into an org.")
  .option('--orders <count>', 'orders in the shop', count, 100_000)
  .option('--times <count>', 'then so many times the orders; 1 leaves it out', count, 10)
  .option('--runs <count>', 'runs of each', count, 3)
  .addOption(databaseOption())
  .option('--json', 'print one JSON object on the last line')
  .parse()
  .opts<{ orders: number; times: number; runs: number; store: string; json?: true }>();
const mostMemoryMB = store === 'pglite' ? 400 : 300;
const report = new Report(`backfill on ${store}`);
const setting = await Setting.open(store);
const kept = setting.folder('kept');
const tables = setting.folder('tables');

/** A figure of so many orders. */
function named(name: string, count: number): string {
  return `${name}, ${count.toLocaleString('en')} orders`;
}

async function pipeline(count: number): Promise<number> {
  return setting.withOrg(async (org) => {
    const result = await backfill(await setting.environment(org), ['--keep-spool', kept]);
    if (result.rowsWritten !== rowsOf(count)) {
      throw new Error(`${result.rowsWritten} rows written, not ${rowsOf(count)}`);
    }
    report.add(named('rows a second', count), result.rowsPerSecond, 'rows/s');
    report.add(named('peak memory', count), result.peakMemoryMB, 'MB');
    report.add(named('CPU of the middleware', count), result.cpuSeconds, 's');
    report.add(named('API calls', count), result.apiCalls, 'calls');
    report.add(named('backfill', count), result.seconds, 's');
    return result.seconds;
  });
}

async function run(count: number, withOthers: boolean): Promise<void> {
  const seconds = await pipeline(count);
  const bare = await bareUploadSeconds(setting.world, kept);
  report.add(named('bare upload', count), bare, 's');
  report.add(named('times the bare upload', count), seconds / bare, '×');
  if (withOthers) await compareWithOthers(count, seconds);
  setting.remove('kept');
}

async function compareWithOthers(count: number, seconds: number): Promise<void> {
  const files = await wholeTables(chunksIn(kept), tables);
  const jsforce = await tried((org) => jsforceSeconds(org, files));
  const home = setting.folder('sf-home');
  const sf = await tried((org) => sfSeconds(org, files, home));
  setting.remove('tables');
  setting.remove('sf-home');
  report.add(named('jsforce bulk2', count), jsforce, 's');
  report.add(named('sf data upsert bulk', count), sf, 's');
  report.add(named('times jsforce bulk2', count), seconds / jsforce, '×');
  report.add(named('times sf data upsert bulk', count), seconds / sf, '×');
}

/** A tool that loses its connection and gives up begins anew in another org; only a time that it finished counts. */
async function tried(work: (org: Org) => Promise<number>): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await setting.withOrg(work);
    } catch (error) {
      process.stderr.write(`Attempt ${attempt}: ${error instanceof Error ? error.message : ''}\n`);
      if (attempt === 3) throw error;
    }
  }
}

function judge(count: number): void {
  report.ratio(named('backfill', count), named('bare upload', count));
  report.atLeast(named('rows a second', count), 60_000);
  report.atMost(named('times the bare upload', count), 1.5);
  report.atMost(named('peak memory', count), mostMemoryMB);
}

try {
  await setting.openShop(orders);
  for (let count = 0; count < runs; count += 1) await run(orders, true);
  judge(orders);
  report.atMost(named('times jsforce bulk2', orders), 1);
  report.atMost(named('times sf data upsert bulk', orders), 1);
  if (times > 1) {
    const more = orders * times;
    await setting.openShop(more);
    for (let count = 0; count < runs; count += 1) await run(more, false);
    judge(more);
    const growth =
      report.median(named('peak memory', more)) / report.median(named('peak memory', orders));
    report.add(`growth of the peak at ${times} times the size`, growth, '×');
    report.atMost(`growth of the peak at ${times} times the size`, 1.15);
  }
} finally {
  await setting.close();
}
report.print(json);
process.exit();
