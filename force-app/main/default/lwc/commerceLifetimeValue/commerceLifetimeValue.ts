import { api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLDocument, GraphQLError, GraphQLResult } from 'lightning/graphql';
import VALUE from '@salesforce/label/c.Orderlens_Value';
import VALUE_EMPTY from '@salesforce/label/c.Orderlens_Value_Empty';
import VALUE_ERROR from '@salesforce/label/c.Orderlens_Value_Error';
import VALUE_INSTEAD from '@salesforce/label/c.Orderlens_Value_Instead';
import VALUE_NO_ACCESS from '@salesforce/label/c.Orderlens_Value_No_Access';
import VALUE_STALE from '@salesforce/label/c.Orderlens_Value_Stale';
import CASE_ERROR from '@salesforce/label/c.Orderlens_Case_Error';
import { isNoAccess, messages } from 'c/commerceOrderData';
import type { Answer } from 'c/commerceOrderData';
import { fail, noPages, receive, startOver, startsAfter, tryAgain } from 'c/commercePages';
import type { Pages } from 'c/commercePages';
import { CommercePanel, linkedTo } from 'c/commercePanel';
import { VALUES, totalsByCurrency, valueRows } from 'c/commerceValueData';
import type { Totals, ValueNode, ValueRow } from 'c/commerceValueData';

const PAGE = 200;
const DEFAULT_MONTHS = 12;
const MOST_MONTHS = 24;

type ValuesAnswer = Answer<'Commerce_Customer_Value__c', ValueNode>;

/** A sum needs all its parts: every page is read before anything is shown. */
const allPages = (): Pages<ValueRow> => ({ ...noPages<ValueRow>(), wanted: Infinity });

/** What a customer is worth, by currency, and what that is made of. */
export default class CommerceLifetimeValue extends CommercePanel {
  /** `12 months` or `24 months`, set by an admin in App Builder. */
  @api defaultPeriod = '12 months';

  label = { VALUE_EMPTY, VALUE_INSTEAD };
  skeletons = [0, 1, 2, 3];
  query: GraphQLDocument = VALUES;

  pages = allPages();
  errors: readonly GraphQLError[] | null = null;

  private answer: GraphQLResult | null = null;
  /** The page whose cached answer has already been passed over in this refresh; null when nobody asked for one. */
  private passedOver: number | null = null;

  override forget(): void {
    this.pages = allPages();
    this.errors = null;
    this.passedOver = null;
  }

  get variables(): Record<string, unknown> | undefined {
    if (this.subject === null) return undefined;
    const mine = { Customer__r: linkedTo(this.subject) };
    const last = startsAfter(this.pages);
    const where = last === null ? mine : { and: [mine, { Id: { gt: last.id } }] };
    return { where, size: PAGE };
  }

  @wire(graphql, { query: '$query', variables: '$variables' })
  receiveValues(answer: GraphQLResult<ValuesAnswer>): void {
    this.answer = answer;
    if (answer.errors) {
      this.errors = answer.errors;
      this.passedOver = null;
      this.pages = fail(this.pages);
    } else if (answer.data && !this.isCached()) {
      const connection = answer.data.uiapi.query.Commerce_Customer_Value__c;
      this.errors = null;
      this.now = Date.now();
      const more = connection?.pageInfo?.hasNextPage ?? false;
      this.pages = receive(this.pages, valueRows(connection), more);
      if (!this.pages.busy) this.passedOver = null;
    }
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
  }

  retry(): void {
    this.pages = tryAgain(this.pages);
    this.answer?.refresh?.();
  }

  override get storesShown(): ReadonlySet<string | null> {
    return new Set(this.pages.shown?.map(({ store }) => store));
  }

  get heading(): string {
    return this.panelTitle || VALUE;
  }

  get monthCount(): number {
    const count = Number.parseInt(this.defaultPeriod, 10);
    return count >= 1 ? Math.min(count, MOST_MONTHS) : DEFAULT_MONTHS;
  }

  get totals(): readonly Totals[] {
    return totalsByCurrency(this.pages.shown ?? []);
  }

  get currencyNamed(): boolean {
    return this.totals.length > 1;
  }

  get hasTotals(): boolean {
    return this.totals.length > 0;
  }

  get isFirstLoad(): boolean {
    return this.pages.shown === null && this.errors === null && !this.nobody && !this.caseError;
  }

  /** Keeps the line's place until the stores have been read. */
  get awaitsFreshness(): boolean {
    return this.stores === null && this.isFirstLoad;
  }

  get isEmpty(): boolean {
    return this.pages.shown?.length === 0 && this.errors === null;
  }

  get isBusy(): string {
    return String(this.pages.busy && this.subject !== null);
  }

  get problem(): string | null {
    if (this.caseError !== null) return CASE_ERROR;
    if (this.errors === null) return null;
    if (isNoAccess(this.errors)) return VALUE_NO_ACCESS;
    return this.hasTotals ? VALUE_STALE : VALUE_ERROR;
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
}
