/** Counters of the real input's figures: imports nothing of the project, see figures.ts. */
import fs from 'node:fs';
import { createGunzip } from 'node:zlib';
import Big from 'big.js';
import { parse } from 'csv-parse';

/** By currency. */
export type Sum = Record<string, string>;

export interface DayFigures {
  orders: number;
  lines: number;
  sum: Sum;
  refunds: number;
  /** Positive. */
  refunded: Sum;
  itemsRefunded: number;
}
export interface CustomerFigures {
  orders: number;
  /** Orders − refunds. */
  value: Sum;
}
export interface Figures extends DayFigures {
  customers: number;
  /** By day (`YYYY-MM-DD`) in the shop's time zone; a refund is on its own day, not its order's. */
  days: Record<string, DayFigures>;
  /** By customer's number. */
  values: Record<string, CustomerFigures>;
}
export interface LineSum {
  lines: number;
  sum: string;
}

export type CsvRow = Record<string, string>;

class Money {
  readonly #sums = new Map<string, Big>();

  add(currency: string, amount: string | Big): void {
    this.#sums.set(currency, (this.#sums.get(currency) ?? new Big(0)).plus(amount));
  }
  get figures(): Sum {
    return Object.fromEntries([...this.#sums].map(([code, amount]) => [code, amount.toFixed()]));
  }
}

class Tally {
  readonly orders = new Set<string>();
  readonly sum = new Money();
  readonly refunds = new Set<string>();
  readonly refunded = new Money();
  lines = 0;
  itemsRefunded = 0;

  get figures(): DayFigures {
    const { orders, lines, sum, refunds, refunded, itemsRefunded } = this;
    return {
      ...{ orders: orders.size, lines, sum: sum.figures },
      ...{ refunds: refunds.size, refunded: refunded.figures, itemsRefunded },
    };
  }
}

export class Days {
  readonly all = new Tally();
  readonly #days = new Map<string, Tally>();

  on(day: string): Tally[] {
    let tally = this.#days.get(day);
    if (!tally) this.#days.set(day, (tally = new Tally()));
    return [this.all, tally];
  }
  get figures(): Record<string, DayFigures> {
    const sorted = [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([day, tally]) => [day, tally.figures]));
  }
}

export class Values {
  readonly #customers = new Map<string, { orders: Set<string>; value: Money }>();

  of(customer: string) {
    let known = this.#customers.get(customer);
    if (!known) this.#customers.set(customer, (known = { orders: new Set(), value: new Money() }));
    return known;
  }
  get figures(): Record<string, CustomerFigures> {
    const all = [...this.#customers].map(([customer, { orders, value }]) => {
      return [customer, { orders: orders.size, value: value.figures }];
    });
    return Object.fromEntries(all) as Record<string, CustomerFigures>;
  }
}

export class Kinds {
  readonly #kinds = new Map<string, { lines: number; sum: Big }>();

  add(kind: string, amount: Big): void {
    const { lines, sum } = this.#kinds.get(kind) ?? { lines: 0, sum: new Big(0) };
    this.#kinds.set(kind, { lines: lines + 1, sum: sum.plus(amount) });
  }
  get figures(): Record<string, LineSum> {
    const all = [...this.#kinds].map(([kind, { lines, sum }]) => {
      return [kind, { lines, sum: sum.toFixed() }];
    });
    return Object.fromEntries(all) as Record<string, LineSum>;
  }
}

export function read(file: string): AsyncIterable<CsvRow> {
  const bytes = fs.createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  return text.pipe(parse({ columns: true, relax_column_count: true, bom: true }));
}
