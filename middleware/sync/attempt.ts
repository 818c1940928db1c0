import { failureOf, type Failure } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { Metrics } from './metrics.ts';
import type { StoreSetup } from './store-setup.ts';

export interface AttemptSetup {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
}

export type Attempt<T> =
  | { readonly state: 'done'; readonly result: T }
  /** It can succeed later; everything of the store waits so long. */
  | { readonly state: 'failed'; readonly waitMs: number }
  /** A person has to put something right first. */
  | { readonly state: 'stopped' };

/**
 * Does a piece of a store's work unless the store is stopped, after whatever its brake holds it back for. A failure is
 * told, and its kind decides: `config` and `auth` stop the store, the others are waited out. Throws where it is cut off.
 */
export async function attempt<T>(
  setup: AttemptSetup,
  store: StoreSetup,
  work: () => Promise<T>,
): Promise<Attempt<T>> {
  const { signal } = setup;
  const { brake } = store;
  await brake.free(signal);
  try {
    signal.throwIfAborted();
    if (await isStopped(store)) {
      brake.succeeded();
      return { state: 'stopped' };
    }
    const result = await work();
    brake.succeeded();
    return { state: 'done', result };
  } catch (error) {
    if (signal.aborted) {
      brake.succeeded();
      throw error;
    }
    return settle(setup, store, failureOf(error));
  }
}

async function settle(
  { log, metrics }: AttemptSetup,
  setup: StoreSetup,
  failure: Failure,
): Promise<{ state: 'failed'; waitMs: number } | { state: 'stopped' }> {
  const { store, brake } = setup;
  const { kind, message, action } = failure;
  metrics.failed(store, kind);
  if (await stopStore(setup, failure)) {
    brake.succeeded();
    const next = 'The store is stopped: when it is mended, run "orderlens sync".';
    log.error({ store, kind, action, next }, message);
    return { state: 'stopped' };
  }
  const waitMs = brake.failed(failure);
  const next = `It will be tried again in ${Math.ceil(waitMs / 1000)} s.`;
  log.error({ store, kind, action, next }, message);
  return { state: 'failed', waitMs };
}

export function isStopped({ store, memory }: StoreSetup): Promise<boolean> {
  return memory.stops.has(store);
}

/** Keeps that a person has to put the store right, where the failure is of such a kind; tells whether it is. */
export async function stopStore(
  { store, memory, now }: StoreSetup,
  { kind, message, action }: Failure,
): Promise<boolean> {
  if (kind !== 'config' && kind !== 'auth') return false;
  await memory.stops.set({ store, kind, message, action, stoppedAt: now().toISOString() });
  return true;
}
