import { LightningElement, api } from 'lwc';
import LAST_YEAR from '@salesforce/label/c.Orderlens_Last_Year';
import ALL_TIME from '@salesforce/label/c.Orderlens_All_Time';
import PERIOD from '@salesforce/label/c.Orderlens_Period';
import SEARCH from '@salesforce/label/c.Orderlens_Search';
import STATUS from '@salesforce/label/c.Orderlens_Status';
import type { OrderRow } from 'c/commerceOrderData';
import { statusChoices } from './statuses';
import type { Choice } from './statuses';

/** Nobody wants an answer to half a word. */
const TYPING_PAUSE = 300;

/**
 * Search, status and period.
 * @fires filter `{status, period, search}`
 */
export default class CommerceOrderFilters extends LightningElement {
  /** Those on the screen, whose statuses have words in the user's language. */
  @api orders: readonly OrderRow[] = [];
  @api status = '';
  @api period = 'all';
  @api search = '';

  label = { PERIOD, SEARCH, STATUS };
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  get statuses(): readonly Choice[] {
    return statusChoices(this.orders);
  }

  get periods(): readonly Choice[] {
    return [
      { label: ALL_TIME, value: 'all' },
      { label: LAST_YEAR, value: '12 months' },
    ];
  }

  changeStatus(event: CustomEvent<{ value: string }>): void {
    this.tell({ status: event.detail.value });
  }

  changePeriod(event: CustomEvent<{ value: string }>): void {
    this.tell({ period: event.detail.value });
  }

  type(event: CustomEvent<{ value: string }>): void {
    const search = event.detail.value.trim();
    clearTimeout(this.timer);
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- cleared by the next letter, and when it goes
    this.timer = setTimeout(() => {
      if (search !== this.search) this.tell({ search });
    }, TYPING_PAUSE);
  }

  private tell(change: { status?: string; period?: string; search?: string }): void {
    const { status, period, search } = this;
    this.dispatchEvent(
      new CustomEvent('filter', { detail: { status, period, search, ...change } }),
    );
  }
}
