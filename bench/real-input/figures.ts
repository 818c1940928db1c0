/**
 * Counts and adds both sides of the real input. It stands alone on purpose: with source-figures.ts and tallies.ts it
 * imports nothing of the project, so that a mistake in the middleware, or in what filled the shop, cannot hide behind the
 * same mistake here.
 *
 *   node bench/real-input/figures.ts source FILE.csv[.gz]      the file's own figures
 *   node bench/real-input/figures.ts salesforce ORDERS LINES CUSTOMERS REFUNDS REFUND_LINES VALUES
 *                                                              six CSV files of Bulk queries
 *
 * Prints one JSON object. Amounts are decimal strings, exact.
 */
import Big from 'big.js';
import { sourceFigures } from './source-figures.ts';
import { Days, read, type DayFigures, type Figures, type Sum } from './tallies.ts';

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
