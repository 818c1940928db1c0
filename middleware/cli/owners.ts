import { Failure } from '../common/errors.ts';
import type { Config } from '../config.ts';
import { openRuntime, type Runtime } from '../runtime.ts';
import { createCheckDesk, type CheckDesk, type CheckState } from '../sync/parity/check-desk.ts';
import type { CheckOrder } from '../sync/parity/check.ts';
import type { Repaired } from '../sync/parity/repair.ts';
import { checkEnded } from './check-ended.ts';

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
      const owned = () => ownedOf({ database, orgId, stores });
      return await checkEnded(watched(desk, id, owned), signal);
    } catch (error) {
      await desk.withdraw(id);
      throw error;
    }
  } finally {
    await queue.close();
  }
}

/** How it stands, as long as somebody is there to do it. Throws Failure. */
function watched(
  desk: CheckDesk,
  id: string,
  owned: () => Promise<number>,
): () => Promise<CheckState | undefined> {
  let ownedAt = performance.now();
  return async () => {
    const state = await desk.state(id);
    if (state?.state !== 'running') return state;
    if ((await owned()) > 0) ownedAt = performance.now();
    else if (performance.now() - ownedAt > longestUnownedMs) throw left();
    return state;
  };
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
  const message = 'The service ended before both sides were compared';
  return new Failure(message, { kind: 'unavailable', action });
}
