import { z } from 'zod';
import { Failure } from '../../common/errors.ts';
import { parseInstant } from '../../common/time.ts';
import type { Client } from './client.ts';
import { storeLabel } from './http-failure.ts';
import { pollBulk, startBulk } from './shop-queries.ts';

const count = z.union([z.string().regex(/^\d+$/), z.number()]).transform(Number);

const operationSchema = z.object({
  id: z.string(),
  status: z.string(),
  errorCode: z.string().nullish(),
  createdAt: z.string().transform((text, context) => {
    const instant = parseInstant(text);
    if (instant === null) context.addIssue('is not a date and time');
    return instant ?? '';
  }),
  objectCount: count,
  /** Records without their children: what a progress bar counts. */
  rootObjectCount: count.nullish(),
  fileSize: count.nullish(),
  url: z.string().nullish(),
});
export type Operation = z.infer<typeof operationSchema>;

const startSchema = z.object({
  bulkOperationRunQuery: z.object({
    bulkOperation: operationSchema.nullish(),
    userErrors: z.array(z.object({ message: z.string(), code: z.string().nullish() })),
  }),
});
const pollSchema = z.object({ bulkOperation: operationSchema.nullish() });

const firstPollMs = 100;
const longestPollMs = 10_000;
const longestTurnMs = 30_000;
/** Half an hour: five operations can be under way in a shop, other apps' not counted. */
const maxTurns = 60;
const notFree = new Set(['LIMIT_REACHED', 'OPERATION_IN_PROGRESS']);

/** Starts a bulk query and waits until its result lies ready: seconds, or days for a very large shop. */
export async function runBulk(
  client: Client,
  query: string,
  signal: AbortSignal | undefined,
): Promise<Operation> {
  const started = await start(client, query, signal);
  return completed(client, await finished(client, started, signal));
}

/** An earlier operation whose result can still be had; null where a new one has to be started. */
export async function earlierBulk(
  client: Client,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Operation | null> {
  const found = await poll(client, id, signal);
  return found?.status === 'COMPLETED' ? found : null;
}

/** An answer that is lost on its way can leave an operation behind that nobody reads: it costs one of the five places. */
async function start(
  client: Client,
  query: string,
  signal: AbortSignal | undefined,
): Promise<Operation> {
  for (let turn = 1; ; turn++) {
    const { data } = await client.query({
      document: startBulk,
      variables: { query },
      schema: startSchema,
      signal,
    });
    const { bulkOperation, userErrors } = data.bulkOperationRunQuery;
    if (bulkOperation && userErrors.length === 0) return bulkOperation;
    const failure = notStarted(client, userErrors);
    if (!failure.retryable || turn === maxTurns) throw failure;
    await client.io.sleep(Math.min(longestTurnMs, 1000 * 2 ** (turn - 1)), signal);
  }
}

function notStarted(
  client: Client,
  errors: readonly { message: string; code?: string | null | undefined }[],
): Failure {
  const text = errors.map(({ message }) => message).join('; ') || 'no reason given';
  const busy = errors.some(({ code }) => code && notFree.has(code));
  const message = `${storeLabel(client.name)} did not start the bulk operation: ${text}`;
  return busy
    ? new Failure(message, {
        kind: 'rate-limit',
        action: "Nothing to do: it is tried again when the shop's other bulk operations are done.",
        retryAfterMs: longestTurnMs,
      })
    : new Failure(message, {
        kind: 'config',
        action:
          "Check the app's scopes and the API version of this store; else report the message.",
      });
}

async function poll(
  client: Client,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Operation | null> {
  const { data } = await client.query({
    document: pollBulk,
    variables: { id },
    schema: pollSchema,
    signal,
  });
  return data.bulkOperation ?? null;
}

const underWay = new Set(['CREATED', 'RUNNING', 'CANCELING']);

async function finished(
  client: Client,
  started: Operation,
  signal: AbortSignal | undefined,
): Promise<Operation> {
  let operation: Operation = started;
  for (let wait = firstPollMs; underWay.has(operation.status); wait *= 1.5) {
    await client.io.sleep(Math.min(wait, longestPollMs), signal);
    const found = await poll(client, started.id, signal);
    if (!found) throw ended(client, started, 'is not known any more');
    operation = found;
  }
  return operation;
}

function completed(client: Client, operation: Operation): Operation {
  const { status, errorCode } = operation;
  if (status === 'COMPLETED') return operation;
  if (errorCode === 'ACCESS_DENIED') {
    const message = `${storeLabel(client.name)} refused the data of bulk operation ${operation.id}`;
    throw new Failure(message, {
      kind: 'auth',
      action:
        'Give the app the scopes read_customers, read_products and read_orders, install it again, and start again.',
    });
  }
  throw ended(client, operation, `ended as ${status}${errorCode ? ` (${errorCode})` : ''}`);
}

function ended(client: Client, { id }: Operation, how: string): Failure {
  return new Failure(`${storeLabel(client.name)}: bulk operation ${id} ${how}`, {
    kind: 'unavailable',
    action:
      'A new one is started by itself; where that repeats, see whether another app or person cancels it.',
  });
}
