import { api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLDocument, GraphQLError, GraphQLResult } from 'lightning/graphql';
import CASE_ERROR from '@salesforce/label/c.Orderlens_Case_Error';
import CLEAR_FILTERS from '@salesforce/label/c.Orderlens_Clear_Filters';
import ORDERS from '@salesforce/label/c.Orderlens_Orders';
import ORDERS_ERROR from '@salesforce/label/c.Orderlens_Orders_Error';
import ORDERS_INSTEAD from '@salesforce/label/c.Orderlens_Orders_Instead';
import ORDERS_NO_ACCESS from '@salesforce/label/c.Orderlens_Orders_No_Access';
import ORDERS_NO_MATCH from '@salesforce/label/c.Orderlens_Orders_No_Match';
import ORDERS_STALE from '@salesforce/label/c.Orderlens_Orders_Stale';
import { ORDERS as ORDERS_QUERY, ORDERS_WITH, isNoAccess, messages } from 'c/commerceOrderData';
import { orderIds, orderRows } from 'c/commerceOrderData';
import type { Answer, OrderNode, OrderOfLine, OrderRow } from 'c/commerceOrderData';
import {
  askForMore,
  fail,
  noPages,
  receive,
  startOver,
  startsAfter,
  tryAgain,
} from 'c/commercePages';
import { CommercePanel } from 'c/commercePanel';
import { number } from 'c/commerceFormat';
import { aYearBefore, linesWith, ordersOf } from './filters';
import type { Filters } from './filters';
import { emptyMessage, severalCurrencies, severalStores } from './summary';

const PAGE = 20;
/** Lines looked at for a product: who finds more than this has searched for too little. */
const MOST_MATCHES = 200;
const A_YEAR = '12 months';

type OrdersAnswer = Answer<'Commerce_Order__c', OrderNode>;
type LinesAnswer = Answer<'Commerce_Order_Line__c', OrderOfLine>;

interface ShownOrder {
  readonly order: OrderRow;
  readonly storeName: string | null;
}

interface Refreshable {
  refresh(): void;
}

const NO_FILTERS: Filters = { status: '', since: null, search: '', holding: [] };

/** What a customer bought, newest first. Reads; everything below it only shows. */
export default class CommerceOrderHistory extends CommercePanel {
  label = {
    CLEAR_FILTERS,
    ORDERS_INSTEAD,
    ORDERS_NO_MATCH,
  };
  query: GraphQLDocument = ORDERS_QUERY;
  linesQuery: GraphQLDocument = ORDERS_WITH;

  pages = noPages<OrderRow>();
  errors: readonly GraphQLError[] | null = null;
  filters = NO_FILTERS;

  private answer: GraphQLResult | null = null;
  /** The page whose cached answer has already been passed over in this refresh; null when nobody asked for one. */
  private passedOver: number | null = null;
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
    this.pages = noPages();
    this.errors = null;
    this.passedOver = null;
    this.awaitsProducts = false;
    this.filters = this.firstFilters;
  }

  get variables(): Record<string, unknown> | undefined {
    if (this.subject === null) return undefined;
    const where = ordersOf(this.subject, this.filters, startsAfter(this.pages));
    return { where, size: PAGE };
  }

  @wire(graphql, { query: '$query', variables: '$variables' })
  receiveOrders(answer: GraphQLResult<OrdersAnswer>): void {
    this.answer = answer;
    if (answer.errors) {
      this.errors = answer.errors;
      this.passedOver = null;
      this.pages = fail(this.pages);
    } else if (answer.data && !this.isCached()) {
      const connection = answer.data.uiapi.query.Commerce_Order__c;
      const more = connection?.pageInfo?.hasNextPage ?? false;
      this.errors = null;
      this.now = Date.now();
      this.pages = receive(this.pages, orderRows(connection), more);
      if (!this.pages.busy) this.passedOver = null;
    }
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

  /** Asking for a page that the platform has in its cache brings the cached one: ask once more, past the cache. */
  private isCached(): boolean {
    if (this.passedOver === null || this.passedOver === this.pages.index) return false;
    this.passedOver = this.pages.index;
    this.answer?.refresh?.();
    return true;
  }

  refresh(): void {
    const unchanged = this.pages.index === 0;
    this.pages = startOver(this.pages);
    this.passedOver = unchanged ? 0 : -1;
    if (unchanged) this.answer?.refresh?.();
    this.refreshStores();
    this.template
      ?.querySelectorAll<HTMLElement & Refreshable>('c-commerce-order-row')
      .forEach((row) => row.refresh());
  }

  retry(): void {
    this.pages = tryAgain(this.pages);
    this.answer?.refresh?.();
  }

  showMore(): void {
    this.pages = askForMore(this.pages);
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
    this.pages = { ...noPages<OrderRow>(), shown: this.pages.shown };
    this.passedOver = null;
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
    return this.subject !== null && (this.hasOrders || this.isFiltered) && !this.isFirstLoad;
  }

  get orders(): readonly ShownOrder[] {
    const shown = this.pages.shown ?? [];
    const names = new Map(this.stores?.map(({ key, name }) => [key, name]));
    const named = severalStores(shown, this.stores ?? []);
    return shown.map((order) => ({
      order,
      storeName: named && order.store !== null ? (names.get(order.store) ?? null) : null,
    }));
  }

  get hasOrders(): boolean {
    return this.orders.length > 0;
  }

  get rows(): readonly OrderRow[] {
    return this.pages.shown ?? [];
  }

  get currencyNamed(): boolean {
    return severalCurrencies(this.rows);
  }

  override get storesShown(): ReadonlySet<string | null> {
    return new Set(this.rows.map(({ store }) => store));
  }

  /** `Orders (20+)`: how many there are beyond those would cost a count of them all. */
  get heading(): string {
    const { shown, more } = this.pages;
    const title = this.panelTitle || ORDERS;
    return shown === null ? title : `${title} (${number(shown.length)}${more ? '+' : ''})`;
  }

  get isFirstLoad(): boolean {
    return this.pages.shown === null && this.errors === null && !this.nobody && !this.caseError;
  }

  get isEmpty(): boolean {
    return this.isBare && !this.isFiltered;
  }

  get hasNoMatch(): boolean {
    return this.isBare && this.isFiltered && !this.pages.busy && !this.awaitsProducts;
  }

  private get isBare(): boolean {
    return this.pages.shown?.length === 0 && this.errors === null;
  }

  get emptyText(): string {
    return emptyMessage(this.stores);
  }

  /** Keeps the line's place until the stores have been read. */
  get awaitsFreshness(): boolean {
    return this.stores === null && this.isFirstLoad;
  }

  get problem(): string | null {
    if (this.caseError !== null) return CASE_ERROR;
    if (this.errors === null) return null;
    if (isNoAccess(this.errors)) return ORDERS_NO_ACCESS;
    return this.hasOrders ? ORDERS_STALE : ORDERS_ERROR;
  }

  get problemKind(): string {
    return this.canRetry || this.caseError !== null ? 'error' : 'locked';
  }

  get problemDetail(): string {
    return this.caseError ?? messages(this.errors ?? []);
  }

  get canRetry(): boolean {
    return this.errors !== null && !isNoAccess(this.errors);
  }

  get canShowMore(): boolean {
    return this.pages.more && this.errors === null;
  }

  get listBusy(): string {
    return String(this.pages.busy && this.subject !== null);
  }
}
