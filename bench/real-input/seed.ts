/**
 * Turns the file's orders and refunds into the seed of the simulated shop. The file knows its customers by number and country
 * only: names and e-mail addresses are invented from the number, always the same.
 */
import fs from 'node:fs';
import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import Big from 'big.js';
import { parse } from 'csv-parse';
import { alpha2 } from './countries.ts';
import { matchRefunds, type Cancelled, type Refund } from './refunds.ts';
import { faultOf } from './source-figures.ts';

const timeZone = 'Europe/London';

type CsvRow = Record<string, string>;

interface Order {
  id: string;
  customerId: string | null;
  /** The file's own clock time; an order's is its first line's. */
  local: string;
  lines: { sku: string; title: string; quantity: number; unitPrice: string }[];
}

interface Customer {
  id: string;
  country: string;
  since: string;
}

/** Writes JSONL: the shop, products, customers, orders. Rows that cannot be read are the figures' business. */
export async function writeSeed(csvFile: string, seedFile: string): Promise<void> {
  const { orders, customers, products, cancelled } = await readHistory(csvFile);
  const refunds = matchRefunds(orders.values(), cancelled);
  const out = fs.createWriteStream(seedFile);
  const write = async (record: object) => {
    if (!out.write(`${JSON.stringify(record)}\n`)) await once(out, 'drain');
  };
  await write({
    ...{ type: 'shop', id: '1', name: 'Online Retail', domain: 'online-retail.example' },
    ...{ currency: 'GBP', timeZone },
  });
  for (const [sku, title] of products) await write(productSeed(sku, title, products));
  for (const customer of customers.values()) await write(customerSeed(customer));
  for (const order of orders.values()) {
    await write(orderSeed(order, products, refunds.get(order.id) ?? []));
  }
  out.end();
  await once(out, 'close');
}

async function readHistory(csvFile: string) {
  const cancelled: Cancelled[] = [];
  const since = new Map<string, string>();
  const orders = new Map<string, Order>();
  const customers = new Map<string, Customer>();
  const products = new Map<string, string>();
  const bytes = fs.createReadStream(csvFile);
  const text = csvFile.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  const rows = text.pipe(parse({ columns: true, relax_column_count: true, bom: true }));
  for await (const row of rows as AsyncIterable<CsvRow>) {
    if (faultOf(row)) continue;
    if (row['InvoiceNo']!.startsWith('C')) cancelled.push(cancelledLine(row, since));
    if (!/^\d/.test(row['InvoiceNo']!) || Number(row['Quantity']) <= 0) continue;
    const local = row['InvoiceDate']!;
    const [sku, title] = [row['StockCode']!, row['Description']! || row['StockCode']!];
    if (!products.has(sku)) products.set(sku, title);
    const customerId = row['CustomerID'] || null;
    if (customerId && !customers.has(customerId)) {
      customers.set(customerId, { id: customerId, country: row['Country']!, since: local });
    }
    const id = row['InvoiceNo']!;
    let order = orders.get(id);
    if (!order) orders.set(id, (order = { id, customerId, local, lines: [] }));
    const { UnitPrice: unitPrice, Quantity: quantity } = row;
    order.lines.push({ sku, title, quantity: Number(quantity), unitPrice: unitPrice! });
  }
  return { orders, customers, products, cancelled };
}

/** `since`: when each cancellation began. */
function cancelledLine(row: CsvRow, since: Map<string, string>): Cancelled {
  const invoice = row['InvoiceNo']!;
  if (!since.has(invoice)) since.set(invoice, row['InvoiceDate']!);
  return {
    ...{ invoice, customerId: row['CustomerID'] || null, local: since.get(invoice)! },
    ...{ sku: row['StockCode']!, quantity: -Number(row['Quantity']), unitPrice: row['UnitPrice']! },
  };
}

/** Stock codes have letters, the shop's ids do not. */
const productIds = new Map<string, string>();
function productId(sku: string, products: ReadonlyMap<string, string>): string {
  if (productIds.size === 0) {
    [...products.keys()].forEach((key, index) => productIds.set(key, String(9_000_001 + index)));
  }
  return productIds.get(sku)!;
}

const opened = '2010-11-01T00:00:00Z';

function productSeed(sku: string, title: string, products: ReadonlyMap<string, string>) {
  const id = productId(sku, products);
  const variants = [{ id, sku, title: 'Default Title', price: '0.00' }];
  return { type: 'product', id, title, createdAt: opened, updatedAt: opened, variants };
}

function customerSeed({ id, country, since }: Customer) {
  const createdAt = toUtc(since);
  return {
    ...{ type: 'customer', id, firstName: 'Customer', lastName: id, phone: null },
    ...{ email: `customer-${id}@example.com`, countryCode: alpha2(country) },
    ...{ createdAt, updatedAt: createdAt, state: 'ENABLED' },
  };
}

function orderSeed(
  { id, customerId, local, lines }: Order,
  products: ReadonlyMap<string, string>,
  refunds: readonly Refund[],
) {
  const at = toUtc(local);
  const total = sum(lines.map((line) => new Big(line.unitPrice).times(line.quantity)));
  const updatedAt = [local, ...refunds.map((refund) => refund.local)].sort().at(-1)!;
  return {
    ...{ type: 'order', id, name: `#${id}`, customerId },
    email: customerId ? `customer-${customerId}@example.com` : null,
    ...{ createdAt: at, updatedAt: toUtc(updatedAt), processedAt: at, cancelledAt: null },
    ...{ currency: 'GBP', financialStatus: financialStatus(total, refunds) },
    ...{ fulfillmentStatus: 'FULFILLED', total: total.toFixed() },
    lines: lines.map((line, index) => ({
      ...line,
      id: lineId(id, index),
      productId: productId(line.sku, products),
      variantId: productId(line.sku, products),
    })),
    refunds: refunds.map(refundSeed),
  };
}

function lineId(orderId: string, index: number): string {
  return `${orderId}${String(index + 1).padStart(4, '0')}`;
}

function refundSeed({ id, orderId, local, lines }: Refund) {
  return {
    ...{ id, createdAt: toUtc(local), amount: sum(lines.map(({ amount }) => amount)).toFixed() },
    lines: lines.map(({ index, quantity, amount }, place) => ({
      ...{ id: lineId(id, place), lineId: lineId(orderId, index), quantity, amount },
    })),
  };
}

function financialStatus(total: Big, refunds: readonly Refund[]): string {
  const refunded = sum(refunds.flatMap(({ lines }) => lines.map(({ amount }) => amount)));
  if (refunded.eq(0)) return 'PAID';
  return refunded.gte(total) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

function sum(amounts: readonly (string | Big)[]): Big {
  return amounts.reduce<Big>((all, amount) => all.plus(amount), new Big(0));
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone,
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** `2011-06-01 08:26:00` on London's clocks → UTC: try it as UTC, see what London showed then, and step back by that. */
export function toUtc(local: string): string {
  const wanted = Date.parse(`${local.replace(' ', 'T')}Z`);
  const shown = Date.parse(`${clock.format(wanted).replace(' ', 'T')}Z`);
  return new Date(wanted - (shown - wanted)).toISOString().replace('.000Z', 'Z');
}
