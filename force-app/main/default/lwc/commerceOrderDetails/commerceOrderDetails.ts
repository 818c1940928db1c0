import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLDocument, GraphQLError, GraphQLResult } from 'lightning/graphql';
import DETAILS_ERROR from '@salesforce/label/c.Orderlens_Details_Error';
import DETAILS_NO_ACCESS from '@salesforce/label/c.Orderlens_Details_No_Access';
import LINES from '@salesforce/label/c.Orderlens_Lines';
import MONEY from '@salesforce/label/c.Orderlens_Money';
import NEW_TAB from '@salesforce/label/c.Orderlens_New_Tab';
import NO_LONGER from '@salesforce/label/c.Orderlens_No_Longer';
import OPEN_IN_SHOP from '@salesforce/label/c.Orderlens_Open_In_Shop';
import REFUNDS from '@salesforce/label/c.Orderlens_Refunds';
import SHIPMENTS from '@salesforce/label/c.Orderlens_Shipments';
import {
  DETAILS,
  isNoAccess,
  messages,
  orderDetails,
  orderSteps,
  parcelSteps,
} from 'c/commerceOrderData';
import type { DetailsAnswer, OrderDetails, Parcel, Step } from 'c/commerceOrderData';
import { aboutOf, moneyOf, refundsOf } from './sections';
import type { Entry, MoneyEntry, ShownRefund } from './sections';

/** Parts read at a time: more shipments or refunds than this on one order has not been seen. */
const MOST_PARTS = 200;

interface ShownParcel {
  readonly parcel: Parcel;
  readonly steps: readonly Step[];
}

interface Lines {
  refresh(isAsked: boolean): void;
}

/** One order, opened: reads what the list leaves out when it appears on the page. */
export default class CommerceOrderDetails extends LightningElement {
  @api orderId!: string;
  @api orderNumber = '';
  /** How many lines there are, when known. */
  @api lineCount: number | null = null;
  @api currency: string | null = null;
  @api currencyNamed = false;

  label = { LINES, MONEY, NEW_TAB, NO_LONGER, OPEN_IN_SHOP, REFUNDS, SHIPMENTS };
  query: GraphQLDocument = DETAILS;
  details: OrderDetails | null = null;
  errors: readonly GraphQLError[] | null = null;
  isBusy = true;

  private answer: GraphQLResult | null = null;

  get variables(): Record<string, unknown> {
    return { order: this.orderId, size: MOST_PARTS };
  }

  @wire(graphql, { query: '$query', variables: '$variables' })
  receiveDetails(answer: GraphQLResult<DetailsAnswer>): void {
    this.answer = answer;
    if (!answer.errors && !answer.data) return;
    this.isBusy = false;
    this.errors = answer.errors ?? null;
    if (!answer.errors && answer.data) this.details = orderDetails(answer.data);
  }

  @api refresh(isAsked: boolean): void {
    this.answer?.refresh?.();
    this.template?.querySelector<HTMLElement & Lines>('c-commerce-order-lines')?.refresh(isAsked);
  }

  retry(): void {
    this.answer?.refresh?.();
  }

  get skeletons(): readonly number[] {
    return this.isBusy ? [0, 1, 2] : [];
  }

  get isFirstLoad(): boolean {
    return this.isBusy && this.details === null;
  }

  get money(): readonly MoneyEntry[] {
    return this.details ? moneyOf(this.details, this.currency, this.currencyNamed) : [];
  }

  get hasMoney(): boolean {
    return this.money.length > 0;
  }

  get shipments(): readonly ShownParcel[] {
    const { details } = this;
    return (details?.shipments ?? []).map((parcel) => ({
      parcel,
      steps: details === null || parcel.removed ? [] : parcelSteps(details, parcel),
    }));
  }

  /** The order's own way, while no parcel has one. */
  get steps(): readonly Step[] {
    const { details } = this;
    if (details === null || details.shipments.some(({ removed }) => !removed)) return [];
    return orderSteps(details);
  }

  get hasSteps(): boolean {
    return this.steps.length > 0;
  }

  get hasShipments(): boolean {
    return this.shipments.length > 0 || this.hasSteps;
  }

  get refunds(): readonly ShownRefund[] {
    return this.details ? refundsOf(this.details, this.currency, this.currencyNamed) : [];
  }

  get hasRefunds(): boolean {
    return this.refunds.length > 0;
  }

  get about(): readonly Entry[] {
    return this.details ? aboutOf(this.details) : [];
  }

  get hasAbout(): boolean {
    return this.about.length > 0;
  }

  get adminUrl(): string | null {
    return this.details?.adminUrl ?? null;
  }

  get canRetry(): boolean {
    return !isNoAccess(this.errors ?? undefined);
  }

  get problemKind(): string {
    return this.canRetry ? 'error' : 'locked';
  }

  get problem(): string {
    return this.canRetry ? DETAILS_ERROR : DETAILS_NO_ACCESS;
  }

  get problemDetail(): string {
    return messages(this.errors ?? []);
  }
}
