import { z } from 'zod';
import type { Config } from '../config.ts';
import { openRuntime } from '../runtime.ts';
import { checkParity, type CheckOrder } from '../sync/parity/check.ts';
import type { CheckState } from '../sync/parity/check-desk.ts';
import type { Repaired } from '../sync/parity/repair.ts';
import { checkEnded } from './check-ended.ts';
import { only } from './run-stores.ts';
import { checkedByOwners } from './owners.ts';
import { askService } from './service.ts';
import { tellParity } from './tell-parity.ts';

export interface VerifyOptions {
  readonly store?: string;
  /** `YYYY-MM-DD` */
  readonly since?: string;
  readonly until?: string;
  readonly repair?: boolean;
  readonly json?: boolean;
}

/** Compares both sides, has what differs repaired where asked to, and tells. Exit code 1 where something differs. */
export async function verify(
  config: Config,
  { store, json, repair = false, since, until }: VerifyOptions,
  signal: AbortSignal,
): Promise<void> {
  const chosen = only(config, store);
  const order: CheckOrder = { repair: repair ? 'all' : 'nothing', since, until };
  const results =
    (await throughService(chosen, { ...order, store }, signal)) ??
    (await checkedByOwners(chosen, order, signal)) ??
    (await verifyHere(chosen, order, signal));
  process.stdout.write(json ? `${JSON.stringify(results)}\n` : results.map(tellParity).join('\n'));
  if (results.some(({ agrees }) => !agrees)) process.exitCode = 1;
}

async function verifyHere(
  config: Config,
  order: CheckOrder,
  signal: AbortSignal,
): Promise<Repaired[]> {
  const runtime = await openRuntime(config, { signal });
  try {
    const results: Repaired[] = [];
    for (const store of runtime.stores) results.push(await checkParity(store, order, signal));
    return results;
  } finally {
    await runtime.close();
  }
}

const started = z.object({ id: z.string() });
/** Comes from this very program. */
const anyState = z.custom<CheckState>();

/** Null where no service runs. */
async function throughService(
  config: Config,
  order: CheckOrder & { store?: string | undefined },
  signal: AbortSignal,
): Promise<readonly Repaired[] | null> {
  const begun = await askService(config, '/admin/verify', order, started, signal);
  if (!begun) return null;
  return checkEnded(
    () => askService(config, '/admin/verify/state', begun, anyState, signal),
    signal,
  );
}
