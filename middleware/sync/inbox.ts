import { newCorrelation } from '../common/correlation.ts';
import type { RawRequest } from '../connectors/connector.ts';
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

export function createInbox(stores: readonly StoreSetup[]): Inbox {
  const byKey = new Map(
    stores.filter(({ source }) => source.webhooks).map((store) => [store.key, store]),
  );
  return {
    has: (key) => byKey.has(key),
    receive: (key, request) => take(byKey.get(key)!, request),
  };
}

async function take(setup: StoreSetup, request: RawRequest): Promise<DeliveryAnswer> {
  const { store, source, memory, now, bell } = setup;
  const { status, nudges, delivery, refused } = source.webhooks!.receive(request);
  const answer = { store, status, reason: refused };
  if (refused !== null) return { ...answer, fate: 'refused' };
  if (nudges.length === 0) return { ...answer, fate: 'ignored' };
  const at = now();
  const correlation = newCorrelation();
  const caused = nudges.map((nudge) => ({ ...nudge, correlation }));
  const traced = { correlation, about: nudges.length === 1 ? nudges[0] : undefined };
  const isNew = await memory.transaction(async ({ deliveries, nudges }) => {
    const fresh = delivery === null || (await deliveries.isNew(store, delivery, at, traced));
    if (fresh) await nudges.add(store, caused, at);
    return fresh;
  });
  if (isNew) bell.ring();
  return { ...answer, fate: isNew ? 'taken' : 'repeated' };
}
