import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, type FailureKind } from '../common/errors.ts';
import type { JobQueue } from '../store/job-queue.ts';
import { attemptNow } from './attempt.ts';
import { lookCautiously } from './refresh-caution.ts';
import type { Look, LookCause, Looked } from './refresh.ts';
import type { Handler } from './worker.ts';

interface Order extends LookCause {
  readonly customers: readonly string[];
  readonly carts: readonly string[];
}

const kind = 'refresh';
const askEveryMs = 250;
/** An agent has gone on to something else long before. */
const longestMs = 10 * 60_000;

/** For the owner of the store: what an agent asked for, wherever that was taken in. */
export const refreshHandler: readonly [string, Handler] = [
  kind,
  async ({ data }, store, signal) => {
    const { customers, carts, ...cause } = data as Order;
    const look = () => lookCautiously(store, customers, carts, cause, signal);
    return { looked: await attemptNow(store, look, signal) };
  },
];

/** Has the owner of the store look, and waits for what it finds. Throws Failure. */
export function lookElsewhere(queue: JobQueue, tell: (store: string) => void): Look {
  return async ({ store }, customers, carts, cause, signal) => {
    const data: Order = { customers, carts, ...cause };
    const id = await queue.send(store, 'orders', kind, { data, key: randomUUID() });
    tell(store);
    const until = performance.now() + longestMs;
    while (id !== null && performance.now() < until) {
      const end = await queue.end(store, 'orders', id);
      if (end.state === 'done') return found(end.output);
      if (end.state === 'gone') break;
      await sleep(askEveryMs, undefined, { signal });
    }
    throw new Failure(`Nobody looked at store ${store} in time`, {
      kind: 'unavailable',
      action: 'See in "orderlens status" whether a process works on the store.',
    });
  };
}

type Output =
  | { readonly looked: Looked }
  | { readonly failed: { kind: FailureKind; message: string; action: string } };

function found(output: unknown): Looked {
  const ended = output as Output;
  if ('looked' in ended) return ended.looked;
  const { kind: why, message, action } = ended.failed;
  throw new Failure(message, { kind: why, action });
}
