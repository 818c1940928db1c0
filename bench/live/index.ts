/**
 * `npm run bench -- live [--rates 10,50,200] [--seconds 60] [--runs 1] [--json]`: how long a change in the shop takes
 * until the org shows it, at several rates, with the distance of a real shop and a real org in between; how many calls
 * to Salesforce that takes; and how fast deliveries are answered while a first read is under way.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../../sandbox/random.ts';
import { amount, command, count } from '../../scripts/command.ts';
import { Operation } from '../operation/operation.ts';
import { Traffic } from '../operation/traffic.ts';
import { Report } from '../report.ts';
import { acknowledge } from './acknowledge.ts';
import { percentile, Watch } from './watch.ts';

interface Options {
  /** Changes a second, one after the other. */
  readonly rates: readonly number[];
  readonly seconds: number;
  readonly runs: number;
  readonly ackOrders: number;
  readonly ackSeconds: number;
  readonly json?: true;
}

const ratesOf = (text: string): number[] => text.split(',').map(amount);
const {
  rates,
  seconds,
  runs,
  ackOrders,
  ackSeconds,
  json = false,
} = command('bench -- live', 'How long a change in the shop takes until the org shows it.')
  .option('--rates <list>', 'changes a second', ratesOf, [10, 50, 200])
  .option('--seconds <number>', 'so long at each rate', amount, 60)
  .option('--runs <count>', 'runs of each', count, 1)
  .option('--ack-orders <count>', 'orders of the first read beside deliveries', count, 50_000)
  .option('--ack-seconds <number>', 'so long deliveries come meanwhile', amount, 20)
  .option('--json', 'print one JSON object on the last line')
  .parse()
  .opts<Options>();

/** Shopify Plus gives 1,000 points a second, an Enterprise plan 2,000: https://shopify.dev/docs/api/usage/limits */
const plan = 2000;
const shopMs = 80;
const orgMs = 150;
const patienceMs = 60_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const report = new Report('live');

async function measureRates(): Promise<void> {
  const operation = await Operation.start({
    plan,
    onRequest: ({ path }) => (path.startsWith('/admin/api') ? { delayMs: shopMs } : undefined),
  });
  try {
    const { faults } = operation.org;
    const calls = faults.plan({
      path: /./,
      times: Infinity,
      effect: { kind: 'delay', ms: orgMs },
    });
    const replica = await operation.startReplica('middleware');
    if (!(await replica.ready(120_000))) throw new Error('The middleware did not get ready');
    await operation.firstRead(120_000);
    const watch = new Watch(operation.org);
    const weights = { place: 5, ship: 3, refund: 2 };
    const traffic = new Traffic(operation.shop, weights, new Random(2026));
    for (const rate of rates) await measureRate(traffic, watch, rate, () => calls.hits);
    await watch.close();
  } finally {
    await operation.stop();
  }
}

async function measureRate(
  traffic: Traffic,
  watch: Watch,
  rate: number,
  calls: () => number,
): Promise<void> {
  const callsBefore = calls();
  watch.tookMs.length = 0;
  const changes = await drive(traffic, watch, rate);
  const lost = await watch.settled(patienceMs);
  const used = calls() - callsBefore;
  const at = `at ${rate}/s`;
  for (const [name, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const) {
    report.add(`shop to org ${at}, ${name}`, percentile(watch.tookMs, share), 'ms');
  }
  report.add(`Salesforce calls per 1,000 changes ${at}`, (used / changes) * 1000, 'calls');
  report.add(`lost ${at}`, lost, 'changes');
  say(`${at}: ${changes} changes, ${used} calls, ${lost} lost`);
}

/** So many changes a second, evenly. */
async function drive(traffic: Traffic, watch: Watch, rate: number): Promise<number> {
  const total = rate * seconds;
  const started = performance.now();
  for (let made = 0; made < total;) {
    const due = Math.min(total, Math.ceil(((performance.now() - started) / 1000) * rate));
    for (; made < due; made += 1) {
      const at = performance.now();
      const { order } = traffic.next();
      if (order) watch.expect(order, at);
    }
    await wait(5);
  }
  return total;
}

say(
  `The shop answers after ${shopMs} ms and gives ${plan} points a second (Enterprise), the org after ${orgMs} ms`,
);
for (let run = 0; run < runs; run += 1) {
  await measureRates();
  const acks = await acknowledge(ackOrders, ackSeconds);
  report.add('answer to a delivery, p50', acks.p50, 'ms');
  report.add('answer to a delivery, p99', acks.p99, 'ms');
  report.add('deliveries not taken', acks.sent - acks.taken, 'deliveries');
  report.add('orders of deliveries not in the org', acks.missing, 'orders');
}
if (rates.includes(50)) {
  report.atMost('shop to org at 50/s, p95', 2000);
  report.atMost('Salesforce calls per 1,000 changes at 50/s', 20);
}
if (rates.includes(200)) report.atMost('shop to org at 200/s, p95', 4000);
for (const rate of rates) report.atMost(`lost at ${rate}/s`, 0);
report.atMost('answer to a delivery, p99', 50);
report.atMost('deliveries not taken', 0);
report.atMost('orders of deliveries not in the org', 0);
report.print(json);
