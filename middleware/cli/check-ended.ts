import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../common/errors.ts';
import type { CheckState } from '../sync/parity/check-desk.ts';
import type { Repaired } from '../sync/parity/repair.ts';

const lookEveryMs = 500;

/** What came of a check that others do, once it has ended. `look`: how it stands; nothing: nobody knows of it. Throws Failure. */
export async function checkEnded(
  look: () => Promise<CheckState | null | undefined>,
  signal: AbortSignal,
): Promise<readonly Repaired[]> {
  for (;;) {
    await wait(lookEveryMs, undefined, { signal });
    const state = await look();
    if (state?.state === 'done') return state.results;
    if (state?.state !== 'running') throw broken(state);
  }
}

function broken(state: Extract<CheckState, { state: 'failed' }> | null | undefined): Failure {
  return new Failure(state?.message ?? 'The service ended while it compared both sides', {
    kind: 'unavailable',
    action: state?.action ?? 'Run it again.',
  });
}
