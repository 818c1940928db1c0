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
  const all = Array.isArray(amounts) ? (amounts as readonly string[]) : [...amounts];
  return sumOfSmall(all) ?? sumOfAny(all);
}

/** What shops sell for: its parts in ten-thousandths, and the sum of a hundred thousand of them, are exact numbers. */
const small = /^-?\d{1,6}(?:\.\d{1,4})?$/;
const mostSmall = 100_000;

function sumOfSmall(amounts: readonly string[]): string | undefined {
  if (amounts.length > mostSmall) return undefined;
  let total = 0;
  for (const amount of amounts) {
    if (!small.test(amount)) return undefined;
    total += tenThousandths(amount);
  }
  return fromTenThousandths(total);
}

function tenThousandths(amount: string): number {
  const point = amount.indexOf('.');
  if (point < 0) return Number(amount) * 10_000;
  return Number(amount.slice(0, point) + amount.slice(point + 1).padEnd(4, '0'));
}

function fromTenThousandths(total: number): string {
  const digits = String(Math.abs(total)).padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0+$/, '');
  const amount = digits.slice(0, -4) + (fraction === '' ? '' : `.${fraction}`);
  return total < 0 ? `-${amount}` : amount;
}

function sumOfAny(amounts: readonly string[]): string {
  let total = new Big(0);
  for (const amount of amounts) total = total.plus(amount);
  return plain(total);
}

/** Exact, never rounded. */
export function multiply(a: string, b: string): string {
  if (small.test(a) && /^\d{1,5}$/.test(b))
    return fromTenThousandths(tenThousandths(a) * Number(b));
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

/** Adds up exactly, however many amounts come. */
export class Total {
  #value = new Big(0);

  add(amount: string): void {
    this.#value = this.#value.plus(amount);
  }

  /** Plain decimal. */
  get value(): string {
    return plain(this.#value);
  }
}

/** A JSON number that is an IEEE double carries 15 digits of a decimal, whichever they are. */
const doublePrecision = '1e-15';

/**
 * Whether an amount is the one that a double was made of: exact to 15 digits, so to 0.0001 below 10^11, to 0.01 below
 * 10^13.
 */
export function sameAmount(exact: string, double: string): boolean {
  const [a, b] = [new Big(exact), new Big(double)];
  const larger = a.abs().gt(b.abs()) ? a.abs() : b.abs();
  return a.minus(b).abs().lte(larger.times(doublePrecision));
}
