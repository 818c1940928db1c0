import { LightningElement, api } from 'lwc';
import DELIVERED from '@salesforce/label/c.Orderlens_Step_Delivered';
import DONE from '@salesforce/label/c.Orderlens_Step_Done';
import FAILED from '@salesforce/label/c.Orderlens_Step_Failed';
import NOT_YET from '@salesforce/label/c.Orderlens_Step_Ahead';
import PACKED from '@salesforce/label/c.Orderlens_Step_Packed';
import PAID from '@salesforce/label/c.Orderlens_Step_Paid';
import PLACED from '@salesforce/label/c.Orderlens_Step_Placed';
import PROGRESS from '@salesforce/label/c.Orderlens_Progress';
import SHIPPED from '@salesforce/label/c.Orderlens_Step_Shipped';
import type { Step } from 'c/commerceOrderData';
import { moment } from 'c/commerceFormat';

const NAMES: Readonly<Record<Step['name'], string>> = {
  placed: PLACED,
  paid: PAID,
  packed: PACKED,
  shipped: SHIPPED,
  delivered: DELIVERED,
};
const STATES: Readonly<Record<Step['state'], string>> = {
  done: DONE,
  ahead: NOT_YET,
  failed: FAILED,
};
const ICONS: Readonly<Record<Step['state'], string | null>> = {
  done: 'utility:check',
  ahead: null,
  failed: 'utility:warning',
};

interface ShownStep {
  readonly key: string;
  readonly name: string;
  readonly state: string;
  readonly icon: string | null;
  readonly className: string;
  readonly exact: string | null;
}

/** The way of an order to its customer, as a line of steps. */
export default class CommerceProgress extends LightningElement {
  @api steps: readonly Step[] = [];

  label = { PROGRESS };

  private isDone(index: number): boolean {
    return this.steps[index]?.state === 'done';
  }

  get shown(): readonly ShownStep[] {
    return this.steps.map(({ name, state, at }, index) => ({
      key: name,
      name: NAMES[name],
      state: STATES[state],
      icon: ICONS[state],
      className: `step step_${state}${this.isDone(index + 1) ? ' step_onward' : ''}`,
      exact: at && moment(at),
    }));
  }
}
