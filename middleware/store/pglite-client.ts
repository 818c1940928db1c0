import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { Gate } from '../common/gate.ts';
import {
  errorOf,
  type Answer,
  type Question,
  type Ready,
  type Results,
} from './pglite-messages.ts';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Within a transaction. */
export interface PGliteTransaction {
  query<T>(text: string, parameters?: unknown[]): Promise<Results & { rows: T[] }>;
  rollback(): Promise<void>;
}

/**
 * The embedded database in a thread of its own, with as much of PGlite's interface as is used: the program goes on while
 * the database works and while the disk is waited for, on another core where there is one.
 */
export class PGliteClient {
  readonly ready = true;
  readonly waitReady = Promise.resolve();
  closed = false;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #stopped: Error | undefined;
  /** Whoever wants a transaction, or something beside one, waits for the one that is open. */
  readonly #gate = new Gate();

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: Answer) => this.#settle(answer));
    worker.on('error', (error) =>
      this.#stop(`The embedded database has stopped: ${String(error)}`),
    );
    worker.on('exit', () => this.#stop('The embedded database has stopped'));
  }

  /** Throws what keeps the database from opening. */
  static async over(worker: Worker): Promise<PGliteClient> {
    const [begun] = (await once(worker, 'message')) as [Ready];
    if ('ready' in begun) {
      worker.unref();
      return new PGliteClient(worker);
    }
    await worker.terminate();
    throw errorOf(begun.failed);
  }

  query<T>(text: string, parameters: unknown[] = []): Promise<Results & { rows: T[] }> {
    return this.#gate.enter(() => this.#query<T>(text, parameters));
  }

  /** Any number of statements, without parameters; a result for each. */
  exec(text: string): Promise<Results[]> {
    return this.#gate.enter(() => this.#ask('exec', text) as Promise<Results[]>);
  }

  /** Nothing else is done until the work is; what throws is rolled back. */
  transaction<T>(work: (transaction: PGliteTransaction) => Promise<T>): Promise<T> {
    return this.#gate.enter(() => this.#transact(work));
  }

  /** The same database for whoever cannot wait: it comes before all that waits, but does not break into a transaction. */
  get urgent(): Pick<
    PGliteClient,
    'query' | 'transaction' | 'ready' | 'waitReady' | 'closed' | 'close'
  > {
    const isClosed = () => this.closed;
    return {
      ...{ ready: this.ready, waitReady: this.waitReady, close: () => this.close() },
      get closed() {
        return isClosed();
      },
      query: (text, parameters) => this.#gate.enter(() => this.#query(text, parameters), 'urgent'),
      transaction: (work) => this.#gate.enter(() => this.#transact(work), 'urgent'),
    };
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.#gate.enter(() => this.#ask('close', ''));
    await this.#worker.terminate();
  }

  async #transact<T>(work: (transaction: PGliteTransaction) => Promise<T>): Promise<T> {
    let open = true;
    await this.#ask('exec', 'BEGIN');
    const rollback = async () => {
      if (open) await this.#ask('exec', 'ROLLBACK');
      open = false;
    };
    try {
      const query: PGliteTransaction['query'] = (text, parameters) => this.#query(text, parameters);
      const result = await work({ query, rollback });
      if (open) await this.#ask('exec', 'COMMIT');
      return result;
    } catch (error) {
      await rollback();
      throw error;
    }
  }

  #query<T>(text: string, parameters: unknown[] = []): Promise<Results & { rows: T[] }> {
    return this.#ask('query', text, parameters) as Promise<Results & { rows: T[] }>;
  }

  #ask(ask: Question['ask'], text: string, parameters: unknown[] = []): Promise<unknown> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      // The process stays for an answer that is waited for, and for nothing else.
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ask, text, parameters } satisfies Question);
    });
  }

  #settle({ id, result, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (error) waiting?.reject(errorOf(error));
    else waiting?.resolve(result);
  }

  #stop(why: string): void {
    this.#stopped ??= new Error(why);
    for (const { reject } of this.#waiting.values()) reject(this.#stopped);
    this.#waiting.clear();
  }
}
