import { api } from 'lwc';
import CARTS from '@salesforce/label/c.Orderlens_Carts';
import CARTS_EMPTY from '@salesforce/label/c.Orderlens_Carts_Empty';
import CARTS_EMPTY_SINCE from '@salesforce/label/c.Orderlens_Carts_Empty_Since';
import CARTS_EMPTY_UNCONNECTED from '@salesforce/label/c.Orderlens_Carts_Empty_Unconnected';
import CARTS_EMPTY_YEAR from '@salesforce/label/c.Orderlens_Carts_Empty_Year';
import CARTS_ERROR from '@salesforce/label/c.Orderlens_Carts_Error';
import CARTS_INSTEAD from '@salesforce/label/c.Orderlens_Carts_Instead';
import CARTS_NO_ACCESS from '@salesforce/label/c.Orderlens_Carts_No_Access';
import STALE from '@salesforce/label/c.Orderlens_Orders_Stale';
import { CARTS as CARTS_QUERY, cartRows } from 'c/commerceCartData';
import type { CartNode, CartRow } from 'c/commerceCartData';
import { hasMore } from 'c/commerceOrderData';
import type { Answer } from 'c/commerceOrderData';
import { PagedPanel } from 'c/commercePagedPanel';
import type { Page } from 'c/commercePagedPanel';
import { newestAfter, startsAfter } from 'c/commercePages';
import {
  aYearBefore,
  emptyMessage,
  linkedTo,
  severalCurrencies,
  storeNames,
} from 'c/commercePanel';

const A_YEAR = '12 months';
const EMPTY = {
  empty: CARTS_EMPTY,
  since: CARTS_EMPTY_SINCE,
  unconnected: CARTS_EMPTY_UNCONNECTED,
};

type CartsAnswer = Answer<'Commerce_Cart__c', CartNode>;

interface ShownCart {
  readonly cart: CartRow;
  readonly storeName: string | null;
}

interface Refreshable {
  refresh(isAsked: boolean): void;
}

/** What a customer has put into carts, the last touched first. Reads; everything below it only shows. */
export default class CommerceCartActivity extends PagedPanel<CartRow, CartsAnswer> {
  /** `all` or `12 months`, set by an admin in App Builder. */
  @api defaultPeriod = 'all';

  label = { CARTS_INSTEAD };
  readonly query = CARTS_QUERY;
  readonly problems = { error: CARTS_ERROR, stale: STALE, noAccess: CARTS_NO_ACCESS };
  readonly pageSize = 10;

  get variables(): Record<string, unknown> | undefined {
    if (this.subject === null) return undefined;
    const last = startsAfter(this.pages);
    const since = { Last_Activity_At__c: { gte: { value: aYearBefore(this.now) } } };
    const where = [
      linkedTo(this.subject),
      ...(this.isLimited ? [since] : []),
      ...(last === null ? [] : [newestAfter('Last_Activity_At__c', last.lastActivityAt, last.id)]),
    ];
    return { where: { and: where }, size: this.size };
  }

  pageOf({ uiapi }: CartsAnswer): Page<CartRow> {
    const connection = uiapi.query.Commerce_Cart__c;
    return { rows: cartRows(connection), more: hasMore(connection) };
  }

  override readAgain(): void {
    super.readAgain();
    this.template
      ?.querySelectorAll<HTMLElement & Refreshable>('c-commerce-cart-row')
      .forEach((row) => row.refresh(this.isAsked));
  }

  private get isLimited(): boolean {
    return this.defaultPeriod === A_YEAR;
  }

  get heading(): string {
    return this.panelTitle || CARTS;
  }

  get carts(): readonly ShownCart[] {
    const names = storeNames(this.rows, this.stores);
    return this.rows.map((cart) => ({ cart, storeName: names.get(cart.store) ?? null }));
  }

  get currencyNamed(): boolean {
    return severalCurrencies(this.rows);
  }

  get emptyText(): string {
    const isConnected = this.stores?.length !== 0;
    return this.isLimited && isConnected ? CARTS_EMPTY_YEAR : emptyMessage(this.stores, EMPTY);
  }
}
