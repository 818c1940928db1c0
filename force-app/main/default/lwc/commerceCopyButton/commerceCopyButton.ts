import { LightningElement, api } from 'lwc';
import COPIED from '@salesforce/label/c.Orderlens_Copied';

/** How long the tick stands. */
const TICK_STANDS = 2_000;

/** Copies a text, and says that it has; absent where the browser has no clipboard. */
export default class CommerceCopyButton extends LightningElement {
  @api value = '';
  /** What the button says it will copy. */
  @api label = '';

  copied = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  get canCopy(): boolean {
    return this.value !== '' && navigator.clipboard !== undefined;
  }

  get name(): string {
    return this.copied ? COPIED : this.label;
  }

  get icon(): string {
    return this.copied ? 'utility:check' : 'utility:copy_to_clipboard';
  }

  /** Read out, because the tick is only seen. */
  get said(): string {
    return this.copied ? COPIED : '';
  }

  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.value);
    } catch {
      // The browser forbids it here; what stands beside the button can still be copied by hand.
      return;
    }
    this.copied = true;
    clearTimeout(this.timer);
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- cleared by the next copy, and when it goes
    this.timer = setTimeout(() => (this.copied = false), TICK_STANDS);
  }
}
