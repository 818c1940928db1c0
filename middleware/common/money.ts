import Big from 'big.js';
import { Failure } from './errors.ts';

/** Amounts beyond these lengths are a fault of the source: no shop sells for 10^18, none prices in 10^-18. */
const maxIntegerDigits = 18;
const maxDecimals = 18;

const canonical = /^(?:0|-?[1-9]\d{0,17}|-?(?:0|[1-9]\d{0,17})\.\d{0,17}[1-9])$/;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/**
 * A decimal as text → the one plain spelling of its value: `"1.50"` → `"1.5"`, `"1e3"` → `"1000"`, `"-0"` → `"0"`.
 * Throws Failure `bad-data` for anything that is no finite decimal of at most 18 digits before and after the point.
 */
export function parseDecimal(text: string): string {
  if (canonical.test(text)) return text;
  if (text.length > 100 || !decimal.test(text)) throw notAnAmount(text, 'is not a decimal number');
  const value = new Big(text.replace(/^\+/, ''));
  if (value.eq(0)) return '0';
  const decimals = value.c.length - value.e - 1;
  if (value.e >= maxIntegerDigits) throw notAnAmount(text, `has over ${maxIntegerDigits} digits`);
  if (decimals > maxDecimals) throw notAnAmount(text, `has over ${maxDecimals} decimals`);
  return value.toFixed();
}

function notAnAmount(text: string, why: string): Failure {
  return new Failure(`"${text.slice(0, 60)}" ${why}`, {
    kind: 'bad-data',
    action: 'Correct the amount in the shop.',
  });
}

/** Exact; of nothing: `"0"`. */
export function sum(amounts: Iterable<string>): string {
  let total = new Big(0);
  for (const amount of amounts) total = total.plus(amount);
  return plain(total);
}

/** Exact, never rounded. */
export function multiply(a: string, b: string): string {
  return plain(new Big(a).times(b));
}

function plain(value: Big): string {
  return value.eq(0) ? '0' : value.toFixed();
}

/** ISO 4217 knows both codes as "no currency" and "for testing". */
const noCurrency = new Set(['XXX', 'XTS']);
const currencies = new Set(Intl.supportedValuesOf('currency'));

/** True for an ISO 4217 code, upper case, in use now or formerly. */
export function isCurrency(code: string): boolean {
  return currencies.has(code) && !noCurrency.has(code);
}
