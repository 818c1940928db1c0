/**
 * Counts and adds both sides of the real input. It stands alone on purpose: it imports nothing of the project, so that
 * a mistake in the middleware, or in what filled the shop, cannot hide behind the same mistake here.
 *
 *   node bench/real-input/figures.ts source FILE.csv[.gz]      the file's own figures
 *   node bench/real-input/figures.ts salesforce ORDERS LINES CUSTOMERS REFUNDS REFUND_LINES VALUES
 *                                                              six CSV files of Bulk queries
 *
 * Prints one JSON object. Amounts are decimal strings, exact.
 */
import fs from 'node:fs';
import { createGunzip } from 'node:zlib';
import Big from 'big.js';
import { parse } from 'csv-parse';

/** By currency. */
type Sum = Record<string, string>;

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
export interface SourceFigures extends Figures {
  /** Cancellations in the file's own lines, those that are refunds of an order. */
  refundedFrom: LineSum;
  /** Lines of the file that are no order and no refund, by kind. */
  notLoaded: Record<string, LineSum>;
  /** Rows of the file that cannot be read. */
  rejected: { id: string; stage: 'file'; reason: string }[];
  /** All that was read, so that everything can be seen to add up to the file. */
  file: LineSum;
}

type CsvRow = Record<string, string>;

/** The file's columns, all of which must be there. */
export const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];

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

class Days {
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

class Values {
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

class Kinds {
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

function read(file: string): AsyncIterable<CsvRow> {
  const bytes = fs.createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  return text.pipe(parse({ columns: true, relax_column_count: true, bom: true }));
}

/** Which kind of line it is; the shop's own terms. */
function kindOf({ InvoiceNo, Quantity }: CsvRow): string {
  if (InvoiceNo!.startsWith('C')) return 'cancellation';
  if (InvoiceNo!.startsWith('A')) return 'bad-debt adjustment';
  return Number(Quantity) > 0 ? 'order' : 'stock write-off';
}

/** Why a row of the file is none of the above, or null. */
export function faultOf(row: Readonly<Record<string, string | undefined>>): string | null {
  const missing = columns.find((column) => row[column] === undefined);
  if (missing) return `column ${missing} is missing`;
  if (!/^[AC]?\d+$/.test(row['InvoiceNo']!)) return `InvoiceNo "${row['InvoiceNo']}" is no number`;
  if (!/^-?\d+$/.test(row['Quantity']!)) return `Quantity "${row['Quantity']}" is no whole number`;
  if (!/^-?\d+(\.\d+)?$/.test(row['UnitPrice']!))
    return `UnitPrice "${row['UnitPrice']}" is no amount`;
  if (!isLocalTime(row['InvoiceDate']!)) return `InvoiceDate "${row['InvoiceDate']}" is no date`;
  return null;
}

function isLocalTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return false;
  const iso = `${text.replace(' ', 'T')}.000Z`;
  const time = new Date(iso);
  return !Number.isNaN(time.getTime()) && time.toISOString() === iso;
}

export async function sourceFigures(file: string): Promise<SourceFigures> {
  const [days, values, kinds, accepted] = [new Days(), new Values(), new Kinds(), new Kinds()];
  const begun = new Map<string, string>();
  const cancellations: CsvRow[] = [];
  const purchases = new Purchases();
  const rejected: SourceFigures['rejected'] = [];
  let [number, total] = [0, new Big(0)];
  for await (const row of read(file)) {
    number += 1;
    const fault = faultOf(row);
    if (fault) {
      rejected.push({ id: `row ${number}`, stage: 'file', reason: fault });
      continue;
    }
    total = total.plus(amountOf(row));
    // An invoice's time is its first line's, whatever the clock said at its later lines.
    const invoice = row['InvoiceNo']!;
    const kind = kindOf(row);
    if (kind === 'order' || kind === 'cancellation') {
      if (!begun.has(invoice)) begun.set(invoice, row['InvoiceDate']!);
      row['InvoiceDate'] = begun.get(invoice)!;
    }
    if (kind === 'order') countOrderLine(row, days, values, purchases);
    else if (kind === 'cancellation') cancellations.push(row);
    else kinds.add(kind, amountOf(row));
  }
  for (const row of cancellations) {
    const order = purchases.giveBack(row);
    if (order !== null) countRefundLine(row, order, days, values);
    (order === null ? kinds : accepted).add('cancellation without an order', amountOf(row));
  }
  const [refundedFrom] = Object.values(accepted.figures);
  return {
    ...days.all.figures,
    ...{ customers: Object.keys(values.figures).length, days: days.figures },
    ...{ values: values.figures, refundedFrom: refundedFrom ?? { lines: 0, sum: '0' } },
    ...{ notLoaded: kinds.figures, rejected, file: { lines: number, sum: total.toFixed() } },
  };
}

function amountOf(row: CsvRow): Big {
  return new Big(row['Quantity']!).times(row['UnitPrice']!);
}

function countOrderLine(row: CsvRow, days: Days, values: Values, purchases: Purchases): void {
  for (const tally of days.on(row['InvoiceDate']!.slice(0, 10))) {
    tally.orders.add(row['InvoiceNo']!);
    tally.lines += 1;
    tally.sum.add('GBP', amountOf(row));
  }
  if (!row['CustomerID']) return;
  const customer = values.of(row['CustomerID']);
  customer.orders.add(row['InvoiceNo']!);
  customer.value.add('GBP', amountOf(row));
  purchases.add(row);
}

function countRefundLine(row: CsvRow, order: string, days: Days, values: Values): void {
  for (const tally of days.on(row['InvoiceDate']!.slice(0, 10))) {
    tally.refunds.add(`${row['InvoiceNo']} of ${order}`);
    tally.refunded.add('GBP', amountOf(row).neg());
    tally.itemsRefunded -= Number(row['Quantity']);
  }
  values.of(row['CustomerID']!).value.add('GBP', amountOf(row));
}

/**
 * What customers have bought and not given back: by customer and stock code, by order. A cancellation's line goes to
 * the most recent of the customer's earlier orders that still holds all of its quantity; of two placed at once, to the
 * later in the file.
 */
class Purchases {
  readonly #bought = new Map<string, Map<string, { at: string; left: number }>>();

