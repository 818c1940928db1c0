import type { ModelName, OrderFact } from '../model/index.ts';
import type { Shrunk } from '../store/child-keys.ts';
import type { CausedNudge, TakenNudge } from '../store/nudges.ts';
import type { NewOutcome, Sight } from '../store/outcomes.ts';
import type { Rejected } from '../store/rejections.ts';
import type { Subject } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { TouchedCustomer } from '../store/touched-customers.ts';
import type { PageTracker } from './page-tracker.ts';

/** What is being settled. */
export interface Frame {
  readonly store: string;
  /** Of the run, unless a record has its own. */
  readonly correlation: string;
  /** Takes what was freed, once all that is known of it is kept. */
  readonly onFree?: (keys: readonly string[]) => void;
  /** Whether live changes are under way, which should not have to wait. */
  readonly isBesideLive?: () => boolean;
}

/** What the shop no longer has, and Salesforce now knows so. */
export interface Departed {
  readonly model: ModelName;
  /** External id. */
  readonly key: string;
}

/** A lane's checkpoint moves along with what it rests on. */
export interface Progressing {
  readonly tracker: PageTracker;
  readonly model: ModelName;
  readonly fingerprint: string;
  /** Whether a delta is being read, so that each page leaves the model complete. */
  readonly complete: boolean;
  /** It is read again beside everything else, and has a place of its own. */
  readonly beside: boolean;
}

/** Kept together in memory at most. */
const batchSize = 2500;
/**
 * Few enough that a delivery which waits for the database meanwhile waits for some hundredths of a second; it takes a
 * fifth more of the processor's time.
 */
const batchSizeBesideLive = 500;

/** Gathers what became of records and commits it in batches: all that belongs together, with the checkpoint that rests on it. */
export class Settlement {
  readonly #store: Store;
  readonly #frame: Frame;
  readonly #progressing: Progressing | undefined;
  readonly #now: () => Date;
  #batch = emptyBatch();
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** Without `progressing` there is no checkpoint. */
  constructor(store: Store, frame: Frame, now: () => Date, progressing?: Progressing) {
    this.#store = store;
    this.#frame = frame;
    this.#now = now;
    this.#progressing = progressing;
  }

  outcome(outcome: NewOutcome): void {
    this.#batch.outcomes.push(outcome);
    if (outcome.state !== 'written') return;
    this.#batch.accepted.add(outcome.key);
    this.#batch.rejected.delete(outcome.key);
  }

  /** Seen as it is known. */
  seen(sight: Sight): void {
    this.#batch.sights.push(sight);
  }

  reject(rejected: Omit<Rejected, 'store' | 'model'>): void {
    const { store, correlation } = this.#frame;
    const model = subjectOf(rejected.key);
    this.#batch.rejected.set(rejected.key, { store, model, correlation, ...rejected });
    this.#batch.accepted.delete(rejected.key);
  }

  /** What vanished from an aggregate has been marked. */
  shrunk(shrunk: Shrunk): void {
    this.#batch.shrunk.push(shrunk);
  }

  fact(fact: OrderFact): void {
    this.#batch.facts.set(fact.key, fact);
  }

  /** A gone order counts for nobody; the orders of a gone customer may be somebody else's now. */
  gone({ model, key }: Departed): void {
    if (model === 'order') this.#batch.facts.set(key, null);
    if (model === 'customer') this.#batch.left.push(key);
  }

  /** Nothing is to become of this aggregate, so nobody waits for it. */
  forget(key: string): void {
    this.#batch.accepted.add(key);
    this.#batch.rejected.delete(key);
  }

  /** To be read again by its id. */
  nudge(nudge: CausedNudge): void {
    this.#batch.nudges.push(nudge);
  }

  /** These nudges have been dealt with. */
  done(nudges: readonly TakenNudge[]): void {
    this.#batch.done.push(...nudges);
  }

  /** Others may write this record again. */
  free(key: string): void {
    this.#batch.freed.push(key);
  }

