import type { Budget } from './salesforce/budget.ts';
import type { ApiUse } from './store/api-use.ts';

const keepEveryMs = 60_000;

export interface KeepUseSetup {
  readonly budget: Pick<Budget, 'kept' | 'recall'>;
  readonly use: Pick<ApiUse, 'get' | 'set'>;
  now(): Date;
}

/** Has a budget recall what an earlier life, or another replica, saw of the org's use. */
export async function recallUse({ budget, use, now }: KeepUseSetup): Promise<void> {
  const kept = await use.get();
  if (kept !== undefined) budget.recall(kept, now().getTime());
}

/** Keeps what is seen from now on: once a minute where there is something new, and when the given function is called. */
export function keepUse({ budget, use, now }: KeepUseSetup): () => Promise<void> {
  let last = budget.kept(now().getTime());
  const keep = async () => {
    const kept = budget.kept(now().getTime());
    if (kept === null || kept === last) return;
    last = kept;
    // No work waits for it: where it could not be kept, the next life foretells from its own start.
    await use.set(kept, now()).catch(() => undefined);
  };
  const timer = setInterval(() => void keep(), keepEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    return keep();
  };
}
