import { failureOf } from '../../common/errors.ts';
import type { Logger } from '../../common/log.ts';
import { dayIn, hourIn } from '../../common/time.ts';
import type { Metrics } from '../metrics.ts';
import { modeFor } from '../schedule.ts';
import type { StoreSetup } from '../store-setup.ts';
import { checkParity } from './check.ts';

export interface Nightly {
  /** 0–23, by the store's own clock. */
  readonly hour: number;
  /** Whether what differs is put right without anybody asking. */
  readonly repair: boolean;
}

export interface NightlySetup extends Nightly {
  readonly stores: readonly StoreSetup[];
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly metrics: Metrics;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const lookEveryMs = 5 * 60_000;

/** Compares each store once a day, until the signal ends it. A failure is told, and tried again an hour later. */
export async function checkNightly(setup: NightlySetup): Promise<void> {
  await Promise.all(setup.stores.map((store) => follow(setup, store)));
}

async function follow(setup: NightlySetup, store: StoreSetup): Promise<void> {
  const { signal, sleep, metrics } = setup;
  const last = await lastCheck(store);
  if (last) metrics.compared(store.store, last);
  for (let waits = 0; !signal.aborted;) {
    if (waits > 0) waits -= 1;
    else if (!(await checkWhenDue(setup, store))) waits = 12;
    await sleep(lookEveryMs, signal).catch(() => undefined);
  }
}

/** False where it failed. */
async function checkWhenDue(setup: NightlySetup, store: StoreSetup): Promise<boolean> {
  const { signal, log, metrics, hour, repair } = setup;
  try {
    if (!(await isDue(store, hour, signal))) return true;
    const parity = await checkParity(store, { repair }, signal);
    metrics.compared(store.store, parity);
    const { agrees, differing, meanwhile } = parity;
    const repaired = parity.repair?.repaired.length ?? 0;
    const told = { store: store.store, differing, repaired, meanwhile };
    if (agrees) log.info(told, 'Both sides agree');
    else log.warn({ ...told, action: 'Run "orderlens verify".' }, 'The two sides differ');
    return true;
  } catch (error) {
    if (signal.aborted) return true;
    const { kind, action, message } = failureOf(error);
    log.error({ store: store.store, kind, action, next: 'It is tried again in an hour.' }, message);
    return false;
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
