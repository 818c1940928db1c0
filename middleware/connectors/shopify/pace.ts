import { z } from 'zod';

/** https://shopify.dev/docs/api/usage/limits: points in a leaky bucket, told with every answer. */
export const costSchema = z.object({
  requestedQueryCost: z.number(),
  throttleStatus: z.object({
    maximumAvailable: z.number(),
    currentlyAvailable: z.number(),
    restoreRate: z.number().positive(),
  }),
});
export type Cost = z.infer<typeof costSchema>;

/**
 * Keeps a shop's bucket from running dry: knows what each document cost last time and how full the bucket is by now.
 * A query that is under way counts as paid, so that several reads at once share one bucket.
 */
export class Pace {
  private readonly costs = new Map<string, number>();
  private bucket: Cost['throttleStatus'] | undefined;
  private toldAt = 0;
  private underWay = 0;

  /** Milliseconds to wait before this document is sent; 0 while nothing is known. */
  waitFor(document: string, now: number): number {
    if (!this.bucket) return 0;
    const { currentlyAvailable, maximumAvailable, restoreRate } = this.bucket;
    const restored = (Math.max(0, now - this.toldAt) / 1000) * restoreRate;
    const available = Math.min(maximumAvailable, currentlyAvailable + restored) - this.underWay;
    const missing = Math.min(this.costOf(document), maximumAvailable) - available;
    return missing <= 0 ? 0 : Math.ceil((missing / restoreRate) * 1000);
  }

  sent(document: string): void {
    this.underWay += this.costOf(document);
  }

  /** `cost` is absent where the answer told none. `price` is what `sent` reckoned with. */
  answered(document: string, price: number, cost: Cost | undefined, now: number): void {
    this.underWay = Math.max(0, this.underWay - price);
    if (!cost) return;
    this.costs.set(document, cost.requestedQueryCost);
    this.bucket = cost.throttleStatus;
    this.toldAt = now;
  }

  costOf(document: string): number {
    return this.costs.get(document) ?? 0;
  }
}

/** How long until a throttled query can be afforded: (requested − available) / restore rate. */
export function throttledFor({ requestedQueryCost, throttleStatus }: Cost): number {
  const missing = requestedQueryCost - throttleStatus.currentlyAvailable;
  return Math.max(0, Math.ceil((missing / throttleStatus.restoreRate) * 1000));
}
