import type { Random } from '../../random.ts';

export const hour = 3_600_000;
export const day = 24 * hour;

/** How well a gift shop sells, January to December; on average about 1. */
const season = [0.65, 0.85, 0.85, 0.8, 0.85, 0.8, 0.75, 0.75, 0.9, 1.1, 1.75, 1.95];
const growthAYear = 1.35;
/** Sunday to Saturday. */
const week = [1.2, 1.05, 0.95, 0.95, 0.95, 0.9, 1];

/** Moments at which a shop sells: more before Christmas, more each year, and by day. */
export class Calendar {
  readonly #from: number;
  readonly #now: number;
  readonly #sums: number[] = [];

  /** `days` back from `now`. */
  constructor(now: Date, days: number) {
    this.#now = now.getTime();
    this.#from = this.#now - days * day;
    let sum = 0;
    for (let index = 0; index < days; index++) {
      const date = new Date(this.#from + index * day);
      const weight = season[date.getUTCMonth()]! * week[date.getUTCDay()]!;
      this.#sums.push((sum += weight * growthAYear ** (index / 365)));
    }
  }

  /** Milliseconds since 1970; a few minutes ago at the latest. */
  pick(random: Random): number {
    const index = random.weighted(this.#sums);
    const start = new Date(this.#from + index * day).setUTCHours(0, 0, 0, 0);
    const at = start + random.between(7 * 60, 22 * 60 + 59) * 60_000 + random.between(0, 59) * 1000;
    return at > this.#now - hour || at < this.#from
      ? this.#from + random.between(1, 24 * 30) * hour
      : at;
  }
}
