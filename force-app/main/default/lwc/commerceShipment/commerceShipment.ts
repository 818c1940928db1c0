import { LightningElement, api } from 'lwc';
import COPIED from '@salesforce/label/c.Orderlens_Copied';
import COPY from '@salesforce/label/c.Orderlens_Copy_Tracking';
import DELIVERED from '@salesforce/label/c.Orderlens_Delivered';
import NEW_TAB from '@salesforce/label/c.Orderlens_New_Tab';
import NO_LONGER from '@salesforce/label/c.Orderlens_No_Longer';
import SHIPPED from '@salesforce/label/c.Orderlens_Shipped';
import TRACK from '@salesforce/label/c.Orderlens_Track';
import type { Parcel } from 'c/commerceOrderData';
import { day, fill, moment, number } from 'c/commerceFormat';

/** How long the tick stands. */
const TICK_STANDS = 2_000;

interface Fact {
  readonly text: string;
  readonly iso: string;
  readonly exact: string;
}

/** One parcel of an order. */
export default class CommerceShipment extends LightningElement {
  @api shipment!: Parcel;

  label = { NEW_TAB, NO_LONGER, TRACK };
  copied = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  get className(): string {
    return this.shipment.removed ? 'shipment shipment_removed' : 'shipment';
  }

  get dates(): readonly Fact[] {
    const { shippedAt, deliveredAt } = this.shipment;
    const fact = (label: string, iso: string | null) =>
      iso === null ? [] : [{ text: fill(label, day(iso)), iso, exact: moment(iso) }];
    return [...fact(SHIPPED, shippedAt), ...fact(DELIVERED, deliveredAt)];
  }

  get hasTracking(): boolean {
    const { carrier, trackingNumber, trackingUrl } = this.shipment;
    return carrier !== null || trackingNumber !== null || trackingUrl !== null;
  }

  get contents(): string {
    return this.shipment.lines
      .map(({ title, quantity }) => (quantity === null ? title : `${number(quantity)} × ${title}`))
      .join(', ');
  }

  get canCopy(): boolean {
    return this.shipment.trackingNumber !== null && navigator.clipboard !== undefined;
  }

  get copyLabel(): string {
    return this.copied ? COPIED : COPY;
  }

  get copyIcon(): string {
    return this.copied ? 'utility:check' : 'utility:copy_to_clipboard';
  }

  /** Read out, because the tick is only seen. */
  get said(): string {
    return this.copied ? COPIED : '';
  }

  get linkText(): string {
    return this.shipment.trackingNumber ?? TRACK;
  }

  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.shipment.trackingNumber ?? '');
    } catch {
      // The browser forbids it here; the number can still be marked and copied by hand.
      return;
    }
    this.copied = true;
    clearTimeout(this.timer);
    // eslint-disable-next-line @lwc/lwc/no-async-operation
    this.timer = setTimeout(() => (this.copied = false), TICK_STANDS);
  }
}
