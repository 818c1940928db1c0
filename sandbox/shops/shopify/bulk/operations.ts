import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BulkPayload } from '../fields/bulk-operation.ts';
import type { ShopContext } from '../fields/field.ts';
import type { Listing } from '../listing.ts';
import { findUnmodelled } from '../modelled.ts';
import { parseSearch, type SearchFields } from '../search.ts';
import { filtered, sortedBy, type SortArgs, type SortKeys } from '../sorting.ts';
import { adminSchema } from '../schema.ts';
import { badRequest } from '../refusal.ts';
import { toSecond } from '../records.ts';
import { checkBulkQuery } from './check.ts';
import { compileBulkQuery, type BulkPlan } from './compile.ts';
import { putInPlace, rootFieldOf, type ReadyResult } from './ready.ts';
import { writeLines, type Progress, type WriteOptions } from './write.ts';

export interface BulkOperation {
  readonly kind: 'BulkOperation';
  readonly id: string;
  readonly query: string;
  readonly createdAt: string;
  status: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELING' | 'CANCELED';
  completedAt: string | null;
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT' | null;
  objectCount: number;
  rootObjectCount: number;
  fileSize: number | null;
  url: string | null;
  partialDataUrl: string | null;
}
export interface BulkRequest {
  readonly query: string;
  readonly groupObjects: boolean;
}
/** What a test can make of an operation: how long it stays in a state, and how it ends. */
export interface BulkFault {
  /** The operation fails with this code after so many root objects. */
  readonly errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT';
  readonly afterRootObjects: number;
}
interface Running {
  readonly operation: BulkOperation;
  readonly abort: AbortController;
}

/** From 2026-01 five at a time per shop: https://shopify.dev/docs/api/usage/bulk-operations/queries */
const concurrencyLimit = 5;

/** A shop's bulk operations. Each runs by itself and leaves a file behind; `close` removes them all. */
export class BulkOperations {
  /** Where files are; the last part of a URL is the file's name. */
  readonly folder = mkdtempSync(join(tmpdir(), 'shopify-bulk-'));
  /** The next operation to start ends with this. */
  nextFault: BulkFault | undefined;
  /** While set, operations stay CREATED until it resolves. */
  gate: Promise<void> | undefined;
  readonly #urlOf: (file: string) => string;
  readonly #ready: ReadonlyMap<string, ReadyResult>;
  readonly #operations = new Map<string, BulkOperation>();
  readonly #running = new Map<string, Running & { readonly done: Promise<void> }>();
  #lastId = 720_000_000;

  /** `ready`: by root field, results that are given out instead of being made. */
  constructor(
    urlOf: (file: string) => string,
    ready: ReadonlyMap<string, ReadyResult> = new Map(),
  ) {
    this.#urlOf = urlOf;
    this.#ready = ready;
  }

  start({ query, groupObjects }: BulkRequest, context: ShopContext): BulkPayload {
    const schema = adminSchema();
    const check = checkBulkQuery(schema, query);
    if ('problems' in check) {
      return refusal(
        check.problems.map((message) => ({ code: 'INVALID', field: ['query'], message })),
      );
    }
    const [unmodelled] = findUnmodelled(schema, check.document);
    if (unmodelled) throw unmodelled;
    const plan = compileBulkQuery(schema, check.document, context);
    // The list's own arguments are read now: what is wrong with them is said to the one who asks.
    if ([...plan.scopes.keys()].every((scope) => context.scopes.has(scope))) plan.list(undefined);
    if (this.#running.size >= concurrencyLimit) {
      const message = `Bulk operations limit reached: ${concurrencyLimit} are running. Please try again later.`;
      return refusal([{ code: 'LIMIT_REACHED', field: null, message }]);
    }
    const operation = this.#create(query, context);
    const ready = this.#ready.get(rootFieldOf(check.document));
    this.#launch(operation, plan, { grouped: groupObjects, ready, context });
    return { bulkOperation: { ...operation }, userErrors: [] };
  }

  find(id: string): BulkOperation | undefined {
    return this.#operations.get(id);
  }

