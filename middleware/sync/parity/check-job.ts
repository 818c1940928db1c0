import { randomUUID } from 'node:crypto';
import type { FailureKind } from '../../common/errors.ts';
import type { JobEnd, JobQueue } from '../../store/job-queue.ts';
import type { Metrics } from '../metrics.ts';
import type { Handler } from '../worker.ts';
import { checkParity, type CheckOrder } from './check.ts';
import type { Repaired } from './repair.ts';

const kind = 'verify';

/** For the owner of the store: what a person asked for, wherever that was taken in. */
export function checkHandler({ compared }: Pick<Metrics, 'compared'>): readonly [string, Handler] {
  return [
    kind,
    async ({ data }, store, signal) => {
      const order = data as CheckOrder;
      const parity = await checkParity(store, order, signal);
      if (order.since === undefined && order.until === undefined) compared(store.store, parity);
      return { parity };
    },
  ];
}

/** Has the owner of the store compare; gives the job's id. Each order is worked, however many there are. */
export async function orderCheck(
  queue: Pick<JobQueue, 'send'>,
  store: string,
  data: CheckOrder,
): Promise<string | null> {
  return queue.send(store, 'checks', kind, { data, key: randomUUID() });
}

export type CheckEnd =
  | { readonly parity: Repaired }
  | { readonly failed: { kind: FailureKind; message: string; action: string } };

/** What came of a job that is done. */
export function resultOf({ output }: Extract<JobEnd, { state: 'done' }>): CheckEnd {
  return output as CheckEnd;
}
