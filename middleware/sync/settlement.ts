import type { ModelName, OrderFact } from '../model/index.ts';
import type { Shrunk } from '../store/child-keys.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import type { Rejected } from '../store/rejections.ts';
import type { Subject } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { TouchedCustomer } from '../store/touched-customers.ts';
import type { PageTracker } from './page-tracker.ts';

/** What is being settled. */
export interface Frame {
  readonly store: string;
  readonly model: Subject;
}

/** A lane's checkpoint moves along with what it rests on. */
export interface Progressing {
  readonly tracker: PageTracker;
  readonly model: ModelName;
  readonly fingerprint: string;
  /** Whether a delta is being read, so that each page leaves the model complete. */
  readonly complete: boolean;
}

/** Kept together in memory at most. */
const batchSize = 500;

/** Gathers what became of records and commits it in batches: all that belongs together, with the checkpoint that rests on it. */
export class Settlement {
  readonly #store: Store;
  readonly #frame: Frame;
  readonly #progressing: Progressing | undefined;
  readonly #now: () => Date;
  #batch = emptyBatch();
  #last: Promise<void> = Promise.resolve();

  /** Without `progressing` there is no checkpoint. */
  constructor(store: Store, frame: Frame, now: () => Date, progressing?: Progressing) {
    this.#store = store;
    this.#frame = frame;
    this.#now = now;
    this.#progressing = progressing;
  }

  outcome(outcome: { key: string } & KnownOutcome): void {
    this.#batch.outcomes.push(outcome);
    if (outcome.state !== 'written') return;
    this.#batch.accepted.add(outcome.key);
    this.#batch.rejected.delete(outcome.key);
  }

  reject(rejected: Omit<Rejected, 'store' | 'model'>): void {
    const { store, model } = this.#frame;
    this.#batch.rejected.set(rejected.key, { store, model, ...rejected });
    this.#batch.accepted.delete(rejected.key);
  }

  /** What vanished from an aggregate has been marked. */
  shrunk(shrunk: Shrunk): void {
    this.#batch.shrunk.push(shrunk);
  }

  fact(fact: OrderFact): void {
    this.#batch.facts.push(fact);
  }

  /** The value of this customer is what the facts say. */
  dealtWith(touched: TouchedCustomer): void {
    this.#batch.dealtWith.push(touched);
  }

  get due(): boolean {
    return sizeOf(this.#batch) >= batchSize;
  }

  /** One after another: reading and writing both come here, and the checkpoint may not step back. */
  flush(): Promise<void> {
    this.#last = this.#last.then(() => this.#commit());
    return this.#last;
  }

  async #commit(): Promise<void> {
    const batch = this.#batch;
    this.#batch = emptyBatch();
    const reached = this.#progressing?.tracker.takeReached();
    if (!reached && sizeOf(batch) === 0) return;
    const { store, model } = this.#frame;
    await this.#store.transaction(async (within) => {
      await within.outcomes.save(batch.outcomes);
      await within.children.shrink(batch.shrunk);
      await within.facts.save(store, batch.facts);
      await within.touched.remove(store, batch.dealtWith);
      await within.rejections.clear(store, model, [...batch.accepted]);
      await within.rejections.add([...batch.rejected.values()], this.#now());
      if (!reached || !this.#progressing) return;
      const { model: read, fingerprint, complete } = this.#progressing;
      await within.checkpoints.set(store, read, { ...reached, complete, fingerprint });
    });
  }
}

function emptyBatch() {
  return {
    outcomes: [] as ({ key: string } & KnownOutcome)[],
    shrunk: [] as Shrunk[],
    facts: [] as OrderFact[],
    dealtWith: [] as TouchedCustomer[],
    /** By key: the last word on a record counts. */
    rejected: new Map<string, Rejected>(),
    accepted: new Set<string>(),
  };
}

function sizeOf({ outcomes, rejected, dealtWith }: ReturnType<typeof emptyBatch>): number {
  return outcomes.length + rejected.size + dealtWith.length;
}
