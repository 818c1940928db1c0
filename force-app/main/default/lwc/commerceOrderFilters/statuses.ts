import ALL_STATUSES from '@salesforce/label/c.Orderlens_All_Statuses';
import type { OrderRow } from 'c/commerceOrderData';

export interface Choice {
  readonly label: string;
  readonly value: string;
}

/** The values of the picklist Commerce_Order__c.Status__c, in an order's course. */
const STATUSES = [
  'open',
  'paid',
  'partly shipped',
  'shipped',
  'delivered',
  'on hold',
  'payment failed',
  'cancelled',
  'partly refunded',
  'refunded',
  'returned',
];

/** Words of the user's language where an order on the screen has taught them. */
export function statusChoices(orders: readonly OrderRow[]): Choice[] {
  const said = new Map(orders.map(({ status, statusLabel }) => [status, statusLabel]));
  const choices = STATUSES.map((value) => ({
    value,
    label: said.get(value) ?? value.charAt(0).toUpperCase() + value.slice(1),
  }));
  return [{ label: ALL_STATUSES, value: '' }, ...choices];
}
