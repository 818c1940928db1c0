import { failureOf } from '../../common/errors.ts';
import type { Logger } from '../../common/log.ts';
import { dayIn, hourIn } from '../../common/time.ts';
import type { JobQueue } from '../../store/job-queue.ts';
import { minuteOf } from '../nightly.ts';
import { modeFor } from '../schedule.ts';
import type { StoreSetup } from '../store-setup.ts';
import type { Handler } from '../worker.ts';
import { checkParity } from './check.ts';
import type { Extent } from './repair.ts';

export interface Nightly {
  /** 0–23, by the store's own clock. */
  readonly hour: number;
  /** What is put right without anybody asking. */
  readonly repair: Extent;
}

export interface NightlySetup extends Nightly {
  readonly log: Logger;
}

const kind = 'nightly-verify';

/**
 * Asks every hour, from now on and whoever owns the store, whether it is time: only its owner knows the store's clock and
 * whether that night's check was made, so that one that failed or had no owner is made up for. Undefined: no more.
 */
export async function scheduleCheck(
  queue: Pick<JobQueue, 'schedule' | 'unschedule'>,
  store: string,
  nightly: Nightly | undefined,
): Promise<void> {
  if (nightly) await queue.schedule(store, 'checks', kind, `${minuteOf(store)} * * * *`);
  else await queue.unschedule(store, 'checks', kind);
}

/** Compares a store once a day, where it is time. A failure is told, and tried again an hour later. */
export function nightlyCheckHandler(setup: NightlySetup): readonly [string, Handler] {
  return [
    kind,
    async (_job, store, signal) => {
      await checkWhenDue(setup, store, signal);
      return undefined;
    },
  ];
}

async function checkWhenDue(
  { log, hour, repair }: NightlySetup,
  store: StoreSetup,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (!(await isDue(store, hour, signal))) return;
    const parity = await checkParity(store, { repair }, signal);
    const { agrees, differing, meanwhile, notes } = parity;
    const repaired = parity.repair?.repaired.length ?? 0;
    const told = { store: store.store, differing, repaired, meanwhile };
    if (agrees) log.info(told, 'Both sides agree');
    else log.warn({ ...told, notes, action: 'Run "orderlens verify".' }, 'The two sides differ');
  } catch (error) {
    if (signal.aborted) throw error;
    const { kind, action, message } = failureOf(error);
    log.error({ store: store.store, kind, action, next: 'It is tried again in an hour.' }, message);
  }
}

async function lastCheck({ memory, store }: StoreSetup) {
  return (await memory.parity.all()).find((one) => one.store === store);
}

/** Once each day of the store, from that hour on; not before all of the shop has been read once. */
export async function isDue(
  store: StoreSetup,
  hour: number,
  signal: AbortSignal,
): Promise<boolean> {
  if ((await modeFor(store)) === 'backfill') return false;
  const last = await lastCheck(store);
  const now = store.now().toISOString();
  // No day is over within so short a time, wherever the shop is.
  if (last && Date.parse(now) - Date.parse(last.startedAt) < 3_600_000) return false;
  const { timeZone } = await store.source.check(signal);
  if (hourIn(timeZone, now) < hour) return false;
  return !last || dayIn(timeZone, last.startedAt) < dayIn(timeZone, now);
}
