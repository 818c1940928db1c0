/**
 * What it costs to read a whole history again in which nothing has changed.
 *
 *     npm run bench -- noop [--orders 100000] [--runs 3] [--store pglite] [--json]
 */
import { command, count, databaseOption } from '../../scripts/command.ts';
import { Setting } from '../backfill/setting.ts';
import { backfill } from '../real-input/middleware.ts';
import { Report } from '../report.ts';

const {
  orders,
  runs,
  store,
  json = false,
} = command(
  'bench -- noop',
  'What it costs to read a whole history again in which nothing has changed.',
)
  .option('--orders <count>', 'orders in the shop', count, 100_000)
  .option('--runs <count>', 'how often it is read again', count, 3)
  .addOption(databaseOption())
  .option('--json', 'print one JSON object on the last line')
  .parse()
  .opts<{ orders: number; runs: number; store: string; json?: true }>();
const report = new Report(`noop on ${store}`);
const setting = await Setting.open(store);
try {
  await setting.openShop(orders);
  await setting.withOrg(async (org) => {
    const env = await setting.environment(org);
    await backfill(env);
    for (let run = 0; run < runs; run += 1) {
      const again = await backfill(env);
      const unchanged = again.stores[0]?.counts['unchanged'] ?? 0;
      if (unchanged < orders) throw new Error(`Only ${unchanged} of ${orders} were unchanged`);
      report.add('rows written', again.rowsWritten, 'rows');
      report.add('Salesforce calls', again.apiCalls, 'calls');
      report.add('orders a second', orders / again.seconds, 'orders/s');
      report.add('CPU of the middleware', again.cpuSeconds, 's');
      report.add('peak memory', again.peakMemoryMB, 'MB');
    }
  });
} finally {
  await setting.close();
}
report.atMost('rows written', 0);
report.atMost('Salesforce calls', 2);
report.print(json);
process.exit();
