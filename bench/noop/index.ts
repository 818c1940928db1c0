/**
 * What it costs to read a whole history again in which nothing has changed.
 *
 *     npm run bench -- noop [--orders 100000] [--runs 3] [--store pglite] [--json]
 */
import { parseArgs } from 'node:util';
import { Setting } from '../backfill/setting.ts';
import { backfill } from '../real-input/middleware.ts';
import { Report } from '../report.ts';

const { values: options } = parseArgs({
  options: {
    orders: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '3' },
    store: { type: 'string', default: 'pglite' },
    json: { type: 'boolean', default: false },
  },
});
const orders = Number(options.orders);
const report = new Report(`noop on ${options.store}`);
const setting = await Setting.open(options.store);
try {
  await setting.openShop(orders);
  await setting.withOrg(async (org) => {
    const env = await setting.environment(org);
    await backfill(env);
    for (let run = 0; run < Number(options.runs); run += 1) {
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
report.print(options.json);
process.exit();
