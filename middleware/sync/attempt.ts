import { failureOf, type Failure } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { Pass } from './brake.ts';
import type { Metrics } from './metrics.ts';
import type { StoreSetup } from './store-setup.ts';

export interface AttemptSetup {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
}

export type Attempt<T> =
  | { readonly state: 'done'; readonly result: T }
  /** It can succeed later; `held`: only this kind of work waits so long, not everything of the store. */
  | { readonly state: 'failed'; readonly waitMs: number; readonly held: boolean }
  /** A person has to put something right first. */
  | { readonly state: 'stopped' };

/**
 * Does a piece of a store's work unless the store is stopped, after whatever its brake holds it back for; whoever goes
 * ahead after a pause first asks both sides whether they are there. A failure is told, and its kind decides: `config` and
 * `auth` stop the store, the others are waited out. Throws where it is cut off. `given`: does not wait.
 */
export async function attempt<T>(
  setup: AttemptSetup,
  store: StoreSetup,
  work: () => Promise<T>,
  given?: Pass,
): Promise<Attempt<T>> {
  const { signal } = setup;
  const pass = given ?? (await store.brake.enter(signal));
  try {
    signal.throwIfAborted();
    if (await isStopped(store)) {
      pass.ended();
      return { state: 'stopped' };
    }
    if (pass.isProbe && store.probe) {
      await store.probe(signal);
      pass.answered();
    }
    const result = await work();
    pass.succeeded();
    return { state: 'done', result };
  } catch (error) {
    if (signal.aborted) {
      pass.ended();
      throw error;
    }
    return settle(setup, store, failureOf(error), pass);
  }
}

async function settle(
  { log, metrics }: AttemptSetup,
  setup: StoreSetup,
  failure: Failure,
  pass: Pass,
): Promise<Exclude<Attempt<never>, { state: 'done' }>> {
  const { store } = setup;
  const { kind, message, action, heldBack: held } = failure;
  metrics.failed(store, kind);
  if (await stopStore(setup, failure)) {
    pass.ended();
    const next = 'The store is stopped: when it is mended, run "orderlens sync".';
    log.error({ store, kind, action, next }, message);
    return { state: 'stopped' };
  }
  if (held) pass.ended();
  const waitMs = held ? (failure.retryAfterMs ?? 0) : pass.failed(failure);
  const next = `It will be tried again in ${Math.ceil(waitMs / 1000)} s.`;
  log[held ? 'info' : 'error']({ store, kind, action, next }, message);
  return { state: 'failed', waitMs, held };
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
