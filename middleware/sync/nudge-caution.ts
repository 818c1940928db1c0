import { Gate } from '../common/gate.ts';
import type { Store } from '../store/store.ts';
import type { TakenNudge } from '../store/nudges.ts';
import { deaths } from './caution.ts';

/** What is counted: rounds of nudges of a store, whatever they are about. */
const subject = 'nudge';

/** A round that has been begun. */
export interface Careful {
  /** Those that may be dealt with now. */
  readonly nudges: readonly TakenNudge[];
  /** Keys of records that have ended the process; they are not to be looked at. */
  readonly fatal: ReadonlySet<string>;
  /** `passed`: all of it was dealt with, and the process lives. Else it failed or was cut off, which says nothing. */
  end(passed: boolean): Promise<void>;
}

export interface NudgedStore {
  readonly store: string;
  readonly memory: Pick<Store, 'attempts'>;
}

/**
 * Notices that reading nudged records again ends the process time after time, by a count that is kept before they are
 * read. Then one round at a time is gone through, of ever fewer nudges, until one stands alone: whoever that ends the
 * process at is not looked at any more. For one process; the count is every life's.
 */
export class NudgeCaution {
  /** Lives that began here, this one included, without coming any further; 0: no round is open. */
  #times = 0;
  /** Nudges that are to be passed before it may be forgotten. */
  #left = 0;
  #open = 0;
  #idle = Promise.resolve();
  /** Who stands alone, until that is taken back. */
  #alone: TakenNudge | undefined;
  readonly #inTurn = new Gate();

  /** To be waited for before nudges are taken: those of a round that is being dealt with stand alone. */
  async ready(): Promise<void> {
    while (this.#isCareful && this.#open > 0) await this.#idle;
  }

  begin(place: NudgedStore, taken: readonly TakenNudge[]): Promise<Careful> {
    return this.#inTurn.enter(async () => {
      // The database was away when it should have been taken back.
      await this.#clear(place);
      await this.#count(place, taken.length);
      const { attempts } = place.memory;
      const fatal = await attempts.suspects(place.store);
      const nudges = this.#isCareful ? taken.slice(0, this.#most(taken.length)) : taken;
      if (this.#isCareful && nudges.length === 1) await this.#suspect(place, nudges[0]!, fatal);
      return this.#opened(place, nudges, fatal);
    });
  }

  get #isCareful(): boolean {
    return this.#times > deaths;
  }

  #most(all: number): number {
    return Math.max(1, Math.ceil(all / 2 ** (this.#times - deaths)));
  }

  async #count({ store, memory }: NudgedStore, waiting: number): Promise<void> {
    if (this.#times > 0) return;
    this.#times = await memory.attempts.begin(store, subject, null);
    this.#left = waiting;
  }

  async #suspect(place: NudgedStore, nudge: TakenNudge, fatal: ReadonlySet<string>): Promise<void> {
    const key = keyOf(place, nudge);
    if (fatal.has(key)) return;
    await place.memory.attempts.suspect(place.store, nudge.model, key);
    this.#alone = nudge;
  }

  async #clear(place: NudgedStore): Promise<void> {
    const alone = this.#alone;
    if (alone) await place.memory.attempts.clear(place.store, alone.model, [keyOf(place, alone)]);
    this.#alone = undefined;
  }

  #opened(place: NudgedStore, nudges: readonly TakenNudge[], fatal: ReadonlySet<string>): Careful {
    const over = Promise.withResolvers<void>();
    this.#open += 1;
    this.#idle = over.promise;
    const end = (passed: boolean) =>
      this.#inTurn.enter(async () => {
        this.#open -= 1;
        over.resolve();
        await this.#clear(place);
        const isFound = nudges.some((one) => fatal.has(keyOf(place, one)));
        await this.#ended(place, passed && !isFound ? nudges.length : this.#left);
      });
    return { nudges, fatal, end };
  }

  async #ended(place: NudgedStore, passed: number): Promise<void> {
    this.#left -= passed;
    if (this.#isCareful && this.#left > 0) return;
    this.#times = 0;
    await place.memory.attempts.end(place.store, subject, null);
    // What was begun meanwhile is still to be passed.
    if (this.#open > 0) await this.#count(place, 0);
  }
}

function keyOf({ store }: NudgedStore, { model, id }: TakenNudge): string {
  return `${model}/${store}:${id}`;
}
