import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLResult } from 'lightning/graphql';
import { getRecord } from 'lightning/uiRecordApi';
import type { RecordResult } from 'lightning/uiRecordApi';
import AS_OF from '@salesforce/label/c.Orderlens_As_Of';
import { STORES, checkedThrough, storeRows } from 'c/commerceOrderData';
import type { Answer, Store, StoreNode } from 'c/commerceOrderData';
import { ago, fill, moment } from 'c/commerceFormat';
import { Attention } from './attention';
import {
  CASE_FIELDS,
  CASE_OPTIONAL_FIELDS,
  subjectOfCase,
  subjectOfPage,
  textOfCase,
} from './subject';
import type { Subject } from './subject';

export { linkedTo } from './subject';
export type { Subject } from './subject';
export { aYearBefore, emptyMessage, severalCurrencies, storeNames } from './summary';

/** More shops than this in one org still work; only names beyond are missing. */
const MOST_STORES = 200;
/** How often "2 min ago" is worked out anew. */
const TICK = 30_000;
/** Seconds between two reads while somebody is looking, unless an admin says otherwise. */
const REFRESH_SECONDS = 7;

type StoresAnswer = Answer<'Commerce_Store__c', StoreNode>;

/** What every panel has in common: whose shopping it shows, how fresh that is, the clock, and when to look again. */
export class CommercePanel extends LightningElement {
  /** Set by an admin in App Builder; empty: the panel's own name. */
  @api panelTitle = '';

  caseFields = CASE_FIELDS;
  caseOptionalFields = CASE_OPTIONAL_FIELDS;
  storeVariables = { size: MOST_STORES };

  subject: Subject | null = null;
  /** The case has been read, and names nobody. */
  nobody = false;
  /** The platform's words on a case that cannot be read. */
  caseError: string | null = null;
  /** What the case says; empty on other pages. */
  caseText = '';
  stores: readonly Store[] | null = null;
  now = Date.now();
  /** When what is shown was last read, in milliseconds since 1970. */
  readAt = 0;

  private record: string | null = null;
  private object: string | null = null;
  private storesAnswer: GraphQLResult | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private seconds = REFRESH_SECONDS;
  private readonly attention = new Attention(this, REFRESH_SECONDS);

  /** The page's record; a console tab may hand the same panel another one. */
  @api
  get recordId(): string | null {
    return this.record;
  }
  set recordId(id: string | null) {
    if (id === this.record) return;
    this.record = id;
    this.lookAtPage();
  }

  @api
  get objectApiName(): string | null {
    return this.object;
  }
  set objectApiName(name: string | null) {
    if (name === this.object) return;
    this.object = name;
    this.lookAtPage();
  }

  /** Seconds between two reads while somebody is looking, 5 at least; 0: none. Set by an admin in App Builder. */
  @api
  get refreshSeconds(): number {
    return this.seconds;
  }
  set refreshSeconds(seconds: number) {
    this.seconds = Number(seconds);
    this.attention.every(this.seconds);
  }

  override connectedCallback(): void {
    // Time passes whether or not anything happens.
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- cleared when the panel goes
    this.timer = setInterval(() => (this.now = Date.now()), TICK);
    this.attention.start();
  }

  override disconnectedCallback(): void {
    clearInterval(this.timer);
    this.attention.stop();
  }

  get caseId(): string | undefined {
    return this.object === 'Case' ? (this.record ?? undefined) : undefined;
  }

  @wire(getRecord, {
    recordId: '$caseId',
    fields: '$caseFields',
    optionalFields: '$caseOptionalFields',
  })
  receiveCase({ data, error }: RecordResult): void {
    if (this.caseId === undefined) return;
    if (error) this.caseError = messageOf(error);
    if (!data) return;
    this.caseError = null;
    this.caseText = textOfCase(data);
    this.lookAt(subjectOfCase(data));
    this.nobody = this.subject === null;
  }

  @wire(graphql, { query: STORES, variables: '$storeVariables' })
  receiveStores(answer: GraphQLResult<StoresAnswer>): void {
    this.storesAnswer = answer;
    // Without stores a panel still stands; only their names and the freshness are absent.
    if (answer.data) this.stores = storeRows(answer.data.uiapi.query.Commerce_Store__c);
  }

  refreshStores(): void {
    this.storesAnswer?.refresh?.();
  }

  /** For the panel: somebody has asked for what there is now. */
  refresh(): void {
    this.refreshStores();
  }

  /** For the panel: nobody has asked; what is shown may have changed. */
  refreshUnasked(): void {
    this.refresh();
  }

  /** Whether nobody would miss a read: not under way already, and somebody can see its outcome. */
  get mayRefresh(): boolean {
    // A console tab behind another is out of sight, though the page itself is not.
    return this.template?.host.checkVisibility?.() ?? true;
  }

  /** For the panel: somebody else's shopping is to be shown. */
  forget(): void {
    // A panel that keeps nothing has nothing to forget.
  }

  /** The external ids of the stores that what is shown comes from. */
  get storesShown(): ReadonlySet<string | null> {
    return new Set();
  }

  get insteadOfContact(): boolean {
    return this.subject?.instead ?? false;
  }

  get checkedThrough(): string | null {
    return checkedThrough(this.stores ?? [], this.storesShown);
  }

  get freshness(): string | null {
    return this.checkedThrough && fill(AS_OF, ago(this.checkedThrough, this.now));
  }

  get exactFreshness(): string | null {
    return this.checkedThrough && moment(this.checkedThrough);
  }

  private lookAtPage(): void {
    this.nobody = false;
    this.caseError = null;
    this.caseText = '';
    this.lookAt(subjectOfPage(this.object, this.record));
  }

  private lookAt(subject: Subject | null): void {
    const isSame = subject?.id === this.subject?.id;
    this.subject = subject;
    if (!isSame) this.forget();
  }
}

function messageOf({ body }: NonNullable<RecordResult['error']>): string {
  return 'message' in body ? body.message : body.map(({ message }) => message).join(' ');
}
