export { decimal, divide, share, toText } from './decimal';
export type { Decimal } from './decimal';
export { lastMonths } from './months';
export type { MonthFigure } from './months';
export { totalsByCurrency } from './totals';
export type { Totals } from './totals';
export { VALUES, valueRows } from './values';
export type { Month, ValueNode, ValueRow } from './values';
