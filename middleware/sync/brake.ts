import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../common/errors.ts';

const firstMs = 1000;
const longestMs = 15 * 60_000;

/** Leave for one piece of work; whoever has it says once how that went. */
export interface Pass {
  /** For the one who goes ahead after a pause: the others wait for what comes of it. */
  readonly isProbe: boolean;
  /** Of a probe: the other side is there again, so that the others need not wait until all of the work is done. */
  answered(): void;
  succeeded(): void;
  /** Gives how long everything waits now, in milliseconds. */
  failed(failure: Pick<Failure, 'retryAfterMs'>): number;
  /** It came to nothing that says whether the other side is there. */
  ended(): void;
}

/**
 * A store's circuit breaker, for runs and live changes alike:
 * https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker. After a failure that passes by itself
 * everything of that store waits, longer each time; then one goes ahead, and the others follow when it was answered.
 * How long the next wait is, is forgotten only where a piece of work was done: an answer alone proves little.
 */
export class Brake {
  #failures = 0;
  #holds = false;
  #until = 0;
  #probe: Pass | undefined;
  #changed = Promise.withResolvers<void>();
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Whether it holds now. */
  get holds(): boolean {
    return this.#holds;
  }

  /** Waits until work may go ahead, or the signal is aborted. */
  async enter(signal: AbortSignal): Promise<Pass> {
    while (this.#holds && !signal.aborted) {
      const leftMs = this.#until - performance.now();
      if (leftMs <= 0 && !this.#probe) return (this.#probe = this.#pass(true));
      await this.#wait(leftMs, signal);
    }
    return this.pass();
  }

  /** Does not wait: for the rest of work that has begun. */
  pass(): Pass {
    return this.#pass(false);
  }

  /** A person says that it is mended: nobody waits any longer. */
  release(): void {
    this.#failures = 0;
    this.#open();
  }

  #pass(isProbe: boolean): Pass {
    // A probe is one until it was answered.
    const probing = (pass: Pass) => this.#probe === pass;
    const pass: Pass = {
      isProbe,
      answered: () => {
        if (probing(pass)) this.#open();
      },
      succeeded: () => {
        if (this.#holds && !probing(pass)) return;
        this.release();
      },
      failed: (failure) => this.#fail(failure, this.#holds && !probing(pass)),
      ended: () => {
        if (!probing(pass)) return;
        this.#probe = undefined;
        this.#tell();
      },
    };
    return pass;
  }

  /** `late`: it had begun before the others were stopped, and is no news. */
  #fail({ retryAfterMs = 0 }: Pick<Failure, 'retryAfterMs'>, late: boolean): number {
    const now = performance.now();
    if (late) {
      this.#until = Math.max(this.#until, now + retryAfterMs);
      return Math.max(0, this.#until - now);
    }
    const backoff = Math.min(longestMs, firstMs * 2 ** this.#failures);
    // Half of it is chance, so that many who failed together do not come back together.
    const jittered = backoff * (0.5 + this.#random() / 2);
    const waitMs = Math.max(jittered, retryAfterMs);
    this.#failures += 1;
    this.#holds = true;
    this.#until = now + waitMs;
    this.#probe = undefined;
    this.#tell();
    return waitMs;
  }

  #open(): void {
    this.#holds = false;
    this.#probe = undefined;
    this.#tell();
  }

  async #wait(leftMs: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const changed = this.#changed.promise;
    const asleep = sleep(leftMs > 0 ? leftMs : longestMs, undefined, { signal: either });
    await Promise.race([asleep.catch(() => undefined), changed]);
    over.abort();
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