  /** The value of this customer is what the facts say. */
  dealtWith(touched: TouchedCustomer): void {
    this.#batch.dealtWith.push(touched);
  }

  get due(): boolean {
    const { isBesideLive } = this.#frame;
    return sizeOf(this.#batch) >= (isBesideLive?.() ? batchSizeBesideLive : batchSize);
  }

  /** One after another: reading and writing both come here, and the checkpoint may not step back. */
  flush(): Promise<void> {
    this.#waiting += 1;
    this.#last = this.#last.then(() => this.#commit()).finally(() => (this.#waiting -= 1));
    return this.#last;
  }

  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  async #commit(): Promise<void> {
    const batch = this.#batch;
    this.#batch = emptyBatch();
    const reached = this.#progressing?.tracker.takeReached();
    if (!reached && sizeOf(batch) === 0) return;
    const { store, onFree } = this.#frame;
    await this.#store.transaction(async (within) => {
      await within.outcomes.save(batch.outcomes, this.#now());
      await within.outcomes.seen(batch.sights);
      await within.children.shrink(batch.shrunk);
      await saveFacts(within, store, batch.facts);
      await nudgeOrdersOf(within, store, batch.left, this.#now());
      await within.nudges.done(store, batch.done);
      await within.nudges.add(store, batch.nudges, this.#now());
      await within.touched.remove(store, batch.dealtWith);
      for (const [model, keys] of Map.groupBy(batch.accepted, subjectOf)) {
        await within.rejections.clear(store, model, keys);
      }
      await within.rejections.add([...batch.rejected.values()], this.#now());
      if (!reached || !this.#progressing) return;
      const { model, fingerprint, complete, beside } = this.#progressing;
      if (beside) return within.remappings.reached(store, model, reached.cursor);
      await within.checkpoints.set(store, model, { ...reached, complete, fingerprint });
    });
    onFree?.(batch.freed);
  }
}

/** All keys begin with what they are about: `order/shopify:giftshop:4711`. */
function subjectOf(key: string): Subject {
  return key.slice(0, key.indexOf('/')) as Subject;
}

type Within = Parameters<Parameters<Store['transaction']>[0]>[0];

async function saveFacts(
  { facts }: Within,
  store: string,
  changed: ReadonlyMap<string, OrderFact | null>,
): Promise<void> {
  const all = [...changed];
  await facts.save(
    store,
    all.flatMap(([, fact]) => fact ?? []),
  );
  await facts.remove(
    store,
    all.flatMap(([key, fact]) => (fact === null ? [key] : [])),
  );
}

async function nudgeOrdersOf(
  { facts, nudges }: Within,
  store: string,
  customers: readonly string[],
  at: Date,
): Promise<void> {
  if (customers.length === 0) return;
  const orders = await facts.of(customers);
  const ids = orders.map(({ key }) => key.slice(store.length + 1));
  await nudges.add(
    store,
    ids.map((id) => ({ model: 'order' as const, id })),
    at,
  );
}

function emptyBatch() {
  return {
    outcomes: [] as NewOutcome[],
    sights: [] as Sight[],
    shrunk: [] as Shrunk[],
    /** By key; null: the shop no longer has the order. */
    facts: new Map<string, OrderFact | null>(),
    /** Customers that the shop no longer has. */
    left: [] as string[],
    nudges: [] as CausedNudge[],
    done: [] as TakenNudge[],
    freed: [] as string[],
    dealtWith: [] as TouchedCustomer[],
    /** By key: the last word on a record counts. */
    rejected: new Map<string, Rejected>(),
    accepted: new Set<string>(),
  };
}

function sizeOf(batch: ReturnType<typeof emptyBatch>): number {
  const { outcomes, sights, nudges, done, dealtWith, rejected, accepted } = batch;
  const lists = [outcomes, sights, nudges, done, dealtWith];
  return lists.reduce((sum, { length }) => sum + length, rejected.size + accepted.size);
}
