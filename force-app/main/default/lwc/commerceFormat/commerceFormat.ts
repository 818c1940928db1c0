import LOCALE from '@salesforce/i18n/locale';
import TIME_ZONE from '@salesforce/i18n/timeZone';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Salesforce keeps four decimals; a unit price may use them all. */
const MAX_DECIMALS = 4;

/**
 * @param amount in units of the currency, not pence; a decimal string is written to its last digit
 * @param currency ISO 4217; the amount stands bare when it is unknown, because a guessed currency is a wrong amount
 * @param named writes `GBP 12.75` instead of `£12.75`, for where several currencies stand together
 */
export function money(amount: number | string, currency: string | null, named = false): string {
  if (!isCurrency(currency)) return number(amount);
  const display = named ? 'code' : 'symbol';
  const format = new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency,
    currencyDisplay: display,
  });
  const usual = format.resolvedOptions().maximumFractionDigits ?? 2;
  return new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency,
    currencyDisplay: display,
    maximumFractionDigits: Math.max(usual, MAX_DECIMALS),
    minimumFractionDigits: usual,
  }).format(amount as number);
}

function isCurrency(code: string | null): code is string {
  return code !== null && /^[A-Z]{3}$/i.test(code);
}

export function number(value: number | string): string {
  return new Intl.NumberFormat(LOCALE, { maximumFractionDigits: MAX_DECIMALS }).format(
    value as number,
  );
}

/** @param share 0.033 for 3.3 % */
export function percent(share: number): string {
  return new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 }).format(
    share,
  );
}

/** @param month `2026-01` */
export function monthName(month: string, style: 'long' | 'narrow'): string {
  const year = style === 'long' ? ({ year: 'numeric' } as const) : {};
  return new Intl.DateTimeFormat(LOCALE, { month: style, ...year, timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}

/** The month that it is for the user, `2026-01`. */
export function monthOf(now: number): string {
  // Swedish writes dates as ISO does.
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: TIME_ZONE })
    .format(now)
    .slice(0, 7);
}

/** `1 Dec 2010` in the user's locale and time zone. */
export function day(iso: string): string {
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: TIME_ZONE }).format(
    new Date(iso),
  );
}

/** `1 December 2010 at 08:26 GMT`: the whole truth, for the hover. */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: TIME_ZONE,
  }).format(new Date(iso));
}

/** `2 min. ago`. */
export function ago(iso: string, now: number): string {
  const past = now - Date.parse(iso);
  const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto', style: 'short' });
  if (past < MINUTE) return relative.format(0, 'second');
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute');
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour');
  return relative.format(-Math.floor(past / DAY), 'day');
}

/** `3 days ago` within the last month, the day itself before that: nobody can place "57 days ago". */
export function whenever(iso: string, now: number): string {
  return now - Date.parse(iso) < 30 * DAY ? ago(iso, now) : day(iso);
}

/** Puts values into a label's `{0}`, `{1}`. */
export function fill(label: string, ...values: readonly string[]): string {
  return label.replace(/\{(\d+)\}/g, (hole, index: string) => values[Number(index)] ?? hole);
}
