import { LightningElement, api } from 'lwc';
import { moment, whenever } from 'c/commerceFormat';

interface Refreshable {
  refresh(isAsked: boolean): void;
}

/** A row of a list, closed until somebody wants to see more of it. What it shows then has `lwc:ref="opened"`. */
export abstract class CommerceRow extends LightningElement {
  /** The shop's name; absent where all rows are one shop's. */
  @api storeName: string | null = null;
  /** Whether currencies are written out, because the list holds several. */
  @api currencyNamed = false;
  /** Milliseconds since 1970: handed in so that all rows of a list agree. */
  @api now = 0;

  expanded = false;

  /** @param isAsked by a person */
  @api refresh(isAsked: boolean): void {
    (this.refs?.opened as (Element & Refreshable) | undefined)?.refresh(isAsked);
  }

  /** When it happened, UTC ISO-8601. */
  abstract get moment(): string | null;

  get date(): string | null {
    return this.moment && whenever(this.moment, this.now);
  }

  get exactDate(): string | null {
    return this.moment && moment(this.moment);
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

  toggle(): void {
    this.expanded = !this.expanded;
  }
}
