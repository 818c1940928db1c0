import type { Store } from '../store/store.ts';
import { retryRejected, type Retry } from './retry.ts';
import type { StoreSetup } from './store-setup.ts';

export type RejectedRecord = Awaited<ReturnType<Store['rejections']['list']>>[number];

/** Orders that a person gives. `store`: a key of the stores file; undefined: all. */
export interface Admin {
  /** Looks at the shops now instead of when it is their turn; gives the external ids of the stores. */
  sync(store?: string): readonly string[];
  rejected(store?: string, limit?: number): Promise<readonly RejectedRecord[]>;
  retry(store?: string, keys?: readonly string[]): Promise<readonly Retry[]>;
  /** Seals every kept payload with the present key. Throws Failure `config` where there is none. */
  reseal(): ReturnType<Store['rejections']['reseal']>;
}

export function createAdmin(memory: Store, stores: readonly StoreSetup[]): Admin {
  const chosen = (key?: string) => stores.filter((one) => key === undefined || one.key === key);
  return {
    sync: (key) =>
      chosen(key).map(({ store, due }) => {
        due.ring();
        return store;
      }),
    rejected: async (key, limit) => {
      if (key === undefined) return memory.rejections.list({ limit });
      const [only] = chosen(key);
      return only ? memory.rejections.list({ store: only.store, limit }) : [];
    },
    reseal: () => memory.rejections.reseal(),
    retry: (key, keys) => Promise.all(chosen(key).map((one) => retryRejected(one, keys))),
  };
}
