import Big from 'big.js';
import type { SeedRecord } from './seed.ts';

type Order = Extract<SeedRecord, { type: 'order' }>;
type Line = Pick<Order['lines'][number], 'quantity' | 'unitPrice'>;

/** The codes that the shop takes, and their share of the goods. */
export const discountCodes: Readonly<Record<string, string>> = {
  WELCOME10: '0.10',
  SPRING15: '0.15',
};

const freeFrom = 50;
const postage = '3.95';
/** On top of the prices, where the shop knows the country's rate. */
const taxRates: Readonly<Record<string, string>> = {
  GB: '0.20',
  IE: '0.23',
  FR: '0.20',
  DE: '0.19',
};

export type Charges = Required<Pick<Order, 'discount' | 'discountCodes' | 'shipping' | 'tax'>>;

/** What the shop takes off and puts on: a code's share, postage on small orders, the tax of where it goes. */
export function chargesOf(
  lines: readonly Line[],
  { code, countryCode }: { readonly code?: string | null; readonly countryCode?: string | null },
): Charges {
  const goods = goodsOf(lines);
  const discount = goods.times(code ? (discountCodes[code] ?? 0) : 0).round(2);
  const shipping = new Big(goods.gte(freeFrom) ? 0 : postage);
  const tax = goods
    .minus(discount)
    .plus(shipping)
    .times(taxRates[countryCode ?? ''] ?? 0);
  return {
    discount: discount.toFixed(2),
    discountCodes: code ? [code] : [],
    shipping: shipping.toFixed(2),
    tax: tax.toFixed(2),
  };
}

export interface Billed extends Partial<Pick<Order, 'discount' | 'shipping' | 'tax' | 'total'>> {
  readonly lines: readonly Line[];
}

export function totalOf({
  lines,
  discount = '0',
  shipping = '0',
  tax = '0',
  total,
}: Billed): string {
  return total ?? goodsOf(lines).minus(discount).plus(shipping).plus(tax).toFixed(2);
}

/** So many of one line come back. */
export interface Return<L extends Line = Line> {
  readonly line: L;
  readonly quantity: number;
}

/**
 * What is paid back for goods: each line its share of the discount less, without tax, and in all with its share of the
 * tax. Two decimals.
 */
export function refundOf(
  order: Billed,
  returns: readonly Return[],
): { readonly lines: readonly string[]; readonly amount: string } {
  const { discount = '0', shipping = '0', tax = '0' } = order;
  const goods = goodsOf(order.lines);
  const taxed = goods.minus(discount).plus(shipping);
  const kept = goods.eq(0) ? new Big(1) : goods.minus(discount).div(goods);
  const lines = returns.map(({ line, quantity }) =>
    new Big(line.unitPrice).times(quantity).times(kept).toFixed(2),
  );
  const net = lines.reduce((sum, amount) => sum.plus(amount), new Big(0));
  const withTax = taxed.lte(0) ? net : net.plus(net.times(tax).div(taxed));
  return { lines, amount: withTax.toFixed(2) };
}

function goodsOf(lines: readonly Line[]): Big {
  return lines.reduce(
    (sum, { unitPrice, quantity }) => sum.plus(new Big(unitPrice).times(quantity)),
    new Big(0),
  );
}
