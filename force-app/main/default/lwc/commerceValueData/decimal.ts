/**
 * Money as Salesforce keeps it, in ten-thousandths of the currency's unit: whole numbers add up exactly, where
 * fractions in binary do not.
 */
export type Decimal = bigint;

const PLACES = 4;
const UNIT = 10n ** BigInt(PLACES);

/** @throws on a string that is no decimal. */
export function decimal(value: number | string): Decimal {
  // The shortest decimal of a double is the one that Salesforce has sent.
  const written = typeof value === 'number' ? value.toFixed(PLACES) : value.trim();
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(written);
  if (!match) throw new RangeError(`Not a decimal: ${written}`);
  const [, sign, whole = '0', fraction = ''] = match;
  const units = BigInt(whole) * UNIT + BigInt(fraction.slice(0, PLACES).padEnd(PLACES, '0'));
  return sign === '-' ? -units : units;
}

/** `-12.5000`, for `Intl.NumberFormat`, which reads strings to the last digit. */
export function toText(value: Decimal): string {
  const size = value < 0n ? -value : value;
  const fraction = String(size % UNIT).padStart(PLACES, '0');
  return `${value < 0n ? '-' : ''}${size / UNIT}.${fraction}`;
}

/** Rounded half away from zero to hundredths: an average is said in pence. */
export function divide(value: Decimal, count: number): Decimal {
  const penny = UNIT / 100n;
  const by = BigInt(count) * penny;
  const size = value < 0n ? -value : value;
  const pence = (2n * size + by) / (2n * by);
  return (value < 0n ? -pence : pence) * penny;
}

/** A share, for a percentage or the height of a bar; not for money. */
export function share(part: Decimal, whole: Decimal): number {
  return whole === 0n ? 0 : Number(part) / Number(whole);
}
