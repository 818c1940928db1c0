import { randomUUID } from 'node:crypto';
import type { JobQueue } from '../../store/job-queue.ts';
import type { StoreSetup } from '../store-setup.ts';
import { orderCheck, resultOf } from './check-job.ts';
import type { CheckOrder } from './check.ts';
import type { Repaired } from './repair.ts';

/** What has become of an order: nothing yet, what was found, or why not. */
export type CheckState =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly results: readonly Repaired[] }
  | { readonly state: 'failed'; readonly message: string; readonly action: string };

/** Takes orders to compare stores, which can take minutes, and is asked what came of them. Every call throws Failure. */
export interface CheckDesk {
  /** `store`: a key of the stores file; undefined: all. Gives the order's id. */
  start(order: CheckOrder & { readonly store?: string | undefined }): Promise<string>;
  /** Undefined: there is no such order, or it is long ago. */
  state(id: string): Promise<CheckState | undefined>;
}

export interface CheckDeskSetup {
  readonly stores: readonly Pick<StoreSetup, 'key' | 'store'>[];
  readonly queue: Pick<JobQueue, 'send' | 'end'>;
  /** Tells the owner of a store that there is a job. */
  readonly tell: (store: string) => void;
}

interface Ordered {
  readonly store: string;
  readonly job: string | null;
}

const remembered = 20;
/** A check of a large shop may go before; an owner looks for jobs every few seconds. */
const longestUnbegunMs = 6 * 3_600_000;

/** Whoever owns a store compares it: what this process has taken in is known here, what comes of it in the database. */
export function createCheckDesk({ stores, queue, tell }: CheckDeskSetup): CheckDesk {
  const orders = new Map<string, { readonly jobs: readonly Ordered[]; readonly at: number }>();
  return {
    start: async ({ store: key, ...order }) => {
      const jobs: Ordered[] = [];
      for (const { store } of stores.filter((one) => key === undefined || one.key === key)) {
        jobs.push({ store, job: await orderCheck(queue, store, order) });
        tell(store);
      }
      const id = randomUUID();
      orders.set(id, { jobs, at: performance.now() });
      for (const old of [...orders.keys()].slice(0, -remembered)) orders.delete(old);
      return id;
    },
    state: async (id) => {
      const order = orders.get(id);
      if (!order) return undefined;
      return stateOf(queue, order.jobs, performance.now() - order.at > longestUnbegunMs);
    },
  };
}

async function stateOf(
  queue: Pick<JobQueue, 'end'>,
  jobs: readonly Ordered[],
  isLate: boolean,
): Promise<CheckState> {
  const results: Repaired[] = [];
  for (const { store, job } of jobs) {
    const end = job === null ? ({ state: 'gone' } as const) : await queue.end(store, 'checks', job);
    if (end.state === 'open' && !(isLate && !end.begun)) return { state: 'running' };
    if (end.state !== 'done') return nobodyDid(store);
    const result = resultOf(end);
    if ('failed' in result) return { state: 'failed', ...result.failed };
    results.push(result.parity);
  }
  return { state: 'done', results };
}

function nobodyDid(store: string): CheckState {
  return {
    state: 'failed',
    message: `Nobody compared store ${store}`,
    action: 'See in "orderlens status" whether a process works on the store, and ask again.',
  };
}
