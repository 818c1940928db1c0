import type { JobQueue } from '../store/job-queue.ts';
import { attempt, type AttemptSetup } from './attempt.ts';
import { runStore, type Mode, type StoreSetup } from './store-run.ts';
import type { Handler } from './worker.ts';

export interface ScheduleSetup extends Omit<AttemptSetup, 'signal'> {
  readonly queue: Pick<JobQueue, 'send'>;
  /** Between two looks at each shop for changes, in milliseconds. */
  readonly everyMs: number;
}

const kind = 'sync';

/** Has the shop looked at now, also where the store is stopped: somebody says that it is mended. */
export async function askForSync(
  queue: ScheduleSetup['queue'],
  { store, memory }: Pick<StoreSetup, 'store' | 'memory'>,
): Promise<void> {
  await memory.stops.clear(store);
  await queue.send(store, 'runs', kind, { key: 'sync now', data: { asked: true } });
}

/**
 * Looks at the shop for changes, and sees to it that it is looked at again; a store whose first read was never finished
 * is read whole. A failure that a person has to mend stops that store alone, until somebody asks for it.
 */
export function syncHandler(setup: ScheduleSetup): readonly [string, Handler] {
  return [
    kind,
    async (job, store, signal) => {
      if ('asked' in job.data) store.brake.release();
      const nextMs = await syncOnce({ ...setup, signal }, store);
      if (nextMs === null) return undefined;
      const later = { key: 'sync later', afterMs: nextMs };
      await setup.queue.send(store.store, 'runs', kind, later);
      return undefined;
    },
  ];
}

/** Gives when it is the store's turn again, in milliseconds; null: when somebody asks for it. */
async function syncOnce(
  setup: ScheduleSetup & AttemptSetup,
  store: StoreSetup,
): Promise<number | null> {
  const { signal, log, metrics, everyMs } = setup;
  const ended = await attempt(setup, store, () =>
    store.gate.enter(async () => runStore(store, await modeFor(store), signal, metrics.progress)),
  );
  if (ended.state === 'stopped') return null;
  if (ended.state === 'failed') return Math.max(everyMs, ended.waitMs);
  const { complete, counts } = ended.result;
  if (complete) metrics.checked(store.store, store.now());
  log.info({ store: store.store, ...counts }, 'Store checked');
  return everyMs;
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
