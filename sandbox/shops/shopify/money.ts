import Big from 'big.js';

/**
 * A decimal as Shopify prints it: no superfluous zeros, but at least one decimal (`"10.0"`, `"2.55"`, `"0.425"`).
 */
export function formatAmount(amount: string): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  return `${whole}.${fraction.replace(/0+$/, '') || '0'}`;
}

/** Exact, as a plain decimal. */
export function multiply(unitPrice: string, quantity: number): string {
  return quantity === 1 ? unitPrice : new Big(unitPrice).times(quantity).toFixed();
}

export function sum(amounts: Iterable<string>): string {
  let total = new Big(0);
  for (const amount of amounts) total = total.plus(amount);
  return total.toFixed();
}

export function subtract(amount: string, less: string): string {
  return new Big(amount).minus(less).toFixed();
}

/** One of `quantity`; rounded to four decimals where it does not come out even. */
export function divide(amount: string, quantity: number): string {
  return new Big(amount).div(quantity).round(4).toFixed();
}
