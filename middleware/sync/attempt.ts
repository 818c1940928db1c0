import { Failure, failureOf } from '../common/errors.ts';
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
    await probe(store, pass, signal);
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

/** Somebody waits, but not until a shop is back. */
const patienceMs = 5000;

/**
 * Does what somebody waits for, who is told of a failure: where the store's brake goes on holding, nobody is asked.
 * Throws Failure.
 */
export async function attemptNow<T>(
  store: StoreSetup,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const soon = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const pass = await store.brake.enter(soon);
  try {
    signal.throwIfAborted();
    if (store.brake.holds && !pass.isProbe) throw isAway(store);
    await probe(store, pass, signal);
    const result = await work();
    pass.succeeded();
    return result;
  } catch (error) {
    const failure = failureOf(error);
    if (signal.aborted || failure.heldBack || !failure.retryable) pass.ended();
    else pass.failed(failure);
    throw error;
  }
}

function isAway({ store }: StoreSetup): Failure {
  const message = `The shop of store ${store}, or Salesforce, does not answer for now`;
  const action = 'It is asked again by itself: the log says when.';
  return new Failure(message, { kind: 'unavailable', action, heldBack: true });
}

async function probe(store: StoreSetup, pass: Pass, signal: AbortSignal): Promise<void> {
  if (!pass.isProbe || !store.probe) return;
  await store.probe(signal);
  pass.answered();
}

async function settle(
  { log, metrics }: AttemptSetup,
  setup: StoreSetup,
  failure: Failure,
  pass: Pass,
): Promise<Exclude<Attempt<never>, { state: 'done' }>> {
  const { store } = setup;
  const { kind, message, action, heldBack: held } = failure;
  // Of what is held back there are figures of its own.
  if (!held) metrics.failed(store, kind);
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
  { kind, message, action, needsPerson }: Failure,
): Promise<boolean> {
  if (!needsPerson) return false;
  await memory.stops.set({ store, kind, message, action, stoppedAt: now().toISOString() });
  return true;
}
