import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLDocument, GraphQLError, GraphQLResult } from 'lightning/graphql';
import CART_LINES_EMPTY from '@salesforce/label/c.Orderlens_Cart_Lines_Empty';
import CART_LINES_ERROR from '@salesforce/label/c.Orderlens_Cart_Lines_Error';
import CART_LINES_NO_ACCESS from '@salesforce/label/c.Orderlens_Cart_Lines_No_Access';
import CART_LINES_OF from '@salesforce/label/c.Orderlens_Cart_Lines_Of';
import EACH from '@salesforce/label/c.Orderlens_Each';
import LINES_EMPTY from '@salesforce/label/c.Orderlens_Lines_Empty';
import LINES_ERROR from '@salesforce/label/c.Orderlens_Lines_Error';
import LINES_NO_ACCESS from '@salesforce/label/c.Orderlens_Lines_No_Access';
import LINES_OF from '@salesforce/label/c.Orderlens_Lines_Of';
import LOADING from '@salesforce/label/c.Orderlens_Loading';
import NO_LONGER from '@salesforce/label/c.Orderlens_No_Longer';
import PRODUCT from '@salesforce/label/c.Orderlens_Product';
import QUANTITY from '@salesforce/label/c.Orderlens_Quantity';
import SHOW_MORE from '@salesforce/label/c.Orderlens_Show_More';
import SHOW_MORE_OF from '@salesforce/label/c.Orderlens_Show_More_Of';
import SKU from '@salesforce/label/c.Orderlens_SKU';
import TOTAL from '@salesforce/label/c.Orderlens_Total';
import { CART_LINES } from 'c/commerceCartData';
import { LINES, hasMore, isNoAccess, lineRows, messages } from 'c/commerceOrderData';
import type { Answer, LineNode, LineRow } from 'c/commerceOrderData';
import {
  askForMore,
  fail,
  noPages,
  receive,
  startOver,
  startsAfter,
  tryAgain,
} from 'c/commercePages';
import { fill, money, number } from 'c/commerceFormat';

/** An agent looks at an order; whoever asks for more wants to get to the end. */
const FIRST_PAGE = 10;
const NEXT_PAGE = 50;

type LinesAnswer = Answer<'Commerce_Order_Line__c' | 'Commerce_Cart_Line__c', LineNode>;

/** Lines are the same, whatever they belong to. */
const KINDS = {
  order: {
    object: 'Commerce_Order_Line__c',
    parent: 'Order__c',
    query: LINES,
    of: LINES_OF,
    empty: LINES_EMPTY,
    error: LINES_ERROR,
    noAccess: LINES_NO_ACCESS,
    showsRemoved: true,
  },
  // What has been taken out of a cart was never bought, and tells nobody anything.
  cart: {
    object: 'Commerce_Cart_Line__c',
    parent: 'Cart__c',
    query: CART_LINES,
    of: CART_LINES_OF,
    empty: CART_LINES_EMPTY,
    error: CART_LINES_ERROR,
    noAccess: CART_LINES_NO_ACCESS,
    showsRemoved: false,
  },
} as const;

interface ShownLine {
  readonly id: string;
  readonly title: string;
  readonly sku: string | null;
  readonly quantity: string | null;
  readonly each: string | null;
  readonly total: string | null;
  readonly removed: boolean;
  readonly className: string;
}

/** The lines of one order, or of one cart: reads them when it appears on the page. */
export default class CommerceOrderLines extends LightningElement {
  @api kind: keyof typeof KINDS = 'order';
  /** The order's or the cart's. */
  @api orderId!: string;
  @api orderNumber = '';
  /** How many lines there are, when known. */
  @api lineCount: number | null = null;
  /** The order's, for lines that do not say theirs. */
  @api currency: string | null = null;
  @api currencyNamed = false;

  label = { EACH, LOADING, NO_LONGER, PRODUCT, QUANTITY, SKU, TOTAL };
  pages = noPages<LineRow>();
  errors: readonly GraphQLError[] | null = null;

