import type { Lease, Leases, Owner } from './store/leases.ts';

export interface HeldLeases {
  readonly leases: readonly Lease[];
  /** Aborted where one of them is lost. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Claims all of these stores for a command, and keeps them until it lets go. Throws Failure `config` where somebody has one. */
export async function holdLeases(
  leases: Leases,
  owner: Owner,
  stores: readonly string[],
): Promise<HeldLeases> {
  const lost = new AbortController();
  let heldUntil = performance.now() + owner.ttlMs;
  const held = await leases.claim(owner, stores);
  const prolong = async () => {
    const sentAt = performance.now();
    const kept = await leases.prolong(owner, held).catch(() => undefined);
    if (kept?.length === held.length) heldUntil = sentAt + owner.ttlMs;
    else if (kept || performance.now() > heldUntil) lost.abort();
  };
  const timer = setInterval(() => void prolong(), owner.ttlMs / 3);
  timer.unref();
  return {
    ...{ leases: held, lost: lost.signal },
    release: async () => {
      clearInterval(timer);
      // Where it cannot be said, they end by themselves.
      await leases.release(held).catch(() => undefined);
    },
  };
}
