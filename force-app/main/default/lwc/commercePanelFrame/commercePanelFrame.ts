import { LightningElement, api } from 'lwc';
import CASE_NOBODY from '@salesforce/label/c.Orderlens_Case_Nobody';
import LOADING from '@salesforce/label/c.Orderlens_Loading';
import REFRESH from '@salesforce/label/c.Orderlens_Refresh';
import SHOW_MORE from '@salesforce/label/c.Orderlens_Show_More';

/** All that a panel may hand over. */
export type FrameProperties = Partial<Omit<CommercePanelFrame, keyof LightningElement>>;

/**
 * What every panel looks like around what it shows. Slots: `filters` above everything, `loading` for a skeleton
 * other than that of a list, and what is shown.
 * @fires refresh
 * @fires retry
 * @fires more
 */
export default class CommercePanelFrame extends LightningElement {
  @api iconName = '';
  @api heading = '';
  /** `as of 2 min ago`; null where nobody knows. */
  @api freshness: string | null = null;
  /** The hover's. */
  @api exactFreshness: string | null = null;
  /** Keeps the freshness's place. */
  @api awaitsFreshness = false;
  /** Nothing has been read yet. */
  @api loading = false;
  /** `true` or `false`, as ARIA wants it. */
  @api busy = 'false';
  /** What is shown is the account's, because the case names no contact. */
  @api isInstead = false;
  @api insteadMessage = '';
  /** The case names nobody. */
  @api nobody = false;
  @api problem: string | null = null;
  /** `error` or `locked`. */
  @api problemKind = 'error';
  @api problemDetail: string | null = null;
  @api retryable = false;
  /** What the refresh button says it does. */
  @api refreshLabel = REFRESH;
  @api canShowMore = false;

  label = { CASE_NOBODY, LOADING, SHOW_MORE };
  skeletons = [0, 1, 2, 3];

  refresh(): void {
    this.dispatchEvent(new CustomEvent('refresh'));
  }

  retry(): void {
    this.dispatchEvent(new CustomEvent('retry'));
  }

  showMore(): void {
    this.dispatchEvent(new CustomEvent('more'));
  }
}
