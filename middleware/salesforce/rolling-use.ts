import { z } from 'zod';

const bucketMs = 5 * 60_000;
const buckets = 288;
const recentBuckets = 3;
/** Answers overtake each other: read more often, each such pair would look like use. */
const readEveryMs = 10_000;

/** What is kept from one life to the next, as JSON: some kilobytes. Times in milliseconds since 1970. */
const keptUse = z.object({
  firstAt: z.number(),
  readAt: z.number(),
  /** By five minutes since 1970: how much was used in them. */
  used: z.array(z.tuple([z.int(), z.number().nonnegative()])).max(buckets),
});

/** What comes of it when the present rate goes on. */
export interface Outlook {
  /** Used in 24 hours, a day from now: by then all that counts now has ceased to. */
  readonly inADay: number;
  /** The most there will be until then. */
  readonly highest: number;
}

/**
 * Use of a limit that counts the last 24 hours, by when it was. An org tells only the sum: what was used before the first
 * reading is taken to have come evenly, and is corrected, the oldest first, where the sum falls faster than that. Times in
 * milliseconds of one clock.
 */
export class RollingUse {
  readonly #used = new Map<number, number>();
  #firstAt: number | undefined;
  #readAt = -Infinity;

  /** What the org says is used now. */
  see(used: number, now: number): void {
    if (now - this.#readAt < readEveryMs) return;
    const before = this.#readAt;
    this.#readAt = now;
    if (this.#firstAt === undefined) return this.#begin(used, now);
    this.#forget(now);
    const more = used - this.#sum();
    if (more >= 0) this.#spread(more, before, now);
    else this.#takeFromOldest(-more);
  }

  /** JSON of what was read; null where nothing was. */
  kept(now: number): string | null {
    if (this.#firstAt === undefined || this.#readAt === -Infinity) return null;
    this.#forget(now);
    const used = [...this.#used].map(([bucket, count]) => [bucket, Number(count.toFixed(6))]);
    return JSON.stringify({ firstAt: this.#firstAt, readAt: this.#readAt, used });
  }

  /** What was kept within a day, where nothing was read yet; anything else says nothing. */
  recall(kept: string, now: number): void {
    const { data } = keptUse.safeParse(parsed(kept));
    if (!data || this.#firstAt !== undefined) return;
    if (data.readAt > now || now - data.readAt >= buckets * bucketMs) return;
    this.#firstAt = data.firstAt;
    this.#readAt = data.readAt;
    for (const [bucket, count] of data.used) this.#used.set(bucket, count);
    this.#forget(now);
  }

  add(count: number, now: number): void {
    this.#firstAt ??= now;
    this.#forget(now);
    const bucket = bucketOf(now);
    this.#used.set(bucket, (this.#used.get(bucket) ?? 0) + count);
  }

  sum(now: number): number {
    this.#forget(now);
    return this.#sum();
  }

  /** For how long use was seen, up to a day. */
  observedMs(now: number): number {
    return this.#firstAt === undefined ? 0 : Math.min(now - this.#firstAt, buckets * bucketMs);
  }

  /** Of the last quarter of an hour whose buckets are full, a millisecond. */
  rate(now: number): number {
    const last = bucketOf(now);
    let recent = 0;
    for (let back = 1; back <= recentBuckets; back += 1) recent += this.#used.get(last - back) ?? 0;
    return recent / (recentBuckets * bucketMs);
  }

  outlook(now: number, rate: number): Outlook {
    const all = [...this.#ahead(now, rate)];
    const last = all.at(-1)!.used;
    return { inADay: Math.round(last), highest: Math.round(Math.max(...all.map(usedOf))) };
  }

  /** When the sum is first as it is asked for, within a day; null: not within it. */
  when(isSo: (used: number) => boolean, now: number, rate: number): number | null {
    for (const { at, used } of this.#ahead(now, rate)) if (isSo(used)) return at;
    return null;
  }

  *#ahead(now: number, rate: number): Generator<{ at: number; used: number }> {
    this.#forget(now);
    const last = bucketOf(now);
    let left = this.#sum();
    for (let step = 0; step <= buckets; step += 1) {
      if (step > 0) left -= this.#used.get(last - buckets + step) ?? 0;
      const at = now + step * bucketMs;
      yield { at, used: left + rate * (at - now) };
    }
  }

  #begin(used: number, now: number): void {
    this.#firstAt = now;
    const last = bucketOf(now);
    for (let back = 0; back < buckets; back += 1) this.#used.set(last - back, used / buckets);
  }

  /** Evenly over the time in which nobody looked: all of it now would look like a high rate. */
  #spread(count: number, since: number, now: number): void {
    const last = bucketOf(now);
    const first = Math.max(bucketOf(since), last - buckets + 1);
    const share = count / (last - first + 1);
    for (let bucket = first; bucket <= last; bucket += 1) {
      this.#used.set(bucket, (this.#used.get(bucket) ?? 0) + share);
    }
  }

  #takeFromOldest(count: number): void {
    let left = count;
    for (const bucket of [...this.#used.keys()].sort((a, b) => a - b)) {
      const taken = Math.min(left, this.#used.get(bucket)!);
      this.#used.set(bucket, this.#used.get(bucket)! - taken);
      left -= taken;
      if (left <= 0) return;
    }
  }

  #forget(now: number): void {
    const oldest = bucketOf(now) - buckets;
    for (const bucket of this.#used.keys()) if (bucket <= oldest) this.#used.delete(bucket);
  }

  #sum(): number {
    return [...this.#used.values()].reduce((sum, one) => sum + one, 0);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function bucketOf(now: number): number {
  return Math.floor(now / bucketMs);
}

function usedOf({ used }: { used: number }): number {
  return used;
}
