import { randomUUID } from 'node:crypto';
import type { FailureKind } from '../../common/errors.ts';
import type { JobEnd, JobQueue } from '../../store/job-queue.ts';
import type { Handler } from '../worker.ts';
import { checkParity, type CheckOrder } from './check.ts';
import type { Repaired } from './repair.ts';

const kind = 'verify';

/** For the owner of the store: what a person asked for, wherever that was taken in. */
export const checkHandler: readonly [string, Handler] = [
  kind,
  async ({ data }, store, signal) => ({
    parity: await checkParity(store, data as CheckOrder, signal),
  }),
];

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
