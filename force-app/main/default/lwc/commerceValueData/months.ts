import type { Decimal } from './decimal';
import type { Month } from './values';

export interface MonthFigure {
  /** `2026-01`. */
  readonly month: string;
  readonly net: Decimal;
  readonly orders: number;
}

/** So many months that end with this one, those without an order among them. */
export function lastMonths(
  months: ReadonlyMap<string, Month>,
  current: string,
  count: number,
): MonthFigure[] {
  const [year = 0, month = 1] = current.split('-').map(Number);
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(year, month - count + index, 1)).toISOString().slice(0, 7);
    return { month: at, net: 0n, orders: 0, ...months.get(at) };
  });
}
