import Big from 'big.js';
import { sum } from '../common/money.ts';
import type { CustomerValue, MonthValue, OrderFact } from '../model/index.ts';

/** As many months as a value keeps, counted back from the last order's. */
const monthsKept = 24;

/** Values by customer and currency, one each; guests' orders count for nobody. The order of the facts does not matter. */
export function customerValues(facts: Iterable<OrderFact>): CustomerValue[] {
  const groups = new Map<string, OrderFact[]>();
  for (const fact of facts) {
    if (fact.customer === null) continue;
    const name = `${fact.currency} ${fact.customer}`;
    const group = groups.get(name);
    if (group) group.push(fact);
    else groups.set(name, [fact]);
  }
  return [...groups.values()].map((group) => {
    const { customer, currency } = group[0]!;
    return customerValue(customer!, currency, group);
  });
}

/** The value of one customer in one currency, from all their orders in it; of no orders: zero. */
export function customerValue(
  customer: string,
  currency: string,
  facts: readonly OrderFact[],
): CustomerValue {
  const cancelled = facts.filter((fact) => fact.cancelled);
  const standing = facts.filter((fact) => !fact.cancelled);
  const [placedTotal, cancelledTotal] = [totalOf(facts), totalOf(cancelled)];
  const refundedTotal = sum(standing.map(({ refunded }) => refunded));
  const lifetimeValue = net(standing);
  const days = standing.map(({ placedOn }) => placedOn).sort();
  return {
    ...{ customer, currency, placedTotal, cancelledTotal, refundedTotal, lifetimeValue },
    averageOrderValue: averageOf(lifetimeValue, standing.length),
    placedCount: facts.length,
    cancelledCount: cancelled.length,
    refundedCount: standing.filter(({ refunded }) => !new Big(refunded).eq(0)).length,
    orderCount: standing.length,
    firstOrderOn: days[0] ?? null,
    lastOrderAt: latest(standing.map(({ placedAt }) => placedAt)),
    daysBetweenOrders: daysBetween(days),
    months: monthsOf(standing),
  };
}

function totalOf(facts: readonly OrderFact[]): string {
  return sum(facts.map(({ total }) => total));
}

/** Of orders that stand. */
function net(standing: readonly OrderFact[]): string {
  return sum(standing.flatMap(({ total, refunded }) => [total, negated(refunded)]));
}

function negated(amount: string): string {
  return new Big(amount).times(-1).toFixed();
}

function averageOf(value: string, count: number): string | null {
  return count === 0 ? null : plain(new Big(value).div(count).round(4));
}

function latest(moments: readonly string[]): string | null {
  return [...moments].sort().at(-1) ?? null;
}

/** Steps between the days in the store's time zone: what lies between two orders of one evening is no day. */
function daysBetween(days: readonly string[]): string | null {
  if (days.length < 2) return null;
  const span = (Date.parse(days.at(-1)!) - Date.parse(days[0]!)) / 86_400_000;
  return plain(new Big(span).div(days.length - 1).round(1));
}

function monthsOf(standing: readonly OrderFact[]): Record<string, MonthValue> {
  const months = new Map<string, OrderFact[]>();
  for (const fact of standing) {
    const month = fact.placedOn.slice(0, 7);
    const booked = months.get(month);
    if (booked) booked.push(fact);
    else months.set(month, [fact]);
  }
  const names = [...months.keys()].sort();
  const first = monthsBefore(names.at(-1) ?? '', monthsKept - 1);
  return Object.fromEntries(
    names
      .filter((name) => name >= first)
      .map((name) => {
        const booked = months.get(name)!;
        return [name, { net: net(booked), orders: booked.length }];
      }),
  );
}

function monthsBefore(month: string, count: number): string {
  const [year, number] = month.split('-').map(Number);
  const index = (year ?? 0) * 12 + (number ?? 1) - 1 - count;
  const text = (value: number, digits: number) => String(value).padStart(digits, '0');
  return `${text(Math.floor(index / 12), 4)}-${text((index % 12) + 1, 2)}`;
}

function plain(value: Big): string {
  return value.eq(0) ? '0' : value.toFixed();
}
