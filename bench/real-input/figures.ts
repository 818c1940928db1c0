/**
 * Counts and adds both sides of the real input. It stands alone on purpose: it imports nothing of the project, so that
 * a mistake in the middleware cannot hide behind the same mistake here.
 *
 *   node bench/real-input/figures.ts source FILE.csv[.gz]          the file's own figures
 *   node bench/real-input/figures.ts salesforce ORDERS LINES CUSTOMERS   three CSV files of Bulk queries
 *
 * Prints one JSON object. Amounts are decimal strings, exact.
 */
import fs from 'node:fs';
import { createGunzip } from 'node:zlib';
import Big from 'big.js';
import { parse } from 'csv-parse';

export interface DayFigures {
  orders: number;
  lines: number;
  /** By currency. */
  sum: Record<string, string>;
}
export interface Figures extends DayFigures {
  customers: number;
  /** By day (`YYYY-MM-DD`) in the shop's time zone. */
  days: Record<string, DayFigures>;
}
export interface SourceFigures extends Figures {
  /** Lines of the file that are no order, by kind. */
  notLoaded: Record<string, { lines: number; sum: string }>;
  /** Rows of the file that cannot be read. */
  rejected: { id: string; stage: 'file'; reason: string }[];
  /** All that was read, so that everything can be seen to add up to the file. */
  file: { lines: number; sum: string };
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

class Tally {
  readonly #orders = new Set<string>();
  readonly #lines = { count: 0 };
  readonly #sum = new Map<string, Big>();

  order(id: string): void {
    this.#orders.add(id);
  }
  line(): void {
    this.#lines.count += 1;
  }
  add(currency: string, amount: string | Big): void {
    this.#sum.set(currency, (this.#sum.get(currency) ?? new Big(0)).plus(amount));
  }
  get figures(): DayFigures {
    const sum = Object.fromEntries(
      [...this.#sum].map(([code, amount]) => [code, amount.toFixed()]),
    );
    return { orders: this.#orders.size, lines: this.#lines.count, sum };
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
  const days = new Days();
  const firstDay = new Map<string, string>();
  const customers = new Set<string>();
  const kinds = new Map<string, { lines: number; sum: Big }>();
  const rejected: SourceFigures['rejected'] = [];
  let [number, total] = [0, new Big(0)];
  for await (const row of read(file)) {
    number += 1;
    const fault = faultOf(row);
    if (fault) {
      rejected.push({ id: `row ${number}`, stage: 'file', reason: fault });
      continue;
    }
    const amount = new Big(row['Quantity']!).times(row['UnitPrice']!);
    total = total.plus(amount);
    const kind = kindOf(row);
    if (kind !== 'order') {
      const { lines, sum } = kinds.get(kind) ?? { lines: 0, sum: new Big(0) };
      kinds.set(kind, { lines: lines + 1, sum: sum.plus(amount) });
      continue;
    }
    const invoice = row['InvoiceNo']!;
    // An order's time is its first line's, whatever the clock said at its later lines.
    if (!firstDay.has(invoice)) firstDay.set(invoice, row['InvoiceDate']!.slice(0, 10));
    if (row['CustomerID']) customers.add(row['CustomerID']);
    for (const tally of days.on(firstDay.get(invoice)!)) {
      tally.order(invoice);
      tally.line();
      tally.add('GBP', amount);
    }
  }
  const notLoaded = [...kinds].map(([kind, { lines, sum }]) => [
    kind,
    { lines, sum: sum.toFixed() },
  ]);
  return {
    ...days.all.figures,
    customers: customers.size,
    days: days.figures,
    notLoaded: Object.fromEntries(notLoaded),
    rejected,
    file: { lines: number, sum: total.toFixed() },
  };
}

/** Orders and lines were asked for separately: where their sums part, the day shows both. */
export async function salesforceFigures(
  ordersFile: string,
  linesFile: string,
  customersFile: string,
): Promise<Figures> {
  const fromOrders = new Days();
  for await (const row of read(ordersFile)) {
    for (const tally of fromOrders.on(row['Placed_On__c']!)) {
      tally.order(row['External_Id__c']!);
      tally.add(row['Currency__c']!, row['Total__c']!);
    }
  }
  const fromLines = new Days();
  for await (const row of read(linesFile)) {
    for (const tally of fromLines.on(row['Order__r.Placed_On__c']!)) {
      tally.line();
      tally.add(row['Currency__c']!, row['Total__c']!);
    }
  }
  const customers = new Set<string>();
  for await (const row of read(customersFile)) customers.add(row['External_Id__c']!);
  const [ordersDays, linesDays] = [fromOrders.figures, fromLines.figures];
  const names = [...new Set([...Object.keys(ordersDays), ...Object.keys(linesDays)])].sort();
  const days = names.map((day) => [day, together(ordersDays[day], linesDays[day])]);
  return {
    ...together(fromOrders.all.figures, fromLines.all.figures),
    customers: customers.size,
    days: Object.fromEntries(days),
  };
}

function together(orders: DayFigures | undefined, lines: DayFigures | undefined): DayFigures {
  const sum = { ...orders?.sum };
  for (const [currency, amount] of Object.entries(lines?.sum ?? {})) {
    // A sum that is not the same on orders and lines can equal no source: it is shown as it is.
    if (sum[currency] !== amount) sum[currency] = `${sum[currency] ?? '0'} (lines: ${amount})`;
  }
  for (const currency of Object.keys(orders?.sum ?? {})) {
    if (lines?.sum[currency] === undefined) sum[currency] = `${sum[currency]} (lines: 0)`;
  }
  return { orders: orders?.orders ?? 0, lines: lines?.lines ?? 0, sum };
}

/** A sentence for each day on which the two sides are not the same. */
export function daysThatDiffer(
  source: Record<string, DayFigures>,
  salesforce: Record<string, DayFigures>,
): string[] {
  const days = [...new Set([...Object.keys(source), ...Object.keys(salesforce)])].sort();
  return days.flatMap((day) => {
    const [here, there] = [describe(source[day]), describe(salesforce[day])];
    return here === there ? [] : [`${day}: source has ${here}, Salesforce has ${there}`];
  });
}

function describe(day: DayFigures | undefined): string {
  if (!day) return 'nothing';
  const sums = Object.entries(day.sum).sort();
  const sum = sums.map(([currency, amount]) => `${amount} ${currency}`).join(' + ');
  return `${day.orders} orders, ${day.lines} lines, ${sum}`;
}

if (import.meta.main) {
  const [side, ...files] = process.argv.slice(2);
  const figures =
    side === 'source'
      ? await sourceFigures(files[0]!)
      : await salesforceFigures(files[0]!, files[1]!, files[2]!);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
