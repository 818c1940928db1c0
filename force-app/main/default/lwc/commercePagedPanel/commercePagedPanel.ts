import { api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLDocument, GraphQLError, GraphQLResult } from 'lightning/graphql';
import CASE_ERROR from '@salesforce/label/c.Orderlens_Case_Error';
import { isNoAccess, messages } from 'c/commerceOrderData';
import { askForMore, fail, noPages, receive, startOver, tryAgain } from 'c/commercePages';
import type { Pages } from 'c/commercePages';
import { CommercePanel } from 'c/commercePanel';
import type { FrameProperties } from 'c/commercePanelFrame';

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Whether rows follow the last of these. */
  readonly more: boolean;
}

/** What a panel needs to know of its rows. */
interface Listed {
  readonly id: string;
  /** The store's external id. */
  readonly store: string | null;
  /** The shop no longer has it. */
  readonly removed?: boolean;
}

/** What a panel says when it cannot read. */
export interface Problems {
  readonly error: string;
  /** What was there before is still shown. */
  readonly stale: string;
  readonly noAccess: string;
}

const NONE_YET = -1;

/** A panel of rows that are read page by page, each page starting after the last row of the one before. */
export abstract class PagedPanel<Row extends Listed, Data> extends CommercePanel {
  abstract readonly query: GraphQLDocument;
  abstract readonly problems: Problems;
  abstract readonly pageSize: number;

  /** Rows to begin with, where an admin wants fewer in sight than a page has; empty: a page of them. */
  @api rowsShown: number | null = null;

  pages: Pages<Row> = this.firstPages;
  errors: readonly GraphQLError[] | null = null;
  /** Whether somebody waits for what is being read. */
  isAsked = true;

  private answer: GraphQLResult<Data> | null = null;
  /** The page whose cached answer has already been passed over in this refresh; null when there is no refresh. */
  private passedOver: number | null = null;
  private failures = 0;

  abstract get heading(): string;
  abstract get variables(): Record<string, unknown> | undefined;
  abstract pageOf(data: Data): Page<Row>;

  /** For the panel: nothing yet, and how much of it is wanted. */
  get firstPages(): Pages<Row> {
    return noPages();
  }

  /** Of the page being asked for. */
  get size(): number {
    return this.pages.index === 0 ? this.firstSize : this.pageSize;
  }

  get firstSize(): number {
    const rows = Number(this.rowsShown);
    return rows >= 1 ? rows : this.pageSize;
  }

  @wire(graphql, { query: '$query', variables: '$variables' })
  receivePage(answer: GraphQLResult<Data>): void {
    this.answer = answer;
    if (answer.errors) this.failWith(answer.errors);
    else if (answer.data && !this.isCached()) this.take(answer.data);
  }

  override forget(): void {
    this.startAnew(null);
    this.errors = null;
    this.failures = 0;
  }

  /** @param shown what stays until something else is found */
  startAnew(shown: readonly Row[] | null): void {
    this.pages = { ...this.firstPages, shown };
    this.passedOver = null;
    this.isAsked = true;
  }

  override refresh(): void {
    this.isAsked = true;
    this.readAgain();
  }

  override refreshUnasked(): void {
    this.isAsked = false;
    this.readAgain();
  }

  /** From the first page, as deep as the user had come. */
  readAgain(): void {
    const unchanged = this.pages.index === 0;
    this.pages = startOver(this.pages);
    this.passedOver = unchanged ? 0 : NONE_YET;
    if (unchanged) this.readPastCache();
    this.refreshStores();
  }

  retry(): void {
    this.isAsked = true;
    this.pages = tryAgain(this.pages);
    this.readPastCache();
  }

  showMore(): void {
    this.isAsked = true;
    this.pages = askForMore(this.pages);
  }

  override get mayRefresh(): boolean {
    const isLocked = this.errors !== null && !this.canRetry;
    return !this.pages.busy && !isLocked && super.mayRefresh;
  }

  /** What the panel's frame shows of it. */
  get frame(): FrameProperties {
    return {
      heading: this.heading,
      freshness: this.freshness,
      exactFreshness: this.exactFreshness,
      awaitsFreshness: this.awaitsFreshness,
      loading: this.isFirstLoad,
      busy: this.isBusy,
      isInstead: this.insteadOfContact,
      nobody: this.nobody,
      problem: this.problem,
      problemKind: this.problemKind,
      problemDetail: this.problemDetail,
      retryable: this.canRetry,
      canShowMore: this.canShowMore,
    };
  }

  get isFirstLoad(): boolean {
    return this.pages.shown === null && this.errors === null && !this.nobody && !this.caseError;
  }

  /** Keeps the line's place until the stores have been read. */
  get awaitsFreshness(): boolean {
    return this.stores === null && this.isFirstLoad;
  }

  /** Removed ones are left out here, not in the query: who may not see the field could not ask for it. */
  get rows(): readonly Row[] {
    return (this.pages.shown ?? []).filter(({ removed }) => !removed);
  }

  get hasRows(): boolean {
    return this.rows.length > 0;
  }

  override get storesShown(): ReadonlySet<string | null> {
    return new Set(this.rows.map(({ store }) => store));
  }

  get isEmpty(): boolean {
    const { shown, more } = this.pages;
    return shown !== null && !this.hasRows && !more && this.errors === null;
  }

  /** As ARIA wants it. */
  get isBusy(): string {
    return String(this.pages.busy && this.subject !== null);
  }

  get canShowMore(): boolean {
    return this.pages.more && this.errors === null;
  }

  get problem(): string | null {
    if (this.caseError !== null) return CASE_ERROR;
    if (this.errors === null) return null;
    if (isNoAccess(this.errors)) return this.problems.noAccess;
    return this.pages.shown?.length ? this.problems.stale : this.problems.error;
  }

  get problemKind(): string {
    return this.canRetry || this.caseError !== null ? 'error' : 'locked';
  }

  /** Where access is missing, the panel's own words say whom to ask; the platform's would only bewilder. */
  get problemDetail(): string | null {
    if (this.caseError !== null) return this.caseError;
    return this.canRetry ? messages(this.errors ?? []) : null;
  }

  get canRetry(): boolean {
    return this.errors !== null && !isNoAccess(this.errors);
  }

  private take(data: Data): void {
    const { rows, more } = this.pageOf(data);
    this.errors = null;
    this.failures = 0;
    this.now = Date.now();
    this.readAt = this.now;
    this.pages = receive(this.pages, rows, more);
    // A page of removed ones shows nothing to press "Show more" under.
    if (!this.hasRows) this.pages = askForMore(this.pages);
    if (!this.pages.busy) this.passedOver = null;
  }

  private failWith(errors: readonly GraphQLError[]): void {
    this.failures += 1;
    this.passedOver = null;
    this.pages = fail(this.pages);
    // A read that nobody asked for may fail once, before what is shown has to make room for that.
    if (this.isAsked || this.failures > 1 || this.pages.shown === null) this.errors = errors;
  }

  /** Asking for a page that the platform has in its cache brings the cached one: ask once more, past the cache. */
  private isCached(): boolean {
    if (this.passedOver === null || this.passedOver === this.pages.index) return false;
    this.passedOver = this.pages.index;
    this.readPastCache();
    return true;
  }

  private readPastCache(): void {
    const { answer } = this;
    // Where nothing has changed the platform may say nothing: what it said before stands.
    answer?.refresh?.()?.then(() => {
      if (this.answer !== answer || !this.pages.busy) return;
      if (answer.errors) this.failWith(answer.errors);
      else if (answer.data) this.take(answer.data);
    });
  }
}
