/** The figures of the file itself: imports nothing of the project but the counters, see figures.ts. */
import Big from 'big.js';
import { Days, Kinds, read, Values, type CsvRow, type Figures, type LineSum } from './tallies.ts';

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

/** The file's columns, all of which must be there. */
const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];

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
