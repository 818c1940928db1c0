import { failureOf, type Failure } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { Metrics } from './metrics.ts';
import { drainNudges } from './reread.ts';
import type { StoreSetup } from './store-setup.ts';

export interface LiveSetup {
  readonly stores: readonly StoreSetup[];
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly metrics: Metrics;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** One change in a shop comes as several deliveries: long enough for most of them, too short for anybody to notice. */
const coalesceMs = 200;
const firstBackoffMs = 1000;
const longestBackoffMs = 15 * 60_000;

/**
 * Reads again what shops nudge us about, as soon as it comes, until the signal ends it. Begins with what was left from
 * before. Nothing is lost by a failure: the nudges stay where they are, and are tried again.
 */
export async function runLive(setup: LiveSetup): Promise<void> {
  await Promise.all(setup.stores.map((store) => follow(setup, store)));
}

async function follow(setup: LiveSetup, store: StoreSetup): Promise<void> {
  const { signal, sleep } = setup;
  store.bell.ring();
  for (let failures = 0; ;) {
    await store.bell.heard(signal);
    await sleep(coalesceMs, signal).catch(ignore);
    if (signal.aborted) return;
    const failure = await drain(setup, store);
    failures = failure ? failures + 1 : 0;
    if (!failure) continue;
    store.bell.ring();
    const backoff = Math.min(longestBackoffMs, firstBackoffMs * 2 ** failures);
    await sleep(Math.max(backoff, failure.retryAfterMs ?? 0), signal).catch(ignore);
  }
}

async function drain(setup: LiveSetup, store: StoreSetup): Promise<Failure | undefined> {
  const { signal, log, metrics } = setup;
  try {
    const counts = await store.gate.enter(() => drainNudges(store, signal));
    if (counts.read > 0) log.info({ store: store.store, ...counts }, 'Nudges dealt with');
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    const failure = failureOf(error);
    metrics.failed(store.store, failure.kind);
    const { kind, action, message } = failure;
    const next = 'The nudges are kept and tried again.';
    log.error({ store: store.store, kind, action, next }, message);
    return failure;
  }
}

function ignore(): void {
  // Being stopped while asleep is the usual end.
}