  list(args: SortArgs & { readonly query?: string | null }): Listing<BulkOperation> {
    const all = sortedBy('bulkOperations', sortKeys, this.#operations.values(), args);
    return filtered(all, parseSearch(args.query ?? '', search));
  }

  cancel(id: string): BulkPayload {
    const operation = this.#operations.get(id);
    if (!operation) throw badRequest('The bulk operation to cancel does not exist.');
    const running = this.#running.get(id);
    if (!running) {
      const message = 'A bulk operation cannot be canceled when it is completed';
      return { bulkOperation: operation, userErrors: [{ field: null, message }] };
    }
    operation.status = 'CANCELING';
    running.abort.abort();
    return { bulkOperation: operation, userErrors: [] };
  }

  async close(): Promise<void> {
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all(Array.from(this.#running.values(), ({ done }) => done));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #create(query: string, { now }: ShopContext): BulkOperation {
    const operation: BulkOperation = {
      kind: 'BulkOperation',
      id: String(++this.#lastId),
      query,
      createdAt: toSecond(now().toISOString()),
      status: 'CREATED',
      completedAt: null,
      errorCode: null,
      objectCount: 0,
      rootObjectCount: 0,
      fileSize: null,
      url: null,
      partialDataUrl: null,
    };
    this.#operations.set(operation.id, operation);
    return operation;
  }

  #launch(
    operation: BulkOperation,
    plan: BulkPlan,
    how: Pick<RunOptions, 'grouped' | 'ready' | 'context'>,
  ): void {
    const abort = new AbortController();
    const fault = this.nextFault;
    this.nextFault = undefined;
    const { folder, gate } = this;
    const done = run(operation, plan, { ...how, folder, abort, fault, gate })
      .then((file) => this.#finish(operation, file, how.context))
      .finally(() => this.#running.delete(operation.id));
    this.#running.set(operation.id, { operation, abort, done });
  }

  #finish(operation: BulkOperation, file: string, { now }: ShopContext): void {
    const url = operation.objectCount === 0 ? null : this.#urlOf(file);
    if (operation.status === 'COMPLETED') {
      operation.completedAt = toSecond(now().toISOString());
      operation.url = url;
    } else {
      operation.partialDataUrl = url;
    }
  }
}

interface RunOptions {
  readonly grouped: boolean;
  readonly folder: string;
  readonly abort: AbortController;
  readonly fault: BulkFault | undefined;
  readonly gate: Promise<void> | undefined;
  readonly ready: ReadyResult | undefined;
  readonly context: ShopContext;
}

/** Runs to an end state, whatever happens; returns the file's name, which nobody can guess. */
async function run(operation: BulkOperation, plan: BulkPlan, options: RunOptions): Promise<string> {
  const { grouped, folder, abort, fault, gate, ready, context } = options;
  const file = `${operation.id}-${randomBytes(16).toString('hex')}.jsonl`;
  await nextTurn();
  if (gate && !abort.signal.aborted) await Promise.race([gate, once(abort.signal, 'abort')]);
  if (operation.status === 'CREATED') operation.status = 'RUNNING';
  if ([...plan.scopes.keys()].some((scope) => !context.scopes.has(scope))) {
    return Object.assign(operation, { status: 'FAILED', errorCode: 'ACCESS_DENIED' }) && file;
  }
  try {
    const written = await (ready ? place(ready) : writeLines)({
      plan,
      grouped,
      file: join(folder, file),
      signal: abort.signal,
      report: ({ objects, rootObjects }) => {
        Object.assign(operation, { objectCount: objects, rootObjectCount: rootObjects });
        if (fault && rootObjects >= fault.afterRootObjects) throw new Fault(fault.errorCode);
      },
    });
    operation.fileSize = written.bytes;
    operation.status = abort.signal.aborted ? 'CANCELED' : 'COMPLETED';
  } catch (error) {
    operation.errorCode = error instanceof Fault ? error.code : 'INTERNAL_SERVER_ERROR';
    operation.status = 'FAILED';
  }
  return file;
}

function place(ready: ReadyResult): (options: WriteOptions) => Promise<Progress> {
  return async ({ file, report }) => {
    putInPlace(ready, file);
    report(ready);
    return ready;
  };
}

class Fault extends Error {
  readonly code: BulkFault['errorCode'];

  constructor(code: BulkFault['errorCode']) {
    super(code);
    this.code = code;
  }
}

function refusal(userErrors: BulkPayload['userErrors']): BulkPayload {
  return { bulkOperation: null, userErrors };
}

const sortKeys: SortKeys<BulkOperation> = {
  CREATED_AT: { by: 'time', value: (operation) => operation.createdAt },
};
const search: SearchFields<BulkOperation> = {
  id: { type: 'id', value: (operation) => operation.id },
  created_at: { type: 'time', value: (operation) => operation.createdAt },
  status: { type: 'text', value: (operation) => operation.status },
  operation_type: { type: 'text', value: () => 'query' },
};
