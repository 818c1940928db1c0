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
/** With the pauses between them that is nearly a day: then it is the next night's turn. */
const mostTries = 28;

interface NightlySetup {
  readonly queue: Pick<JobQueue, 'send' | 'schedule'>;
  readonly log: Logger;
}

/**
 * After a failure it is tried again, after a minute and then twice as long each time, an hour at most, until it is the
 * next night's turn. What a person has to put right is not: only at night, and when a process takes the store over.
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
      const afterMs = pauseAfter(failure, tries);
      const { message, action } = failure;
      const next =
        afterMs === null ? whenMended : `It is tried again in ${Math.ceil(afterMs / 1000)} s.`;
      log[afterMs === null ? 'error' : 'warn'](
        { store: store.store, job: kind, kind: failure.kind, action, next, tries },
        message,
      );
      if (afterMs === null) return undefined;
      const later = { key: `${kind} again`, afterMs, data: { tries: tries + 1 } };
      await queue.send(store.store, 'runs', kind, later);
    }
    return undefined;
  };
}

const whenMended =
  'When it is mended, restart the service; it is tried again at night in any case.';

/** Null: not before the next night. */
function pauseAfter({ kind, retryAfterMs = 0 }: Failure, tries: number): number | null {
  if (kind === 'config' || kind === 'auth' || tries >= mostTries) return null;
  return Math.max(retryAfterMs, Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs));
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
