import { LightningElement, api } from 'lwc';
import COPY from '@salesforce/label/c.Orderlens_Copy_Tracking';
import DELIVERED from '@salesforce/label/c.Orderlens_Delivered';
import NEW_TAB from '@salesforce/label/c.Orderlens_New_Tab';
import NO_LONGER from '@salesforce/label/c.Orderlens_No_Longer';
import SHIPPED from '@salesforce/label/c.Orderlens_Shipped';
import TRACK from '@salesforce/label/c.Orderlens_Track';
import type { Parcel, Step } from 'c/commerceOrderData';
import { day, fill, moment, number } from 'c/commerceFormat';

interface Fact {
  readonly text: string;
  readonly iso: string;
  readonly exact: string;
}

/** One parcel of an order. */
export default class CommerceShipment extends LightningElement {
  @api shipment!: Parcel;

  /** How far it has come; none: nobody knows, or it goes nowhere. */
  @api steps: readonly Step[] = [];

  label = { COPY, NEW_TAB, NO_LONGER, TRACK };

  get hasSteps(): boolean {
    return this.steps.length > 0;
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

  get linkText(): string {
    return this.shipment.trackingNumber ?? TRACK;
  }
}
