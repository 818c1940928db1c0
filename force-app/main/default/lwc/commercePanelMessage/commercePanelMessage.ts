import { LightningElement, api } from 'lwc';
import TRY_AGAIN from '@salesforce/label/c.Orderlens_Try_Again';
import ERROR_DETAIL from '@salesforce/label/c.Orderlens_Error_Detail';
import { fill } from 'c/commerceFormat';

const ICONS: Readonly<Record<string, string>> = {
  empty: 'utility:orders',
  error: 'utility:error',
  locked: 'utility:lock',
};

/**
 * What stands where rows would stand, or above them.
 * @fires retry
 */
export default class CommercePanelMessage extends LightningElement {
  /** `empty`, `error` or `locked`. */
  @api kind = 'empty';
  /** Instead of the kind's own. */
  @api iconName = '';
  @api message = '';
  /** The platform's own words, which an admin will ask for. */
  @api detail: string | null = null;
  @api retryable = false;
  /** What the button says, where the way out is another. */
  @api retryLabel = TRY_AGAIN;

  get icon(): string {
    return this.iconName || (ICONS[this.kind] ?? 'utility:info');
  }

  get variant(): string {
    return this.kind === 'error' ? 'error' : '';
  }

  get liveRole(): string {
    return this.kind === 'error' ? 'alert' : 'status';
  }

  get detailText(): string {
    return fill(ERROR_DETAIL, this.detail ?? '');
  }

  retry(): void {
    this.dispatchEvent(new CustomEvent('retry'));
  }
}
