import { api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLResult } from 'lightning/graphql';
import CLEAR_FILTERS from '@salesforce/label/c.Orderlens_Clear_Filters';
import NAMED_IN_CASE from '@salesforce/label/c.Orderlens_Named_In_Case';
import ORDERS from '@salesforce/label/c.Orderlens_Orders';
import ORDERS_EMPTY from '@salesforce/label/c.Orderlens_Orders_Empty';
import ORDERS_EMPTY_SINCE from '@salesforce/label/c.Orderlens_Orders_Empty_Since';
import ORDERS_EMPTY_UNCONNECTED from '@salesforce/label/c.Orderlens_Orders_Empty_Unconnected';
import ORDERS_ERROR from '@salesforce/label/c.Orderlens_Orders_Error';
import ORDERS_INSTEAD from '@salesforce/label/c.Orderlens_Orders_Instead';
import ORDERS_NO_ACCESS from '@salesforce/label/c.Orderlens_Orders_No_Access';
import ORDERS_NO_MATCH from '@salesforce/label/c.Orderlens_Orders_No_Match';
import ORDERS_STALE from '@salesforce/label/c.Orderlens_Orders_Stale';
import REFRESH from '@salesforce/label/c.Orderlens_Refresh';
import REFRESH_FROM_SHOP from '@salesforce/label/c.Orderlens_Refresh_From_Shop';
import { ORDERS as ORDERS_QUERY, ORDERS_WITH, hasMore } from 'c/commerceOrderData';
import { orderIds, orderRows } from 'c/commerceOrderData';
import type { Answer, OrderNode, OrderOfLine, OrderRow } from 'c/commerceOrderData';
import { startsAfter } from 'c/commercePages';
import { PagedPanel } from 'c/commercePagedPanel';
import type { Page } from 'c/commercePagedPanel';
import { aYearBefore, emptyMessage, severalCurrencies, storeNames } from 'c/commercePanel';
import type { Asking } from 'c/commerceSyncRequest';
import { number } from 'c/commerceFormat';
import { linesWith, ordersOf } from './filters';
import type { Filters } from './filters';
import { candidatesIn, isNamed, maybeNamed } from './named';

/** Lines looked at for a product: who finds more than this has searched for too little. */
const MOST_MATCHES = 200;
/** Orders looked at for those that a case names. */
const MOST_NAMED = 50;
const A_YEAR = '12 months';

type OrdersAnswer = Answer<'Commerce_Order__c', OrderNode>;
type LinesAnswer = Answer<'Commerce_Order_Line__c', OrderOfLine>;

interface ShownOrder {
  readonly order: OrderRow;
  readonly storeName: string | null;
}

/** Orders under a heading, or the rest of them. */
interface Group {
  readonly key: string;
  readonly heading: string | null;
  readonly className: string;
  readonly orders: readonly ShownOrder[];
}

interface Refreshable {
  refresh(isAsked: boolean): void;
}

interface ShopAsker {
  ask(): Promise<void>;
}

const NO_FILTERS: Filters = { status: '', since: null, search: '', holding: [] };
const EMPTY = {
  empty: ORDERS_EMPTY,
  since: ORDERS_EMPTY_SINCE,
  unconnected: ORDERS_EMPTY_UNCONNECTED,
};

/** What a customer bought, newest first. Reads; everything below it only shows. */
export default class CommerceOrderHistory extends PagedPanel<OrderRow, OrdersAnswer> {
  label = {
    CLEAR_FILTERS,
    ORDERS_INSTEAD,
    ORDERS_NO_MATCH,
  };
  readonly query = ORDERS_QUERY;
  readonly problems = { error: ORDERS_ERROR, stale: ORDERS_STALE, noAccess: ORDERS_NO_ACCESS };
  readonly pageSize = 20;
  linesQuery = ORDERS_WITH;

  filters = NO_FILTERS;
  /** Orders that the case may name; null until they have been read. */
  named: readonly OrderRow[] | null = null;
  shop: Asking = { mayAsk: false, text: null, detail: null };

  private namedAnswer: GraphQLResult | null = null;
  private awaitsProducts = false;
  private period = 'all';

  /** `all` or `12 months`, set by an admin in App Builder; what the panel begins with. */
  @api
  get defaultPeriod(): string {
    return this.period;
  }
  set defaultPeriod(period: string) {
    this.period = period;
    this.filters = this.firstFilters;
  }

  override forget(): void {
    super.forget();
    this.awaitsProducts = false;
    this.filters = this.firstFilters;
    this.named = null;
  }

  get variables(): Record<string, unknown> | undefined {
    if (this.subject === null) return undefined;
    const where = ordersOf(this.subject, this.filters, startsAfter(this.pages));
    return { where, size: this.size };
  }

  /** Whoever looks for something wants to see what there is of it. */
  override get firstSize(): number {
    const { status, search } = this.filters;
    return status === '' && search === '' ? super.firstSize : this.pageSize;
  }

  pageOf({ uiapi }: OrdersAnswer): Page<OrderRow> {
    const connection = uiapi.query.Commerce_Order__c;
    return { rows: orderRows(connection), more: hasMore(connection) };
  }

  get linesVariables(): Record<string, unknown> | undefined {
    const { search } = this.filters;
    if (this.subject === null || search === '') return undefined;
    return { where: linesWith(this.subject, search), size: MOST_MATCHES };
  }

