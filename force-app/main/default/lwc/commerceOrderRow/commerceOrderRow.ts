import { LightningElement, api } from 'lwc';
import ITEM from '@salesforce/label/c.Orderlens_Item';
import ITEMS from '@salesforce/label/c.Orderlens_Items';
import type { OrderRow } from 'c/commerceOrderData';
import { fill, moment, money, number, whenever } from 'c/commerceFormat';

interface Details {
  refresh(isAsked: boolean): void;
}

/** One order, closed until somebody wants to see more of it. */
export default class CommerceOrderRow extends LightningElement {
  @api order!: OrderRow;
  /** The shop's name; absent where all orders are one shop's. */
  @api storeName: string | null = null;
  /** Whether currencies are written out, because the list holds several. */
  @api currencyNamed = false;
  /** Milliseconds since 1970: handed in so that all rows of a list agree. */
  @api now = 0;

  expanded = false;

  @api refresh(isAsked: boolean): void {
    this.template
      ?.querySelector<HTMLElement & Details>('c-commerce-order-details')
      ?.refresh(isAsked);
  }

  get expandedText(): string {
    return String(this.expanded);
  }

  get chevron(): string {
    return this.expanded ? 'utility:chevrondown' : 'utility:chevronright';
  }

  get rowClass(): string {
    return this.storeName === null ? 'row' : 'row row_with-store';
  }

  get total(): string | null {
    const { total, currency } = this.order;
    return total === null ? null : money(total, currency, this.currencyNamed);
  }

  get date(): string | null {
    return this.order.placedAt && whenever(this.order.placedAt, this.now);
  }

  get exactDate(): string | null {
    return this.order.placedAt && moment(this.order.placedAt);
  }

  get summary(): string {
    const { lineCount, summary } = this.order;
    const count =
      lineCount === null ? null : fill(lineCount === 1 ? ITEM : ITEMS, number(lineCount));
    return [count, summary].filter((part) => part !== null).join(' · ');
  }

  toggle(): void {
    this.expanded = !this.expanded;
  }
}
