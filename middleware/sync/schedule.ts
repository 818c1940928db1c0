import { failureOf, type Failure } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { Metrics } from './metrics.ts';
import { runStore, type Mode, type StoreSetup } from './store-run.ts';

export interface ScheduleSetup {
  readonly stores: readonly StoreSetup[];
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly metrics: Metrics;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const longestBackoffMs = 15 * 60_000;

/**
 * Looks at each store for changes until the signal ends it; a store whose first read was never finished is read
 * whole. A failure that a person has to mend stops that store alone, until somebody asks for it; any other is waited out.
 */
export async function runSchedule(setup: ScheduleSetup): Promise<void> {
  await Promise.all(setup.stores.map((store) => keepFresh(setup, store)));
}

async function keepFresh(setup: ScheduleSetup, store: StoreSetup): Promise<void> {
  for (let failures = 0; !setup.signal.aborted;) {
    const failure = await runOnce(setup, store);
    if (setup.signal.aborted) return;
    if (failure && !failure.retryable) {
      await store.due.heard(setup.signal);
      continue;
    }
    failures = failure ? failures + 1 : 0;
    const backoff = Math.min(longestBackoffMs, setup.everyMs * 2 ** failures);
    await untilDue(setup, store, Math.max(backoff, failure?.retryAfterMs ?? 0));
  }
}

async function untilDue(setup: ScheduleSetup, { due }: StoreSetup, ms: number): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([setup.signal, over.signal]);
  await Promise.race([setup.sleep(ms, signal).catch(ignore), due.heard(signal)]);
  over.abort();
}

function ignore(): void {
  // Being stopped while asleep is the usual end.
}

/** What only grows would fill the disk of a service that runs for years. */
async function forgetOld({ memory, now }: StoreSetup): Promise<void> {
  await memory.rejections.forgetPayloads(now());
  await memory.deliveries.purge(now());
  await memory.runs.purge(now());
}

async function runOnce(setup: ScheduleSetup, store: StoreSetup): Promise<Failure | undefined> {
  const { signal, log, metrics } = setup;
  try {
    await forgetOld(store);
    const result = await store.gate.enter(async () =>
      runStore(store, await modeFor(store), signal, metrics.progress),
    );
    if (result.complete) metrics.checked(store.store, store.now());
    log.info({ store: store.store, ...result.counts }, 'Store checked');
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    const failure = failureOf(error);
    metrics.failed(store.store, failure.kind);
    const next = failure.retryable
      ? 'It will be tried again.'
      : 'The store is stopped: when it is mended, run "orderlens sync".';
    log.error(
      { store: store.store, kind: failure.kind, action: failure.action, next },
      failure.message,
    );
    return failure;
  }
}

/** A store whose first read was never finished is read whole. */
export async function modeFor({ source, memory, store }: StoreSetup): Promise<Mode> {
  for (const model of Object.keys(source.read)) {
    const checkpoint = await memory.checkpoints.get(store, model as keyof typeof source.read);
    if (checkpoint && !checkpoint.complete) return 'backfill';
  }
  const checkpoints = await memory.checkpoints.all();
  return checkpoints.some((one) => one.store === store) ? 'delta' : 'backfill';
}