  @wire(graphql, { query: '$linesQuery', variables: '$linesVariables' })
  receiveProducts({ data, errors }: GraphQLResult<LinesAnswer>): void {
    if (!this.awaitsProducts || (!data && !errors)) return;
    this.awaitsProducts = false;
    // Who may not read lines still finds orders by their number.
    const holding = orderIds(data?.uiapi.query.Commerce_Order_Line__c);
    if (holding.length > 0) this.filter({ holding });
  }

  get namedVariables(): Record<string, unknown> | undefined {
    const candidates = candidatesIn(this.caseText);
    if (this.subject === null || candidates.length === 0) return undefined;
    return { where: maybeNamed(this.subject, candidates), size: MOST_NAMED };
  }

  @wire(graphql, { query: '$query', variables: '$namedVariables' })
  receiveNamed(answer: GraphQLResult<OrdersAnswer>): void {
    this.namedAnswer = answer;
    const { data, errors } = answer;
    // What cannot be read cannot be pinned; the list says what is wrong.
    if (data) this.named = orderRows(data.uiapi.query.Commerce_Order__c);
    else if (errors) this.named ??= [];
  }

  /** The button's: what is here at once, what the shop says when it has been asked. */
  refreshFromShop(): void {
    this.refresh();
    this.template?.querySelector<HTMLElement & ShopAsker>('c-commerce-sync-request')?.ask();
  }

  changeAsking(event: CustomEvent<Asking>): void {
    this.shop = event.detail;
  }

  override readAgain(): void {
    super.readAgain();
    this.namedAnswer?.refresh?.();
    this.template
      ?.querySelectorAll<HTMLElement & Refreshable>('c-commerce-order-row')
      .forEach((row) => row.refresh(this.isAsked));
  }

  changeFilters(event: CustomEvent<Pick<Filters, 'status' | 'search'> & { period: string }>): void {
    const { status, search, period } = event.detail;
    const since = period === A_YEAR ? aYearBefore(this.now) : null;
    const isNew = search !== this.filters.search;
    this.awaitsProducts = search !== '' && (isNew || this.awaitsProducts);
    this.filter({ status, since, search, ...(isNew ? { holding: [] } : {}) });
  }

  clearFilters(): void {
    this.awaitsProducts = false;
    this.filter(NO_FILTERS);
  }

  /** What was found before stays until something else is. */
  private filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change };
    this.startAnew(this.pages.shown);
  }

  private get firstFilters(): Filters {
    return { ...NO_FILTERS, since: this.period === A_YEAR ? aYearBefore(this.now) : null };
  }

  get periodChosen(): string {
    return this.filters.since === null ? 'all' : A_YEAR;
  }

  get isFiltered(): boolean {
    const { status, since, search } = this.filters;
    return status !== '' || since !== null || search !== '';
  }

  /** Nothing to filter where nothing is. */
  get canFilter(): boolean {
    return this.subject !== null && (this.hasRows || this.isFiltered) && !this.isFirstLoad;
  }

  /** Orders that the case names stand first, whatever the filters leave of the others. */
  get groups(): readonly Group[] {
    if (this.isFirstLoad) return [];
    const names = storeNames([...this.pinned, ...this.rows], this.stores);
    const show = (orders: readonly OrderRow[]): ShownOrder[] =>
      orders.map((order) => ({ order, storeName: names.get(order.store) ?? null }));
    const pinned = new Set(this.pinned.map(({ id }) => id));
    const others = this.rows.filter(({ id }) => !pinned.has(id));
    const groups = [
      { key: 'named', heading: NAMED_IN_CASE, className: 'group named', orders: show(this.pinned) },
      { key: 'others', heading: null, className: 'group', orders: show(others) },
    ];
    return groups.filter(({ orders }) => orders.length > 0);
  }

  private get pinned(): readonly OrderRow[] {
    const candidates = candidatesIn(this.caseText);
    return (this.named ?? []).filter(
      ({ number: name, removed }) => !removed && isNamed(name, candidates),
    );
  }

  /** What a case names comes with the list, so that nothing has to make room for it. */
  override get isFirstLoad(): boolean {
    const awaitsNamed = this.named === null && this.namedVariables !== undefined;
    return super.isFirstLoad || (awaitsNamed && this.problem === null);
  }

  get refreshLabel(): string {
    return this.shop.mayAsk ? REFRESH_FROM_SHOP : REFRESH;
  }

  /** Beside the title: how fresh it is, or what is being done about it. */
  override get freshness(): string | null {
    return this.shop.text ?? super.freshness;
  }

  override get exactFreshness(): string | null {
    return this.shop.text === null ? super.exactFreshness : this.shop.detail;
  }

  get currencyNamed(): boolean {
    return severalCurrencies(this.rows);
  }

  /** `Orders (20+)`: how many there are beyond those would cost a count of them all. */
  get heading(): string {
    const { shown, more } = this.pages;
    const title = this.panelTitle || ORDERS;
    return shown === null ? title : `${title} (${number(this.rows.length)}${more ? '+' : ''})`;
  }

  override get isEmpty(): boolean {
    return super.isEmpty && !this.isFiltered;
  }

  get hasNoMatch(): boolean {
    return super.isEmpty && this.isFiltered && !this.pages.busy && !this.awaitsProducts;
  }

  get emptyText(): string {
    return emptyMessage(this.stores, EMPTY);
  }
}
