import { LightningElement, api } from 'lwc';
import MONTH from '@salesforce/label/c.Orderlens_Month';
import MONTHS_LAST from '@salesforce/label/c.Orderlens_Months_Last';
import MONTHS_NONE from '@salesforce/label/c.Orderlens_Months_None';
import NET from '@salesforce/label/c.Orderlens_Net';
import ORDER_COUNT from '@salesforce/label/c.Orderlens_Order_Count';
import ORDER_COUNT_ONE from '@salesforce/label/c.Orderlens_Order_Count_One';
import ORDERS from '@salesforce/label/c.Orderlens_Orders';
import SHOW_CHART from '@salesforce/label/c.Orderlens_Show_Chart';
import SHOW_TABLE from '@salesforce/label/c.Orderlens_Show_Table';
import { fill, money, monthName, number } from 'c/commerceFormat';
import { share, toText } from 'c/commerceValueData';
import type { MonthFigure } from 'c/commerceValueData';

interface Bar {
  readonly month: string;
  readonly name: string;
  readonly initial: string;
  readonly net: string;
  readonly orders: string;
  readonly label: string;
  readonly className: string;
  readonly style: string;
  readonly checked: string;
  readonly tabIndex: string;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
  Home: -Infinity,
  End: Infinity,
};

/**
 * A row of bars, one a month. Together they are one stop of the Tab key; the arrows go from month to month, and what
 * the month brought stands above the bars, for the mouse and the finger too.
 */
export default class CommerceMonthChart extends LightningElement {
  @api months: readonly MonthFigure[] = [];
  @api currency = '';
  @api currencyNamed = false;

  label = { MONTH, NET, ORDERS };
  asTable = false;

  private chosen: string | null = null;
  private hovered: string | null = null;

  get bars(): readonly Bar[] {
    const most = this.months.reduce((max, { net }) => (net > max ? net : max), 0n);
    const stop = this.chosen ?? this.months.at(-1)?.month;
    return this.months.map((figure) => {
      const { month, net, orders } = figure;
      const isShown = month === this.shownMonth;
      const tone = net < 0n ? ' bar_negative' : '';
      return {
        month,
        name: monthName(month, 'long'),
        initial: monthName(month, 'narrow'),
        net: money(toText(net), this.currency, this.currencyNamed),
        orders: number(orders),
        label: this.sentence(figure),
        className: `bar${tone}${isShown ? ' bar_shown' : ''}`,
        style: `block-size: ${net > 0n ? Math.max(share(net, most) * 100, 3) : 0}%`,
        checked: String(month === this.chosen),
        tabIndex: month === stop ? '0' : '-1',
      };
    });
  }

  get isEmpty(): boolean {
    return this.months.every(({ net, orders }) => orders === 0 && net === 0n);
  }

  get emptyText(): string {
    return fill(MONTHS_NONE, number(this.months.length));
  }

  get chartTitle(): string {
    return fill(MONTHS_LAST, number(this.months.length));
  }

  /** What stands above the bars: the month that is pointed at, else all of them together. */
  get caption(): string {
    const shown = this.months.find(({ month }) => month === this.shownMonth);
    if (shown) return this.sentence(shown);
    const net = this.months.reduce((sum, figure) => sum + figure.net, 0n);
    const orders = this.months.reduce((sum, figure) => sum + figure.orders, 0);
    return this.figures(this.chartTitle, net, orders);
  }

  get toggleLabel(): string {
    return this.asTable ? SHOW_CHART : SHOW_TABLE;
  }

  get toggleIcon(): string {
    return this.asTable ? 'utility:chart' : 'utility:table';
  }

  toggle(): void {
    this.asTable = !this.asTable;
  }

  choose(event: Event): void {
    this.chosen = monthAt(event);
  }

  leave(): void {
    this.chosen = null;
  }

  hover(event: Event): void {
    this.hovered = monthAt(event);
  }

  unhover(): void {
    this.hovered = null;
  }

  move(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const from = this.months.findIndex(({ month }) => month === monthAt(event));
    const to = Math.min(Math.max(from + step, 0), this.months.length - 1);
    this.template?.querySelectorAll<HTMLElement>('.column')[to]?.focus();
  }

  private get shownMonth(): string | null {
    return this.hovered ?? this.chosen;
  }

  private sentence({ month, net, orders }: MonthFigure): string {
    return this.figures(monthName(month, 'long'), net, orders);
  }

  private figures(what: string, net: bigint, orders: number): string {
    const count = fill(orders === 1 ? ORDER_COUNT_ONE : ORDER_COUNT, number(orders));
    return `${what}: ${money(toText(net), this.currency, this.currencyNamed)} · ${count}`;
  }
}

function monthAt(event: Event): string | null {
  return (event.currentTarget as HTMLElement).dataset.month ?? null;
}