  add({ CustomerID, StockCode, InvoiceNo, InvoiceDate, Quantity }: CsvRow): void {
    const key = JSON.stringify([CustomerID, StockCode]);
    const byOrder = this.#bought.get(key) ?? new Map<string, { at: string; left: number }>();
    this.#bought.set(key, byOrder);
    const left = (byOrder.get(InvoiceNo!)?.left ?? 0) + Number(Quantity);
    byOrder.set(InvoiceNo!, { at: InvoiceDate!, left });
  }

  /** The order's number, or null where the line fits none. */
  giveBack({ CustomerID, StockCode, InvoiceDate, Quantity }: CsvRow): string | null {
    const back = -Number(Quantity);
    if (!CustomerID || back <= 0) return null;
    let best: string | null = null;
    let bestAt = '';
    const byOrder = this.#bought.get(JSON.stringify([CustomerID, StockCode])) ?? new Map();
    for (const [order, { at, left }] of byOrder) {
      if (at < InvoiceDate! && left >= back && at >= bestAt) [best, bestAt] = [order, at];
    }
    if (best !== null) byOrder.get(best).left -= back;
    return best;
  }
}

/** Files of Bulk queries. */
export interface SalesforceFiles {
  readonly orders: string;
  readonly lines: string;
  readonly customers: string;
  readonly refunds: string;
  readonly refundLines: string;
  readonly values: string;
}

/** Parents and their lines were asked for separately: where their sums part, the day shows both. */
export async function salesforceFigures(files: SalesforceFiles): Promise<Figures> {
  const [parents, lines] = [new Days(), new Days()];
  for await (const row of read(files.orders)) {
    for (const tally of parents.on(row['Placed_On__c']!)) {
      tally.orders.add(row['External_Id__c']!);
      tally.sum.add(row['Currency__c']!, row['Total__c']!);
    }
  }
  for await (const row of read(files.refunds)) {
    for (const tally of parents.on(row['Refunded_On__c']!)) {
      tally.refunds.add(row['External_Id__c']!);
      tally.refunded.add(row['Currency__c']!, row['Amount__c']!);
    }
  }
  for await (const row of read(files.lines)) {
    for (const tally of lines.on(row['Order__r.Placed_On__c']!)) {
      tally.lines += 1;
      tally.sum.add(row['Currency__c']!, row['Total__c']!);
    }
  }
  for await (const row of read(files.refundLines)) {
    for (const tally of lines.on(row['Refund__r.Refunded_On__c']!)) {
      tally.itemsRefunded += Number(row['Quantity__c']);
      tally.refunded.add(row['Currency__c']!, row['Amount__c']!);
    }
  }
  const customers = new Set<string>();
  for await (const row of read(files.customers)) customers.add(row['External_Id__c']!);
  const names = [...new Set([...Object.keys(parents.figures), ...Object.keys(lines.figures)])];
  const [fromParents, fromLines] = [parents.figures, lines.figures];
  const days = names.sort().map((day) => [day, together(fromParents[day], fromLines[day])]);
  return {
    ...together(parents.all.figures, lines.all.figures),
    ...{ customers: customers.size, days: Object.fromEntries(days) as Figures['days'] },
    values: await salesforceValues(files.values),
  };
}

async function salesforceValues(file: string): Promise<Figures['values']> {
  const values: Figures['values'] = {};
  for await (const row of read(file)) {
    // `shopify:retail:17850`
    const customer = row['Customer__r.External_Id__c']!.split(':').at(-1)!;
    const known = values[customer] ?? { orders: 0, value: {} };
    const value = { [row['Currency__c']!]: new Big(row['Lifetime_Value__c']!).toFixed() };
    const orders = known.orders + Number(row['Order_Count__c']);
    values[customer] = { orders, value: { ...known.value, ...value } };
  }
  return values;
}

function together(parents: DayFigures | undefined, lines: DayFigures | undefined): DayFigures {
  return {
    orders: parents?.orders ?? 0,
    lines: lines?.lines ?? 0,
    sum: sameSum(parents?.sum ?? {}, lines?.sum ?? {}),
    refunds: parents?.refunds ?? 0,
    refunded: sameSum(parents?.refunded ?? {}, lines?.refunded ?? {}),
    itemsRefunded: lines?.itemsRefunded ?? 0,
  };
}

/** A sum that is not the same on parents and lines can equal no source: it is shown as it is. */
function sameSum(parents: Sum, lines: Sum): Sum {
  const currencies = [...new Set([...Object.keys(parents), ...Object.keys(lines)])];
  const sums = currencies.map((currency) => {
    const [amount = '0', ofLines = '0'] = [parents[currency], lines[currency]];
    return [currency, amount === ofLines ? amount : `${amount} (lines: ${ofLines})`];
  });
  return Object.fromEntries(sums) as Sum;
}

if (import.meta.main) {
  const [side, first, lines, customers, refunds, refundLines, values] = process.argv.slice(2);
  const files = { orders: first, lines, customers, refunds, refundLines, values };
  const figures =
    side === 'source'
      ? await sourceFigures(first!)
      : await salesforceFigures(files as SalesforceFiles);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
