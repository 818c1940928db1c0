import type { SalesforceConnection } from '../salesforce/connection.ts';
import type { Store } from '../store/store.ts';
import { ignoreRejected, reopenRejected } from './ignore.ts';
import { retryRejected, type Retry } from './retry.ts';
import type { StoreSetup } from './store-setup.ts';
import { trace, type Story } from './trace.ts';

export type RejectedRecord = Awaited<ReturnType<Store['rejections']['list']>>[number];

/** The command line waits no longer. */
const longestTraceMs = 30_000;

/** Orders that a person gives. `store`: a key of the stores file; undefined: all. */
export interface Admin {
  /** Looks at the shops now instead of when it is their turn; gives the external ids of the stores. */
  sync(store?: string): readonly string[];
  rejected(store?: string, limit?: number): Promise<readonly RejectedRecord[]>;
  retry(store?: string, keys?: readonly string[]): Promise<readonly Retry[]>;
  /** Seals every kept payload with the present key. Throws Failure `config` where there is none. */
  reseal(): ReturnType<Store['rejections']['reseal']>;
  /** The stories of the records that a person may mean. */
  trace(record: string): Promise<readonly Story[]>;
  /** Has them left alone, or takes that back. Gives how many they were. */
  ignore(keys: readonly string[], ignore: boolean, store?: string): Promise<number>;
}

/** `connection`: for what only Salesforce can tell. */
export function createAdmin(
  memory: Store,
  stores: readonly StoreSetup[],
  connection: SalesforceConnection,
): Admin {
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
    trace: (record) =>
      trace({ stores, connection, signal: AbortSignal.timeout(longestTraceMs) }, record),
    retry: (key, keys) => Promise.all(chosen(key).map((one) => retryRejected(one, keys))),
    ignore: async (keys, ignore, key) => {
      let count = 0;
      for (const { store } of chosen(key)) {
        count += await (ignore ? ignoreRejected : reopenRejected)(memory, store, keys);
      }
      return count;
    },
  };
}
