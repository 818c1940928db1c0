import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../common/errors.ts';
import type { Config } from '../config.ts';
import { openRuntime, type Runtime } from '../runtime.ts';
import { createCheckDesk, type CheckDesk } from '../sync/parity/check-desk.ts';
import type { CheckOrder } from '../sync/parity/check.ts';
import type { Repaired } from '../sync/parity/repair.ts';

const lookEveryMs = 500;
/** Between two owners a store has none for a moment: a lease ends, and somebody takes the store over. */
const longestUnownedMs = 120_000;

/**
 * Has those who work on the stores compare them, on whichever machines they are: the order goes by the database server
 * that all of them share. Null where nobody works on them, or the database is embedded. Throws Failure.
 */
export async function checkedByOwners(
  config: Config,
  order: CheckOrder,
  signal: AbortSignal,
): Promise<readonly Repaired[] | null> {
  if (!('databaseUrl' in config.database)) return null;
  const runtime = await openRuntime(config, { signal, claim: false });
  try {
    return (await ownedOf(runtime)) > 0 ? await checked(runtime, order, signal) : null;
  } finally {
    await runtime.close();
  }
}

async function checked(
  { database, orgId, stores }: Runtime,
  order: CheckOrder,
  signal: AbortSignal,
): Promise<readonly Repaired[]> {
  const queue = await database.openQueue(orgId, () => undefined);
  // An owner that is not told looks by itself soon.
  const tell = (store: string) => void database.wire.send(`job ${store}`).catch(() => undefined);
  const desk = createCheckDesk({ stores, queue, tell });
  try {
    const id = await desk.start(order);
    try {
      return await ended(desk, id, () => ownedOf({ database, orgId, stores }), signal);
    } catch (error) {
      await desk.withdraw(id);
      throw error;
    }
  } finally {
    await queue.close();
  }
}

/** Throws Failure. `owned`: how many of the stores somebody works on. */
async function ended(
  desk: CheckDesk,
  id: string,
  owned: () => Promise<number>,
  signal: AbortSignal,
): Promise<readonly Repaired[]> {
  let ownedAt = performance.now();
  for (;;) {
    await wait(lookEveryMs, undefined, { signal });
    const state = await desk.state(id);
    if (state?.state === 'done') return state.results;
    if (state?.state === 'failed') throw unavailable(state.message, state.action);
    if ((await owned()) > 0) ownedAt = performance.now();
    else if (performance.now() - ownedAt > longestUnownedMs) throw left();
  }
}

/** How many of the stores somebody works on. */
async function ownedOf({
  database,
  orgId,
  stores,
}: Pick<Runtime, 'database' | 'orgId' | 'stores'>): Promise<number> {
  const ours = new Set(stores.map(({ store }) => store));
  const leases = await database.leases(orgId).all();
  return leases.filter(({ store }) => ours.has(store)).length;
}

function left(): Failure {
  const action =
    'What it had begun it ends when it is back. Run it again: without it, it is done here.';
  return unavailable('The service ended before both sides were compared', action);
}

function unavailable(message: string, action: string): Failure {
  return new Failure(message, { kind: 'unavailable', action });
}
