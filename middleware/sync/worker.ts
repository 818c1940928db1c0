import { correlated, newCorrelation } from '../common/correlation.ts';
import { failureOf, messageOf } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { Job, JobQueue, Queue } from '../store/job-queue.ts';
import type { Bell } from './bell.ts';
import type { Term } from './replica.ts';
import type { StoreSetup } from './store-setup.ts';

/** Works a job; what it gives is kept as the job's output. Called again for the same job where it was cut off. */
export type Handler = (
  job: Job,
  store: StoreSetup,
  signal: AbortSignal,
) => Promise<object | undefined>;

export interface WorkerSetup {
  readonly queue: JobQueue;
  readonly name: Queue;
  readonly store: StoreSetup;
  /** By kind of job. */
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly term: Term;
  /** Rung when there may be a job. */
  readonly bell: Bell;
  /** Between two looks where nobody rings, in milliseconds. */
  readonly everyMs: number;
  readonly log: Logger;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Works one of a store's queues, a job at a time, until its term ends; begins with what a former owner was at. */
export async function workQueue(setup: WorkerSetup): Promise<void> {
  const { queue, name, store, term, log } = setup;
  let recovered = false;
  while (!term.quiet.aborted) {
    try {
      if (!recovered) await queue.recover(store.store, name);
      recovered = true;
      const job = await queue.next(store.store, name);
      if (job) await workOne(setup, job);
      else await pause(setup);
    } catch (error) {
      if (term.quiet.aborted) return;
      // The database was away; the job at hand may still be marked as being worked on.
      recovered = false;
      log.warn({ store: store.store }, `Jobs could not be looked for: ${messageOf(error)}`);
      await pause(setup);
    }
  }
}

/** Whatever it writes and logs carries one id. */
function workOne(setup: WorkerSetup, job: Job): Promise<void> {
  return correlated(newCorrelation(), () => workOff(setup, job));
}

async function workOff(setup: WorkerSetup, job: Job): Promise<void> {
  const { queue, store, handlers, term, log } = setup;
  const about = { store: store.store, job: job.kind };
  try {
    const output = await handlers.get(job.kind)?.(job, store, term.signal);
    await queue.done(job, output);
  } catch (error) {
    if (term.signal.aborted) return queue.handBack(job);
    const { kind, message, action } = failureOf(error);
    log.error({ ...about, kind, action }, message);
    await queue.done(job, { failed: { kind, message, action } });
  }
}

async function pause({ term, bell, everyMs, sleep }: WorkerSetup): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([term.quiet, over.signal]);
  await Promise.race([sleep(everyMs, signal).catch(() => undefined), bell.heard(signal)]);
  over.abort();
}
