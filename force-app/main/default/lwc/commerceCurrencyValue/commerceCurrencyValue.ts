import { LightningElement, api } from 'lwc';
import AVERAGE from '@salesforce/label/c.Orderlens_Average';
import CANCELLED from '@salesforce/label/c.Orderlens_Cancelled';
import DAYS_BETWEEN from '@salesforce/label/c.Orderlens_Days_Between';
import LAST_ORDER from '@salesforce/label/c.Orderlens_Last_Order';
import LIFETIME_VALUE from '@salesforce/label/c.Orderlens_Lifetime_Value';
import MADE_OF from '@salesforce/label/c.Orderlens_Made_Of';
import ORDERS from '@salesforce/label/c.Orderlens_Orders';
import PLACED from '@salesforce/label/c.Orderlens_Placed';
import REFUNDED from '@salesforce/label/c.Orderlens_Refunded';
import REFUNDED_SHARE from '@salesforce/label/c.Orderlens_Refunded_Share';
import AMOUNT from '@salesforce/label/c.Orderlens_Amount';
import { fill, moment, money, monthOf, number, percent, whenever } from 'c/commerceFormat';
import { divide, lastMonths, share, toText } from 'c/commerceValueData';
import type { Decimal, MonthFigure, Totals } from 'c/commerceValueData';

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly exact: string | null;
  readonly className: string;
}

interface Part {
  readonly name: string;
  readonly count: string;
  readonly amount: string;
  readonly className: string;
}

/** What a customer is worth in one currency. */
export default class CommerceCurrencyValue extends LightningElement {
  @api totals!: Totals;
  /** Whether the currency is written out, because there are several. */
  @api currencyNamed = false;
  /** How many months the bars show. */
  @api monthCount = 12;
  /** Milliseconds since 1970. */
  @api now = 0;

  label = { AMOUNT, MADE_OF, ORDERS };
  expanded = false;

  get figures(): readonly Figure[] {
    const { lifetime, orders, lastAt } = this.totals;
    const figure = (name: string, value: string | null, exact: string | null = null) =>
      value === null ? [] : [{ name, value, exact, className: 'figure' }];
    const average =
      lifetime === null || orders === null || orders < 1 ? null : divide(lifetime, orders);
    const [first, ...others] = [
      ...figure(LIFETIME_VALUE, this.price(lifetime)),
      ...figure(ORDERS, orders === null ? null : number(orders)),
      ...figure(AVERAGE, this.price(average)),
      ...figure(LAST_ORDER, lastAt && whenever(lastAt, this.now), lastAt && moment(lastAt)),
    ];
    return first ? [{ ...first, className: 'figure figure_first' }, ...others] : [];
  }

  get months(): readonly MonthFigure[] | null {
    const { months } = this.totals;
    return months && lastMonths(months, monthOf(this.now), Number(this.monthCount));
  }

  get remarks(): string {
    const { daysBetween } = this.totals;
    const days = daysBetween === null ? null : fill(DAYS_BETWEEN, number(rounded(daysBetween)));
    return [this.refunds, days].filter((part) => part !== null).join(' · ');
  }

  /** The share is of what was not cancelled: the money that could be given back. */
  private get refunds(): string | null {
    const { placed, cancelled, refunded } = this.totals;
    if (refunded === null || refunded === 0n) return null;
    const amount = this.price(-refunded) ?? '';
    const kept = placed !== null && cancelled !== null ? placed - cancelled : 0n;
    return kept > 0n
      ? fill(REFUNDED_SHARE, amount, percent(share(refunded, kept)))
      : `${amount} ${REFUNDED}`;
  }

  /** Absent unless every part may be seen: a sum with a part missing explains nothing. */
  get parts(): readonly Part[] | null {
    const { placed, cancelled, refunded, lifetime } = this.totals;
    if (placed === null || cancelled === null || refunded === null || lifetime === null) {
      return null;
    }
    const { placedCount, cancelledCount, refundedCount, orders } = this.totals;
    return [
      this.part(PLACED, placedCount, placed),
      this.part(CANCELLED, cancelledCount, -cancelled),
      this.part(REFUNDED, refundedCount, -refunded),
      { ...this.part(LIFETIME_VALUE, orders, lifetime), className: 'sum' },
    ];
  }

  get expandedText(): string {
    return String(this.expanded);
  }

  get chevron(): string {
    return this.expanded ? 'utility:chevrondown' : 'utility:chevronright';
  }

  toggle(): void {
    this.expanded = !this.expanded;
  }

  private part(name: string, count: number | null, amount: Decimal): Part {
    return {
      name,
      count: count === null ? '' : number(count),
      amount: this.price(amount) ?? '',
      className: '',
    };
  }

  private price(amount: Decimal | null): string | null {
    if (amount === null) return null;
    return money(toText(amount), this.totals.currency, this.currencyNamed);
  }
}

/** Tenths say something of a few days only. */
function rounded(days: number): number {
  return days < 10 ? Math.round(days * 10) / 10 : Math.round(days);
}
