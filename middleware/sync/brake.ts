import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../common/errors.ts';

const firstMs = 1000;
const longestMs = 15 * 60_000;

/**
 * A store's circuit breaker: https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker. After a failure
 * that passes by itself everything of that store waits, longer each time; then one attempt goes ahead, and the others
 * follow once it has succeeded.
 */
export class Brake {
  #failures = 0;
  #until = 0;
  #probing = false;
  #changed = Promise.withResolvers<void>();
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Whether it holds now. */
  get holds(): boolean {
    return this.#failures > 0;
  }

  /** Until this attempt may go ahead, or the signal is aborted; afterwards say how it went. */
  async free(signal: AbortSignal): Promise<void> {
    while (this.#failures > 0 && !signal.aborted) {
      const leftMs = this.#until - performance.now();
      if (leftMs <= 0 && !this.#probing) {
        this.#probing = true;
        return;
      }
      await this.#wait(leftMs, signal);
    }
  }

  succeeded(): void {
    this.#failures = 0;
    this.#end();
  }

  /** Gives how long everything waits now, in milliseconds. */
  failed({ retryAfterMs }: Pick<Failure, 'retryAfterMs'>): number {
    const backoff = Math.min(longestMs, firstMs * 2 ** this.#failures);
    // Half of it is chance, so that many who failed together do not come back together.
    const jittered = backoff * (0.5 + this.#random() / 2);
    const waitMs = Math.max(jittered, retryAfterMs ?? 0);
    this.#failures += 1;
    this.#until = performance.now() + waitMs;
    this.#end();
    return waitMs;
  }

  /** A person says that it is mended: the next attempt need not wait. */
  release(): void {
    this.succeeded();
  }

  async #wait(leftMs: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const changed = this.#changed.promise;
    const asleep = sleep(leftMs > 0 ? leftMs : longestMs, undefined, { signal: either });
    await Promise.race([asleep.catch(() => undefined), changed]);
    over.abort();
  }

  #end(): void {
    this.#probing = false;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
