import { newCorrelation } from '../common/correlation.ts';
import type { Nudge, RawRequest } from '../connectors/connector.ts';
import { groupCommit } from './group-commit.ts';
import type { StoreSetup } from './store-setup.ts';

/**
 * - `taken`: what it is about will be read again.
 * - `repeated`: it had been taken already.
 * - `ignored`: it is about nothing that we read.
 * - `refused`: it is not what it should be.
 */
export type DeliveryFate = 'taken' | 'repeated' | 'ignored' | 'refused';

export interface DeliveryAnswer {
  /** External id of the store. */
  readonly store: string;
  readonly fate: DeliveryFate;
  /** HTTP status to answer with. */
  readonly status: number;
  /** Why it was refused, without personal data. */
  readonly reason: string | null;
}

/** Where deliveries of webhooks come in. */
export interface Inbox {
  /** Whether this key of the stores file takes deliveries. */
  has(key: string): boolean;
  /** What it gives is true already: nudges are on disk by then. Throws where they could not be kept. */
  receive(key: string, request: RawRequest): Promise<DeliveryAnswer>;
}

/** A delivery that is signed, with what it says. */
interface Signed {
  readonly setup: StoreSetup;
  readonly nudges: readonly Nudge[];
  /** The platform's id of it; null: it has none, and is taken whenever it comes. */
  readonly delivery: string | null;
}

/** An id is what tells two deliveries apart; one longer than this is somebody's attempt to fill the database. */
const longestId = 200;

export function createInbox(stores: readonly StoreSetup[]): Inbox {
  const byKey = new Map(
    stores.filter(({ source }) => source.webhooks).map((store) => [store.key, store]),
  );
  const keepers = new Map<StoreSetup, (signed: Signed) => Promise<boolean>>();
  for (const setup of byKey.values()) keepers.set(setup, groupCommit(keep));
  return {
    has: (key) => byKey.has(key),
    receive: (key, request) => {
      const setup = byKey.get(key)!;
      return take(setup, request, keepers.get(setup)!);
    },
  };
}

async function take(
  setup: StoreSetup,
  request: RawRequest,
  keepOne: (signed: Signed) => Promise<boolean>,
): Promise<DeliveryAnswer> {
  const { store, source, bell } = setup;
  const { status, nudges, delivery: id, refused } = source.webhooks!.receive(request);
  const answer = { store, status, reason: refused };
  if (refused !== null) return { ...answer, fate: 'refused' };
  if (nudges.length === 0) return { ...answer, fate: 'ignored' };
  const delivery = id !== null && id.length <= longestId ? id : null;
  const isNew = await keepOne({ setup, nudges, delivery });
  if (isNew) bell.ring();
  return { ...answer, fate: isNew ? 'taken' : 'repeated' };
}

/** Deliveries of one store in one transaction; tells of each whether it is new. */
async function keep(all: readonly Signed[]): Promise<boolean[]> {
  const { store, memory, now } = all[0]!.setup;
  const at = now();
  const traced = all.map(({ nudges, delivery }) => {
    const about = nudges.length === 1 ? nudges[0] : undefined;
    return { delivery, nudges, correlation: newCorrelation(), about };
  });
  return memory.urgently(async (within) => {
    const isNew = await within.deliveries.areNew(store, traced, at);
    const caused = traced
      .filter((_, index) => isNew[index])
      .flatMap(({ nudges, correlation }) => nudges.map((nudge) => ({ ...nudge, correlation })));
    await within.nudges.add(store, caused, at);
    return isNew;
  });
}
