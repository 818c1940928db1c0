import { setTimeout as wait } from 'node:timers/promises';
import type { LocalOrg } from '../../sandbox/local-org/index.ts';
import type { StoredOrder } from '../../sandbox/shops/shopify/records.ts';
import { storeId } from '../operation/operation.ts';
import { isOneOf, readOrg, type OrgRow } from '../operation/org-view.ts';

interface Expected {
  readonly at: number;
  readonly shipments: number;
  readonly refunds: number;
}

const everyMs = 20;
const fields = ['External_Id__c', 'Shipment_Count__c', 'Refund_Count__c'];

/** Waits for changes to be seen in the org, and takes down how long each took. */
export class Watch {
  /** Milliseconds from the change in the shop until the org has it. */
  readonly tookMs: number[] = [];
  readonly #org: LocalOrg;
  readonly #waiting = new Map<string, Expected[]>();
  readonly #stop = new AbortController();
  readonly #looking: Promise<void>;

  constructor(org: LocalOrg) {
    this.#org = org;
    this.#looking = this.#look();
  }

  /** From now on the org should come to show the order as it is. */
  expect({ id, fulfillments, refunds }: StoredOrder, at: number): void {
    const key = `${storeId}:${id}`;
    const expected = { at, shipments: fulfillments.length, refunds: refunds.length };
    const others = this.#waiting.get(key);
    if (others) others.push(expected);
    else this.#waiting.set(key, [expected]);
  }

  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Until nothing waits any more; gives how many changes still did when the time was up. */
  async settled(withinMs: number): Promise<number> {
    const until = performance.now() + withinMs;
    while (this.waiting > 0 && performance.now() < until) await wait(everyMs);
    return this.waiting;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#looking;
  }

  async #look(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      if (this.#waiting.size > 0) {
        const keys = [...this.#waiting.keys()];
        const rows = readOrg(this.#org, 'Commerce_Order__c', fields, isOneOf(fields[0]!, keys));
        for (const row of rows) this.#seen(row);
      }
      await wait(everyMs);
    }
  }

  #seen(row: OrgRow): void {
    const key = String(row['External_Id__c']);
    const [shipments, refunds] = [row['Shipment_Count__c'], row['Refund_Count__c']].map(Number);
    const waiting = this.#waiting.get(key) ?? [];
    const still = waiting.filter((one) => one.shipments > shipments! || one.refunds > refunds!);
    for (const one of waiting) {
      if (!still.includes(one)) this.tookMs.push(performance.now() - one.at);
    }
    if (still.length > 0) this.#waiting.set(key, still);
    else this.#waiting.delete(key);
  }
}

/** The value below which this share of them lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