  private answer: GraphQLResult | null = null;

  get words(): (typeof KINDS)[keyof typeof KINDS] {
    return KINDS[this.kind];
  }

  get query(): GraphQLDocument {
    return this.words.query;
  }

  get variables(): Record<string, unknown> {
    const last = startsAfter(this.pages);
    const mine = { [this.words.parent]: { eq: this.orderId } };
    return last === null
      ? { where: mine, size: FIRST_PAGE }
      : { where: { and: [mine, following(last)] }, size: NEXT_PAGE };
  }

  @wire(graphql, { query: '$query', variables: '$variables' })
  receiveLines(answer: GraphQLResult<LinesAnswer>): void {
    this.answer = answer;
    if (answer.errors) {
      this.errors = answer.errors;
      this.pages = fail(this.pages);
    } else if (answer.data) {
      const connection = answer.data.uiapi.query[this.words.object];
      this.errors = null;
      this.pages = receive(this.pages, lineRows(connection), hasMore(connection));
    }
  }

  /** @param isAsked by a person; without, many pages of lines are not read again and again */
  @api refresh(isAsked: boolean): void {
    if (!isAsked && this.pages.index > 0) return;
    const unchanged = this.pages.index === 0;
    this.pages = startOver(this.pages);
    if (unchanged) this.answer?.refresh?.();
  }

  get tableLabel(): string {
    return fill(this.words.of, this.orderNumber);
  }

  /** What the shop's order no longer has comes last. */
  get lines(): readonly ShownLine[] {
    const shown = (this.pages.shown ?? []).map((line) => this.show(line));
    const removed = this.words.showsRemoved ? shown.filter((line) => line.removed) : [];
    return [...shown.filter((line) => !line.removed), ...removed];
  }

  get hasLines(): boolean {
    return this.lines.length > 0;
  }

  get isEmpty(): boolean {
    return this.pages.shown !== null && !this.hasLines && !this.pages.more;
  }

  get isFirstLoad(): boolean {
    return this.pages.shown === null && this.errors === null;
  }

  /** As many bars as lines will come, so that nothing below jumps. */
  get bars(): readonly number[] {
    return Array.from({ length: Math.min(this.lineCount ?? 3, FIRST_PAGE) }, (_, index) => index);
  }

  get noAccess(): boolean {
    return isNoAccess(this.errors ?? undefined);
  }

  get errorKind(): string {
    return this.noAccess ? 'locked' : 'error';
  }

  get errorMessage(): string {
    return this.noAccess ? this.words.noAccess : this.words.error;
  }

  get errorDetail(): string {
    return messages(this.errors ?? []);
  }

  get canRetry(): boolean {
    return !this.noAccess;
  }

  get canShowMore(): boolean {
    return this.pages.more && this.errors === null;
  }

  get showMoreLabel(): string {
    const shown = this.lines.filter(({ removed }) => !removed).length;
    return this.lineCount !== null && this.lineCount > shown
      ? fill(SHOW_MORE_OF, number(shown), number(this.lineCount))
      : SHOW_MORE;
  }

  showMore(): void {
    this.pages = askForMore(this.pages);
  }

  retry(): void {
    this.pages = tryAgain(this.pages);
    this.answer?.refresh?.();
  }

  private show(line: LineRow): ShownLine {
    const currency = line.currency ?? this.currency;
    const price = (amount: number | null) =>
      amount === null ? null : money(amount, currency, this.currencyNamed);
    return {
      id: line.id,
      title: line.title,
      sku: line.sku,
      quantity: line.quantity === null ? null : number(line.quantity),
      each: price(line.unitPrice),
      total: price(line.total),
      removed: line.removed,
      className: line.removed ? 'line line_removed' : 'line',
    };
  }
}

/** The part of a `where` of the lines that follow one. */
function following({ position, id }: LineRow): Record<string, unknown> {
  return {
    or: [
      { Position__c: { gt: position } },
      { and: [{ Position__c: { eq: position } }, { Id: { gt: id } }] },
    ],
  };
}
