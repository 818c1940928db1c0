import { failureOf } from '../common/errors.ts';
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

const againAfterMs = 3_600_000;

interface NightlySetup {
  readonly queue: Pick<JobQueue, 'send' | 'schedule'>;
  readonly log: Logger;
}

/** After a failure it is tried again in an hour, until it is the next night's turn. */
export function nightlyHandler({ queue, log }: NightlySetup, nightly: Nightly): Handler {
  const { kind } = nightly;
  return async ({ data }, store, signal) => {
    try {
      await nightly.run(store, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      const { message, action } = failureOf(error);
      const tries = 'tries' in data && typeof data.tries === 'number' ? data.tries : 1;
      log.warn({ store: store.store, job: kind, action, tries }, message);
      const later = { key: `${kind} again`, afterMs: againAfterMs, data: { tries: tries + 1 } };
      if (tries < 23) await queue.send(store.store, 'runs', kind, later);
    }
    return undefined;
  };
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
