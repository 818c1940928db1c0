import { correlated, newCorrelation } from '../common/correlation.ts';
import type { Logger } from '../common/log.ts';
import { attempt } from './attempt.ts';
import type { Pass } from './brake.ts';
import type { Metrics } from './metrics.ts';
import { Pace } from './pace.ts';
import { bringTouchedUpToDate } from './reread.ts';
import { remap } from './remap.ts';
import { readRound, type Round } from './round.ts';
import type { StoreSetup } from './store-setup.ts';

export interface LiveSetup {
  readonly stores: readonly StoreSetup[];
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly metrics: Metrics;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const remapEveryMs = 60_000;

/**
 * Reads again what shops nudge us about, as soon as it comes, until the signal ends it. Begins with what was left from
 * before. Nothing is lost by a failure: the nudges stay where they are, and are tried again when the store's brake lets go.
 */
export async function runLive(setup: LiveSetup): Promise<void> {
  await Promise.all(setup.stores.map((store) => new Follower(setup, store).run()));
}

/** Follows one store: gathers nudges, and reads a round of them while the last one is being written. */
class Follower {
  readonly #setup: LiveSetup;
  readonly #store: StoreSetup;
  readonly #pace = new Pace();
  /** Gives how long it was told to wait. */
  #writing: Promise<number> = Promise.resolve(0);
  /** What is being written. */
  #written: Round | undefined;
  #values: Promise<void> | undefined;

  constructor(setup: LiveSetup, store: StoreSetup) {
    this.#setup = setup;
    this.#store = store;
  }

  async run(): Promise<void> {
    const { signal } = this.#setup;
    const remapping = this.#remap();
    this.#store.bell.ring();
    for (;;) {
      await this.#store.bell.heard(signal);
      await this.#sleep(this.#pace.waitMs(performance.now()));
      if (signal.aborted) break;
      await this.#sleep(await correlated(newCorrelation(), () => this.#round()));
    }
    await this.#writing;
    await this.#values;
    await remapping;
  }

  /** What an older mapping has written is read again beside all this, and gives way to it. */
  async #remap(): Promise<void> {
    const { signal, log } = this.#setup;
    const { store, traffic } = this.#store;
    traffic.isFollowed = true;
    while (!signal.aborted) {
      const { result } = await this.#attempt(() => remap(this.#store, signal));
      if (result) log.info({ store, ...result }, 'Read again, for the mapping has changed');
      await this.#sleep(remapEveryMs);
    }
    traffic.isFollowed = false;
  }

  /** Gives for how long live changes alone are held back, in milliseconds. */
  async #round(): Promise<number> {
    const { brake, traffic } = this.#store;
    // Not inside: history would wait there as well, and could not be the one who finds out that all is well again.
    const pass = await brake.enter(this.#setup.signal);
    return traffic.live.enter(() => this.#readNext(pass));
  }

  async #readNext(pass: Pass): Promise<number> {
    const { signal } = this.#setup;
    const { bell } = this.#store;
    const { result: read, heldMs } = await this.#attempt(
      () => readRound(this.#store, signal, this.#written),
      pass,
    );
    const bothMs = Math.max(heldMs, await this.#writing);
    this.#writing = Promise.resolve(0);
    this.#written = read;
    if (!read) return bothMs;
    this.#pace.took(read.nudges, performance.now());
    // There may be more than one round takes.
    bell.ring();
    this.#writing = this.#write(read);
    return bothMs;
  }

  async #write(round: Round): Promise<number> {
    const { log } = this.#setup;
    const { brake, store } = this.#store;
    const { result: counts, heldMs } = await this.#attempt(() => round.write(), brake.pass());
    // It was cut off before it came to that, perhaps, and nobody else may hold what it has claimed.
    await round.drop();
    if (counts) log.info({ store, ...counts }, 'Nudges dealt with');
    this.#bringValues();
    return heldMs;
  }

  /** One at a time, and beside what is read next. */
  #bringValues(): void {
    this.#values ??= this.#valuesInTime().finally(() => (this.#values = undefined));
  }

  async #valuesInTime(): Promise<void> {
    const { signal } = this.#setup;
    await this.#sleep(this.#pace.valuesInMs(performance.now()));
    if (signal.aborted) return;
    this.#pace.valued(performance.now());
    await this.#attempt(() => bringTouchedUpToDate(this.#store, signal));
  }

  /** `heldMs`: for how long this alone is held back. What failed is tried again when the store may go on. */
  async #attempt<T>(work: () => Promise<T>, pass?: Pass): Promise<{ result?: T; heldMs: number }> {
    try {
      const ended = await attempt(this.#setup, this.#store, work, pass);
      if (ended.state === 'done') return { result: ended.result, heldMs: 0 };
      if (ended.state === 'stopped') return { heldMs: 0 };
      this.#store.bell.ring();
      return { heldMs: ended.held ? ended.waitMs : 0 };
    } catch (error) {
      if (this.#setup.signal.aborted) return { heldMs: 0 };
      throw error;
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { signal, sleep } = this.#setup;
    // Being stopped while asleep is the usual end.
    if (ms > 0) await sleep(ms, signal).catch(() => undefined);
  }
}
