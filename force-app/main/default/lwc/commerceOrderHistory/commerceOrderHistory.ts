import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLDocument, GraphQLError, GraphQLResult } from 'lightning/graphql';
import AS_OF from '@salesforce/label/c.Orderlens_As_Of';
import LOADING from '@salesforce/label/c.Orderlens_Loading';
import ORDERS from '@salesforce/label/c.Orderlens_Orders';
import ORDERS_ERROR from '@salesforce/label/c.Orderlens_Orders_Error';
import ORDERS_NO_ACCESS from '@salesforce/label/c.Orderlens_Orders_No_Access';
import ORDERS_STALE from '@salesforce/label/c.Orderlens_Orders_Stale';
import REFRESH from '@salesforce/label/c.Orderlens_Refresh';
import SHOW_MORE from '@salesforce/label/c.Orderlens_Show_More';
import {
  FIRST_ORDERS,
  NEXT_ORDERS,
  STORES,
  isNoAccess,
  messages,
  orderRows,
  storeRows,
} from 'c/commerceOrderData';
import type { Answer, OrderNode, OrderRow, Store, StoreNode } from 'c/commerceOrderData';
import {
  askForMore,
  fail,
  noPages,
  receive,
  startOver,
  startsAfter,
  tryAgain,
} from 'c/commercePages';
import { ago, fill, moment, number } from 'c/commerceFormat';
import { checkedThrough, emptyMessage, severalCurrencies, severalStores } from './summary';

const PAGE = 20;
/** More shops than this in one org still work; only names beyond are missing. */
const MOST_STORES = 200;
/** How often "2 min ago" is worked out anew. */
const TICK = 30_000;

type OrdersAnswer = Answer<'Commerce_Order__c', OrderNode>;
type StoresAnswer = Answer<'Commerce_Store__c', StoreNode>;

interface ShownOrder {
  readonly order: OrderRow;
  readonly storeName: string | null;
}

interface Refreshable {
  refresh(): void;
}

/** What this account bought, newest first. Reads; everything below it only shows. */
export default class CommerceOrderHistory extends LightningElement {
  label = { LOADING, ORDERS, REFRESH, SHOW_MORE };
  skeletons = [0, 1, 2, 3];

  pages = noPages<OrderRow>();
  errors: readonly GraphQLError[] | null = null;
  stores: readonly Store[] | null = null;
  now = Date.now();

  private account: string | null = null;
  private answer: GraphQLResult | null = null;
  private storesAnswer: GraphQLResult | null = null;
  /** The page whose cached answer has already been passed over in this refresh; null when nobody asked for one. */
  private passedOver: number | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** The account's id; a console tab may hand the same panel another one. */
  @api
  get recordId(): string | null {
    return this.account;
  }
  set recordId(id: string | null) {
    if (id === this.account) return;
    this.account = id;
    this.pages = noPages();
    this.errors = null;
    this.passedOver = null;
  }

  override connectedCallback(): void {
    // Time passes whether or not anything happens; cleared when the panel goes.
    // eslint-disable-next-line @lwc/lwc/no-async-operation
    this.timer = setInterval(() => (this.now = Date.now()), TICK);
  }

  override disconnectedCallback(): void {
    clearInterval(this.timer);
  }

  get query(): GraphQLDocument {
    return startsAfter(this.pages) === null ? FIRST_ORDERS : NEXT_ORDERS;
  }

  get variables(): Record<string, unknown> | undefined {
    if (!this.account) return undefined;
    const last = startsAfter(this.pages);
    const first = { account: this.account, size: PAGE };
    return last === null ? first : { ...first, placedAt: last.placedAt, id: last.id };
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

  storeVariables = { size: MOST_STORES };

  @wire(graphql, { query: STORES, variables: '$storeVariables' })
  receiveStores(answer: GraphQLResult<StoresAnswer>): void {
    this.storesAnswer = answer;
    // Without stores the list still stands; only their names and the freshness are absent.
    if (answer.data) this.stores = storeRows(answer.data.uiapi.query.Commerce_Store__c);
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
    this.storesAnswer?.refresh?.();
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

  get currencyNamed(): boolean {
    return severalCurrencies(this.pages.shown ?? []);
  }

  /** `Orders (20+)`: how many there are beyond those would cost a count of them all. */
  get heading(): string {
    const { shown, more } = this.pages;
    return shown === null ? ORDERS : `${ORDERS} (${number(shown.length)}${more ? '+' : ''})`;
  }

  get isFirstLoad(): boolean {
    return this.pages.shown === null && this.errors === null;
  }

  get isEmpty(): boolean {
    return this.pages.shown?.length === 0 && this.errors === null;
  }

  get emptyText(): string {
    return emptyMessage(this.stores);
  }

  get checkedThrough(): string | null {
    return checkedThrough(this.stores ?? [], this.pages.shown ?? []);
  }

  get freshness(): string | null {
    return this.checkedThrough && fill(AS_OF, ago(this.checkedThrough, this.now));
  }

  /** Keeps the line's place until the stores have been read. */
  get awaitsFreshness(): boolean {
    return this.stores === null && this.isFirstLoad;
  }

  get exactFreshness(): string | null {
    return this.checkedThrough && moment(this.checkedThrough);
  }

  get noAccess(): boolean {
    return isNoAccess(this.errors ?? undefined);
  }

  get errorKind(): string {
    return this.noAccess ? 'locked' : 'error';
  }

  get errorMessage(): string {
    if (this.noAccess) return ORDERS_NO_ACCESS;
    return this.hasOrders ? ORDERS_STALE : ORDERS_ERROR;
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

  get listBusy(): string {
    return String(this.pages.busy);
  }
}
