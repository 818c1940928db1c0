import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLDocument, GraphQLResult } from 'lightning/graphql';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import type { ObjectInfoResult } from 'lightning/uiObjectInfoApi';
import { createRecord } from 'lightning/uiRecordApi';
import ANSWERED from '@salesforce/label/c.Orderlens_Shop_Answered';
import ASKED from '@salesforce/label/c.Orderlens_Shop_Asked';
import FAILED from '@salesforce/label/c.Orderlens_Shop_Failed';
import SILENT from '@salesforce/label/c.Orderlens_Shop_Silent';
import { fill } from 'c/commerceFormat';
import type { Subject } from 'c/commercePanel';
import { REQUEST, outcomeOf } from './request';
import type { Outcome, RequestAnswer } from './request';

const OBJECT = 'Commerce_Sync_Request__c';
const BETWEEN_LOOKS = 3_000;
/** Nobody waits longer; what the shop says after that comes in by itself. */
const LONGEST = 90_000;
/** How long the good news stands. */
const NEWS_STANDS = 10_000;

type State = 'idle' | 'asking' | 'answered' | 'failed' | 'silent';

/** What a panel shows of it. */
export interface Asking {
  readonly mayAsk: boolean;
  /** What is going on; null: nothing. */
  readonly text: string | null;
  /** The middleware's own words. */
  readonly detail: string | null;
}

/**
 * Asks the shop again about one customer, by a record that the middleware answers. Shows only what went wrong.
 * @fires change Asking
 * @fires answer what there is now can be read
 */
export default class CommerceSyncRequest extends LightningElement {
  objectName = OBJECT;
  query: GraphQLDocument = REQUEST;
  request: string | null = null;
  state: State = 'idle';
  detail: string | null = null;

  private about: Subject | null = null;
  private mayAsk = false;
  private answer: GraphQLResult | null = null;
  private askedAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  @api
  get subject(): Subject | null {
    return this.about;
  }
  set subject(subject: Subject | null) {
    const isSame = subject?.id === this.about?.id;
    this.about = subject;
    if (!isSame) this.turn('idle');
  }

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  /** Does nothing for who may not ask, and while an answer is awaited. */
  @api async ask(): Promise<void> {
    const { about } = this;
    if (!this.mayAsk || about === null || this.state === 'asking') return;
    this.turn('asking');
    this.askedAt = Date.now();
    try {
      const fields = { [`${about.object}__c`]: about.id };
      const { id } = await createRecord({ apiName: OBJECT, fields });
      if (this.about?.id !== about.id) return;
      this.request = id;
      this.waitForAnswer();
    } catch (error) {
      this.turn('failed', messageOf(error));
    }
  }

  @wire(getObjectInfo, { objectApiName: '$objectName' })
  receiveObject({ data }: ObjectInfoResult): void {
    this.mayAsk = data?.createable ?? false;
    this.tell();
  }

  get variables(): Record<string, unknown> | undefined {
    return this.request === null ? undefined : { id: this.request };
  }

  @wire(graphql, { query: '$query', variables: '$variables' })
  receiveRequest(answer: GraphQLResult<RequestAnswer>): void {
    this.answer = answer;
    if (answer.data && this.state === 'asking') this.hear(outcomeOf(answer.data));
  }

  get problem(): string | null {
    if (this.state === 'failed') return fill(FAILED, this.detail ?? '');
    return this.state === 'silent' ? SILENT : null;
  }

  get problemKind(): string {
    return this.state === 'failed' ? 'error' : 'waiting';
  }

  /** Read out, because it is seen elsewhere. */
  get news(): string | null {
    if (this.state === 'asking') return ASKED;
    return this.state === 'answered' ? ANSWERED : null;
  }

  private hear({ status, message }: Outcome): void {
    if (status === 'Done') {
      this.turn('answered', message);
      this.dispatchEvent(new CustomEvent('answer'));
    } else if (status === 'Failed') {
      this.turn('failed', message);
    }
  }

  private waitForAnswer(): void {
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- cleared by turn() and when it goes
    this.timer = setTimeout(() => {
      if (Date.now() - this.askedAt >= LONGEST) {
        this.turn('silent');
        return;
      }
      this.answer?.refresh?.();
      this.waitForAnswer();
    }, BETWEEN_LOOKS);
  }

  private turn(state: State, detail: string | null = null): void {
    clearTimeout(this.timer);
    this.state = state;
    this.detail = detail;
    if (state !== 'asking') this.request = null;
    if (state === 'answered') {
      // eslint-disable-next-line @lwc/lwc/no-async-operation -- cleared by turn() and when it goes
      this.timer = setTimeout(() => this.turn('idle'), NEWS_STANDS);
    }
    this.tell();
  }

  private tell(): void {
    const detail: Asking = { mayAsk: this.mayAsk, text: this.news, detail: this.detail };
    this.dispatchEvent(new CustomEvent('change', { detail }));
  }
}

/** The platform's words, in whichever of its shapes. */
function messageOf(error: unknown): string {
  const { body, message } = error as { body?: { message?: string }; message?: string };
  return body?.message ?? message ?? String(error);
}
