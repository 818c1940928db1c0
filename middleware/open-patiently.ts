import { Failure } from './common/errors.ts';
import type { Logger } from './common/log.ts';
import { backoffMs } from './salesforce/io.ts';

export interface PatientSetup {
  readonly signal: AbortSignal;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Hears of each failure before it is waited out. */
  waits(failure: Failure): void;
}

const longestMs = 60_000;

/**
 * Opens what may be away at the moment: what passes by itself is waited out, longer each time up to a minute, half of it
 * by chance, and no shorter than a Retry-After. Throws what a person has to put right at once, and the signal's reason.
 */
export async function openPatiently<T>(open: () => Promise<T>, setup: PatientSetup): Promise<T> {
  const { signal, log, sleep, waits } = setup;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const opened = await open();
      if (attempt > 0) log.info('All that was away at the start answers');
      return opened;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Failure) || !error.retryable) throw error;
      const { kind, action, message, retryAfterMs = 0 } = error;
      const waitMs = Math.max(backoffMs(attempt, 1000, longestMs), retryAfterMs);
      waits(error);
      const next = `The start is tried again in ${Math.ceil(waitMs / 1000)} s.`;
      log.warn({ kind, action, next }, message);
      await sleep(waitMs, signal);
    }
  }
}
