import type { Money } from './money.ts';
import type { Ref } from './ref.ts';

/** Of an order, or of a cart. */
export interface Line {
  readonly ref: Ref;
  /** 1-based, in the shop's own order. */
  readonly position: number;
  readonly sku: string | null;
  readonly title: string;
  /** At least 1 in every shop we know; a decimal string where goods are sold by weight. */
  readonly quantity: string;
  readonly unitPrice: Money;
  /** quantity × unitPrice less the line's own discounts, before tax added on top. */
  readonly total: Money;
  readonly product: Ref | null;
}
