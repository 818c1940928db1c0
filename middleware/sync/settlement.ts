import type { ModelName } from '../model/index.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import type { Rejected } from '../store/rejections.ts';
import type { Store } from '../store/store.ts';
import type { PageTracker } from './page-tracker.ts';

/** Where a lane stands: what its checkpoint is made of beside cursor and time. */
export interface CheckpointFrame {
  readonly store: string;
  readonly model: ModelName;
  readonly fingerprint: string;
  /** Whether a delta is being read, so that each page leaves the model complete. */
  readonly complete: boolean;
}

/** Kept together in memory at most. */
const batchSize = 500;

/** Gathers outcomes and commits them in batches: outcomes and rejections with the checkpoint that rests on them. */
export class Settlement {
  readonly #store: Store;
  readonly #frame: CheckpointFrame;
  readonly #tracker: PageTracker;
  readonly #now: () => Date;
  #outcomes: ({ key: string } & KnownOutcome)[] = [];
  /** By key: the last word on a record counts. */
  #rejected = new Map<string, Rejected>();
  #accepted = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(store: Store, frame: CheckpointFrame, tracker: PageTracker, now: () => Date) {
    this.#store = store;
    this.#frame = frame;
    this.#tracker = tracker;
    this.#now = now;
  }

  outcome(outcome: { key: string } & KnownOutcome): void {
    this.#outcomes.push(outcome);
    if (outcome.state !== 'written') return;
    this.#accepted.add(outcome.key);
    this.#rejected.delete(outcome.key);
  }

  reject(rejected: Omit<Rejected, 'store' | 'model'>): void {
    const { store, model } = this.#frame;
    this.#rejected.set(rejected.key, { store, model, ...rejected });
    this.#accepted.delete(rejected.key);
  }

  get due(): boolean {
    return this.#outcomes.length + this.#rejected.size >= batchSize;
  }

  /** One after another: reading and writing both come here, and the checkpoint may not step back. */
  flush(): Promise<void> {
    this.#last = this.#last.then(() => this.#commit());
    return this.#last;
  }

  async #commit(): Promise<void> {
    const [outcomes, rejected] = [this.#outcomes, [...this.#rejected.values()]];
    const accepted = [...this.#accepted];
    this.#outcomes = [];
    this.#rejected.clear();
    this.#accepted.clear();
    const reached = this.#tracker.takeReached();
    if (!reached && outcomes.length + rejected.length === 0) return;
    const { store, model, fingerprint, complete } = this.#frame;
    await this.#store.transaction(async (within) => {
      await within.outcomes.save(outcomes);
      await within.rejections.clear(store, model, accepted);
      await within.rejections.add(rejected, this.#now());
      if (reached)
        await within.checkpoints.set(store, model, { ...reached, complete, fingerprint });
    });
  }
}
