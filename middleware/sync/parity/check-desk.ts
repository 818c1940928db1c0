import { randomUUID } from 'node:crypto';
import { failureOf } from '../../common/errors.ts';
import type { StoreSetup } from '../store-setup.ts';
import { checkParity, type CheckOrder } from './check.ts';
import type { Repaired } from './repair.ts';

/** What has become of an order: nothing yet, what was found, or why not. */
export type CheckState =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly results: readonly Repaired[] }
  | { readonly state: 'failed'; readonly message: string; readonly action: string };

/** Takes orders to compare stores, which can take minutes, and is asked what came of them. */
export interface CheckDesk {
  /** `store`: a key of the stores file; undefined: all. Gives the order's id. */
  start(order: CheckOrder & { readonly store?: string | undefined }): string;
  /** Undefined: there is no such order, or it is long ago. */
  state(id: string): CheckState | undefined;
}

const remembered = 20;

export function createCheckDesk(stores: readonly StoreSetup[], signal: AbortSignal): CheckDesk {
  const states = new Map<string, CheckState>();
  const run = async (id: string, chosen: readonly StoreSetup[], order: CheckOrder) => {
    try {
      const results: Repaired[] = [];
      for (const store of chosen) results.push(await checkParity(store, order, signal));
      states.set(id, { state: 'done', results });
    } catch (error) {
      const { message, action } = failureOf(error);
      states.set(id, { state: 'failed', message, action });
    }
  };
  return {
    start: ({ store, ...order }) => {
      const id = randomUUID();
      states.set(id, { state: 'running' });
      for (const old of [...states.keys()].slice(0, -remembered)) states.delete(old);
      void run(
        id,
        stores.filter(({ key }) => store === undefined || key === store),
        order,
      );
      return id;
    },
    state: (id) => states.get(id),
  };
}
