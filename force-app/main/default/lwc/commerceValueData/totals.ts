import type { Decimal } from './decimal';
import type { Month, ValueRow, Worth } from './values';

/** All customers of an account or contact together, in one currency; null is what cannot be said of all of them. */
export type Totals = Worth;

const DAY = 86_400_000;

/** One entry a currency, those with most orders first. */
export function totalsByCurrency(rows: readonly ValueRow[]): Totals[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  return currencies
    .map((currency) =>
      totalsOf(
        currency,
        rows.filter((row) => row.currency === currency),
      ),
    )
    .sort((a, b) => (b.orders ?? 0) - (a.orders ?? 0) || a.currency.localeCompare(b.currency));
}

function totalsOf(currency: string, rows: readonly ValueRow[]): Totals {
  return {
    currency,
    placed: sum(rows.map(({ placed }) => placed)),
    cancelled: sum(rows.map(({ cancelled }) => cancelled)),
    refunded: sum(rows.map(({ refunded }) => refunded)),
    lifetime: sum(rows.map(({ lifetime }) => lifetime)),
    placedCount: count(rows.map(({ placedCount }) => placedCount)),
    cancelledCount: count(rows.map(({ cancelledCount }) => cancelledCount)),
    refundedCount: count(rows.map(({ refundedCount }) => refundedCount)),
    orders: count(rows.map(({ orders }) => orders)),
    lastAt: latest(rows),
    daysBetween: daysBetween(rows),
    months: monthsTogether(rows),
  };
}

/** A sum with a part missing would be a wrong figure. */
function sum(values: readonly (Decimal | null)[]): Decimal | null {
  return values.reduce(
    (total, value) => (total === null || value === null ? null : total + value),
    0n,
  );
}

function count(values: readonly (number | null)[]): number | null {
  return values.reduce(
    (total, value) => (total === null || value === null ? null : total + value),
    0,
  );
}

function latest(rows: readonly ValueRow[]): string | null {
  const times = rows.map(({ lastAt }) => lastAt).filter((time) => time !== null);
  return times.length === 0
    ? null
    : times.reduce((a, b) => (Date.parse(a) > Date.parse(b) ? a : b));
}

/** Several customers' orders are one series: from the first to the last, divided by the gaps. */
function daysBetween(rows: readonly ValueRow[]): number | null {
  const [only] = rows;
  if (rows.length === 1) return only?.daysBetween ?? null;
  const orders = count(rows.map((row) => row.orders));
  const last = latest(rows);
  const firsts = rows.map(({ firstOn }) => firstOn).filter((day) => day !== null);
  if (orders === null || orders < 2 || last === null || firsts.length === 0) return null;
  const first = firsts.reduce((a, b) => (a < b ? a : b));
  return Math.max(0, (Date.parse(last.slice(0, 10)) - Date.parse(first)) / DAY) / (orders - 1);
}

function monthsTogether(rows: readonly ValueRow[]): ReadonlyMap<string, Month> | null {
  const together = new Map<string, Month>();
  for (const { months } of rows) {
    if (months === null) return null;
    for (const [month, { net, orders }] of months) {
      const before = together.get(month) ?? { net: 0n, orders: 0 };
      together.set(month, { net: before.net + net, orders: before.orders + orders });
    }
  }
  return together;
}
