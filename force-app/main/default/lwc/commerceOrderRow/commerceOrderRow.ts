import { api } from 'lwc';
import ITEM from '@salesforce/label/c.Orderlens_Item';
import ITEMS from '@salesforce/label/c.Orderlens_Items';
import type { OrderRow } from 'c/commerceOrderData';
import { fill, money, number } from 'c/commerceFormat';
import { CommerceRow } from 'c/commerceRow';

/** One order. */
export default class CommerceOrderRow extends CommerceRow {
  @api order!: OrderRow;

  override get moment(): string | null {
    return this.order.placedAt;
  }

  get total(): string | null {
    const { total, currency } = this.order;
    return total === null ? null : money(total, currency, this.currencyNamed);
  }

  get summary(): string {
    const { lineCount, summary } = this.order;
    const count =
      lineCount === null ? null : fill(lineCount === 1 ? ITEM : ITEMS, number(lineCount));
    return [count, summary].filter((part) => part !== null).join(' · ');
  }
}
