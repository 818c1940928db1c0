import { Counter, Gauge, Registry } from 'prom-client';
import { watchOrg, type OrgWatch } from './org-metrics.ts';
import type { ParityCheck } from '../store/parity-checks.ts';
import type { Stop } from '../store/stops.ts';
import { noCounts, type Counts } from './counts.ts';
import type { DeliveryFate } from './inbox.ts';
import type { Progress } from './store-setup.ts';

/** Counters of what lanes do, fed from their progress. */
export interface Metrics {
  readonly registry: Registry;
  progress(progress: Progress): void;
  checked(store: string, at: Date): void;
  failed(store: string, kind: string): void;
  webhookReceived(store: string, fate: DeliveryFate): void;
}

/** Both sides of a store were compared; UTC ISO-8601. */
type Comparison = Pick<ParityCheck, 'store' | 'endedAt' | 'differing'>;

/**
 * `nudges`: how many wait, by store. `stops`: which stores are stopped. `org`: how its limits stand. `comparisons`: the last
 * of each store, whoever made it. All are asked whenever somebody looks.
 */
export function createMetrics(
  nudges?: () => Promise<ReadonlyMap<string, number>>,
  stops?: () => Promise<readonly Pick<Stop, 'store' | 'kind'>[]>,
  org?: OrgWatch,
  comparisons?: () => Promise<readonly Comparison[]>,
): Metrics {
  const registers = [new Registry()];
  const records = new Counter({
    name: 'orderlens_records_total',
    help: 'Records by what became of them',
    labelNames: ['store', 'model', 'outcome'],
    registers,
  });
  const checkedAt = new Gauge({
    name: 'orderlens_checked_timestamp_seconds',
    help: 'When the store was last read to its end',
    labelNames: ['store'],
    registers,
  });
  const failures = new Counter({
    name: 'orderlens_run_failures_total',
    help: 'Runs that ended in a failure, by its kind',
    labelNames: ['store', 'kind'],
    registers,
  });
  const webhooks = new Counter({
    name: 'orderlens_webhooks_total',
    help: 'Deliveries of webhooks by what became of them',
    labelNames: ['store', 'fate'],
    registers,
  });
  if (nudges) watchNudges(nudges, registers);
  if (stops) watchStops(stops, registers);
  if (org) watchOrg(org, registers);
  if (comparisons) watchComparisons(comparisons, registers);
  const count = countedFrom(records);
  return {
    registry: registers[0]!,
    progress: count,
    checked: (store, at) => checkedAt.set({ store }, at.getTime() / 1000),
    failed: (store, kind) => failures.inc({ store, kind }),
    webhookReceived: (store, fate) => webhooks.inc({ store, fate }),
  };
}

function watchNudges(
  nudges: () => Promise<ReadonlyMap<string, number>>,
  registers: Registry[],
): void {
  const waiting = new Gauge({
    name: 'orderlens_nudges_waiting',
    help: 'Records that are to be read again',
    labelNames: ['store'],
    registers,
    collect: async () => {
      for (const [store, count] of await nudges()) waiting.set({ store }, count);
    },
  });
}

function watchStops(
  stops: () => Promise<readonly Pick<Stop, 'store' | 'kind'>[]>,
  registers: Registry[],
): void {
  const stopped = new Gauge({
    name: 'orderlens_store_stopped',
    help: 'Stores that a person has to put right, by the kind of failure',
    labelNames: ['store', 'kind'],
    registers,
    collect: async () => {
      const all = await stops();
      stopped.reset();
      for (const { store, kind } of all) stopped.set({ store, kind }, 1);
    },
  });
}

function watchComparisons(
  comparisons: () => Promise<readonly Comparison[]>,
  registers: Registry[],
): void {
  const gauge = (name: string, help: string, of: (one: Comparison) => number) => {
    const made: Gauge = new Gauge({
      ...{ name, help, labelNames: ['store'], registers },
      // Each is read as soon as its own has ended.
      collect: async () => {
        const all = await comparisons();
        made.reset();
        for (const one of all) made.set({ store: one.store }, of(one));
      },
    });
  };
  const differing = 'Records that were not the same on both sides when these were last compared';
  gauge('orderlens_parity_differences', differing, (one) => one.differing);
  const endedAt = ({ endedAt }: Comparison) => Date.parse(endedAt) / 1000;
  const compared = 'When both sides were last compared';
  gauge('orderlens_parity_compared_timestamp_seconds', compared, endedAt);
}

/** Progress tells totals of a run; a counter wants what came on top. */
function countedFrom(records: Counter): (progress: Progress) => void {
  const last = new Map<string, Counts>();
  return ({ store, model, counts, done }) => {
    const lane = `${store} ${model}`;
    const latest = last.get(lane) ?? noCounts();
    // A run that failed ends without a word, and the next one begins from nothing.
    const before = counts.read < latest.read ? noCounts() : latest;
    for (const outcome of Object.keys(counts) as (keyof Counts)[]) {
      const more = counts[outcome] - before[outcome];
      if (more > 0) records.inc({ store, model, outcome }, more);
    }
    if (done) last.delete(lane);
    else last.set(lane, { ...counts });
  };
}
