import { failureOf, type Failure } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { JobQueue } from '../store/job-queue.ts';
import type { StoreSetup } from './store-setup.ts';
import type { Handler } from './worker.ts';

/** Something that is to be done for each store once a day, by whoever owns it then. */
export interface Nightly {
  /** Its name among the jobs. */
  readonly kind: string;
  /** UTC. */
  readonly hour: number;
  /** Whether it is also done whenever a process takes the store over. */
  readonly atOnce?: boolean;
  run(store: StoreSetup, signal: AbortSignal): Promise<void>;
}

const firstPauseMs = 60_000;
const longestPauseMs = 3_600_000;
/** Until somebody says that it is mended. */
const parkedMs = 24 * 3_600_000;
/** With the pauses between them that is nearly a day: then it is the next night's turn. */
const mostTries = 28;

interface NightlySetup {
  readonly queue: Pick<JobQueue, 'send' | 'schedule'>;
  readonly log: Logger;
}

/**
 * After a failure it is tried again, after a minute and then twice as long each time, an hour at most, until it is the
 * next night's turn. What a person has to put right waits for that: a day, unless it is hastened.
 */
export function nightlyHandler({ queue, log }: NightlySetup, nightly: Nightly): Handler {
  const { kind } = nightly;
  return async ({ data }, store, signal) => {
    try {
      await nightly.run(store, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = failureOf(error);
      const tries = 'tries' in data && typeof data.tries === 'number' ? data.tries : 1;
      tellFailure(log, failure, { store: store.store, job: kind, tries });
      const later = { key: again(kind), ...retryOf(failure, tries) };
      if (tries < mostTries) await queue.send(store.store, 'runs', kind, later);
    }
    return undefined;
  };
}

/** Of those that failed, what waits to be tried again is tried now. */
export async function hastenNightly(
  queue: Pick<JobQueue, 'hasten'>,
  all: readonly Nightly[],
  store: string,
): Promise<void> {
  for (const { kind } of all) await queue.hasten(store, 'runs', again(kind));
}

function again(kind: string): string {
  return `${kind} again`;
}

function retryOf(failure: Failure, tries: number): { afterMs: number; data: object } {
  if (failure.needsPerson) return { afterMs: parkedMs, data: {} };
  const pauseMs = Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs);
  return { afterMs: Math.max(failure.retryAfterMs ?? 0, pauseMs), data: { tries: tries + 1 } };
}

function tellFailure(
  log: Logger,
  failure: Failure,
  about: { readonly store: string; readonly job: string; readonly tries: number },
): void {
  const { kind, action, message } = failure;
  const { afterMs } = retryOf(failure, about.tries);
  const next = failure.needsPerson
    ? 'When it is mended, run "orderlens sync".'
    : `It is tried again in ${Math.ceil(afterMs / 1000)} s.`;
  log[failure.needsPerson ? 'error' : 'warn']({ ...about, kind, action, next }, message);
}

/** Not all stores at the same one. */
export function minuteOf(store: string): number {
  return [...store].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 60;
}

/** Has all of them done from now on, each store at another minute. */
export async function scheduleNightly(
  { queue }: NightlySetup,
  all: readonly Nightly[],
  store: string,
): Promise<void> {
  const minute = minuteOf(store);
  for (const { kind, hour, atOnce } of all) {
    await queue.schedule(store, 'runs', kind, `${minute} ${hour} * * *`);
    if (atOnce) await queue.send(store, 'runs', kind, { key: `${kind} now` });
  }
}

/** What only grows would fill the disk of a service that runs for years. */
export const purge: Nightly = {
  ...{ kind: 'purge', hour: 2, atOnce: true },
  run: async ({ memory, now }) => {
    await memory.rejections.forgetPayloads(now());
    await memory.deliveries.purge(now());
    await memory.runs.purge(now());
  },
};
