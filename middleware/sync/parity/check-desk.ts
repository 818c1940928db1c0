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
  /** What nobody has begun is not to be done any more. */
  withdraw(id: string): Promise<void>;
}

export interface CheckDeskSetup {
  readonly stores: readonly Pick<StoreSetup, 'key' | 'store'>[];
  readonly queue: Pick<JobQueue, 'send' | 'end' | 'withdraw'>;
  /** Tells the owner of a store that there is a job. */
  readonly tell: (store: string) => void;
  /** Milliseconds that only go on. */
  readonly clock?: () => number;
}

interface Ordered {
  readonly store: string;
  readonly job: string | null;
}

const remembered = 20;
/** A check of a large shop may go before; an owner looks for jobs every few seconds. */
const longestUnbegunMs = 6 * 3_600_000;

/** Whoever owns a store compares it: what this process has taken in is known here, what comes of it in the database. */
export function createCheckDesk({
  stores,
  queue,
  tell,
  clock = () => performance.now(),
}: CheckDeskSetup): CheckDesk {
  const orders = new Map<string, { readonly jobs: readonly Ordered[]; readonly at: number }>();
  return {
    start: async ({ store: key, ...order }) => {
      const jobs: Ordered[] = [];
      for (const { store } of stores.filter((one) => key === undefined || one.key === key)) {
        jobs.push({ store, job: await orderCheck(queue, store, order) });
        tell(store);
      }
      const id = randomUUID();
      orders.set(id, { jobs, at: clock() });
      for (const old of [...orders.keys()].slice(0, -remembered)) orders.delete(old);
      return id;
    },
    state: async (id) => {
      const order = orders.get(id);
      if (!order) return undefined;
      const state = await stateOf(queue, order.jobs, clock() - order.at > longestUnbegunMs);
      if (state.state === 'failed') await withdrawAll(queue, order.jobs);
      return state;
    },
    withdraw: async (id) => {
      await withdrawAll(queue, orders.get(id)?.jobs ?? []);
    },
  };
}

async function stateOf(
  queue: Pick<JobQueue, 'end' | 'withdraw'>,
  jobs: readonly Ordered[],
  isLate: boolean,
): Promise<CheckState> {
  const results: Repaired[] = [];
  for (const one of jobs) {
    const { store, job } = one;
    const end = job === null ? ({ state: 'gone' } as const) : await queue.end(store, 'checks', job);
    if (end.state === 'open') {
      const isOver = isLate && !end.begun && (await withdraw(queue, one));
      if (!isOver) return { state: 'running' };
    }
    if (end.state !== 'done') return nobodyDid(store);
    const result = resultOf(end);
    if ('failed' in result) return { state: 'failed', ...result.failed };
    results.push(result.parity);
  }
  return { state: 'done', results };
}

async function withdrawAll(
  queue: Pick<JobQueue, 'withdraw'>,
  jobs: readonly Ordered[],
): Promise<void> {
  for (const one of jobs) await withdraw(queue, one);
}

/** True: nobody will do it any more, so that it may be told as not done. */
async function withdraw(
  queue: Pick<JobQueue, 'withdraw'>,
  { store, job }: Ordered,
): Promise<boolean> {
  return job !== null && queue.withdraw(store, 'checks', job);
}

function nobodyDid(store: string): CheckState {
  return {
    state: 'failed',
    message: `Nobody compared store ${store}`,
    action: 'See in "orderlens status" whether a process works on the store, and ask again.',
  };
}
