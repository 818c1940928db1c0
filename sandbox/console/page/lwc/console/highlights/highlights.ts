import { LightningElement, api, wire } from 'lwc';
import { getFieldDisplayValue, getFieldValue, getRecord } from 'lightning/uiRecordApi';
import type { RecordResult, UiRecord } from 'lightning/uiRecordApi';

const NAME = 'Account.Name';
const FACTS = [
  ['Account.Phone', 'Phone'],
  ['Account.Website', 'Website'],
  ['Account.Industry', 'Industry'],
] as const;

interface Fact {
  readonly label: string;
  readonly value: string;
}

/** The record's name and, as far as it has them, the facts of its compact layout. */
export default class Highlights extends LightningElement {
  @api recordId!: string;

  record: UiRecord | undefined;
  error: string | null = null;
  optionalFields = FACTS.map(([field]) => field);

  @wire(getRecord, { recordId: '$recordId', fields: [NAME], optionalFields: '$optionalFields' })
  receive({ data, error }: RecordResult): void {
    this.record = data;
    this.error = error?.body.message ?? null;
    if (data) this.dispatchEvent(new CustomEvent('recordnamed', { detail: this.name }));
  }

  get name(): string {
    return String(getFieldValue(this.record, NAME) ?? '');
  }

  get facts(): readonly Fact[] {
    return FACTS.map(([field, label]) => {
      const value = getFieldDisplayValue(this.record, field) ?? getFieldValue(this.record, field);
      return { label, value: String(value ?? '') };
    }).filter(({ value }) => value !== '');
  }

  get hasFacts(): boolean {
    return this.facts.length > 0;
  }
}
