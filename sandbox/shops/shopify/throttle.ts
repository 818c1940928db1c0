import { performance } from 'node:perf_hooks';

export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
}

/**
 * Shopify's leaky bucket: it holds twenty seconds' worth of points and fills at the plan's rate. A query is let in if
 * its requested cost is there, and is charged its actual cost.
 * https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
 */
export class Throttle {
  readonly #rate: number;
  readonly #clock: () => number;
  #available: number;
  #at: number;

  /** `rate`: points a second. `clock`: milliseconds; real time, even where the shop's calendar is fixed. */
  constructor(rate: number, clock: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#clock = clock;
    this.#available = this.#maximum;
    this.#at = clock();
  }

  admits(cost: number): boolean {
    return this.status().currentlyAvailable >= cost;
  }

  charge(cost: number): void {
    this.#refill();
    this.#available = Math.max(0, this.#available - cost);
  }

  status(): ThrottleStatus {
    this.#refill();
    return {
      maximumAvailable: this.#maximum,
      currentlyAvailable: Math.floor(this.#available),
      restoreRate: this.#rate,
    };
  }

  get #maximum(): number {
    return this.#rate * 20;
  }

  #refill(): void {
    const now = this.#clock();
    this.#available = Math.min(
      this.#maximum,
      this.#available + ((now - this.#at) / 1000) * this.#rate,
    );
    this.#at = now;
  }
}
