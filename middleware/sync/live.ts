import { correlated, newCorrelation } from '../common/correlation.ts';
import { failureOf, type Failure } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import { isStopped, stopStore } from './attempt.ts';
import { Brake } from './brake.ts';
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
 * before. Nothing is lost by a failure: the nudges stay where they are, and are tried again.
 */
export async function runLive(setup: LiveSetup): Promise<void> {
  await Promise.all(setup.stores.map((store) => new Follower(setup, store).run()));
}

/** Follows one store: gathers nudges, and reads a round of them while the last one is being written. */
class Follower {
  readonly #setup: LiveSetup;
  readonly #store: StoreSetup;
  readonly #pace = new Pace();
  /** Its own: a run that fails may have reasons of its own. */
  readonly #brake = new Brake();
  #writing: Promise<Failure | undefined> = Promise.resolve(undefined);
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
      const failure = await correlated(newCorrelation(), () => this.#round());
      if (!failure) {
        this.#brake.succeeded();
        continue;
      }
      this.#store.bell.ring();
      await this.#sleep(this.#brake.failed(failure));
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

  /** Gives what kept this round from being read, or the last one from being written. */
  async #round(): Promise<Failure | undefined> {
    const { signal } = this.#setup;
    const { traffic, bell } = this.#store;
    return traffic.live.enter(async () => {
      // Whoever mends it has the store looked at, and the bell rung.
      if (await isStopped(this.#store)) return undefined;
      const round = await this.#attempt(() => readRound(this.#store, signal, this.#written));
      const failure = (await this.#writing) ?? round.failure;
      this.#writing = Promise.resolve(undefined);
      const read = round.result;
      this.#written = read;
      if (!read) return failure;
      this.#pace.took(read.nudges, performance.now());
      // There may be more than one round takes.
      bell.ring();
      this.#writing = this.#write(read);
      return failure;
    });
  }

  async #write(round: Round): Promise<Failure | undefined> {
    const { log } = this.#setup;
    const { result: counts, failure } = await this.#attempt(() => round.write());
    if (counts) log.info({ store: this.#store.store, ...counts }, 'Nudges dealt with');
    // Waited for in the next round, which nobody may have rung for.
    if (failure) this.#store.bell.ring();
    this.#bringValues();
    return failure;
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

  async #attempt<T>(work: () => Promise<T>): Promise<{ result?: T; failure?: Failure }> {
    const { signal, log, metrics } = this.#setup;
    const { store } = this.#store;
    try {
      return { result: await work() };
    } catch (error) {
      if (signal.aborted) return {};
      const failure = failureOf(error);
      metrics.failed(store, failure.kind);
      const { kind, action, message } = failure;
      const next = 'The nudges are kept and tried again.';
      log.error({ store, kind, action, next }, message);
      await stopStore(this.#store, failure);
      return { failure };
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { signal, sleep } = this.#setup;
    // Being stopped while asleep is the usual end.
    if (ms > 0) await sleep(ms, signal).catch(() => undefined);
  }
}
