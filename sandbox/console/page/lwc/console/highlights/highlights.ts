import { LightningElement, api, wire } from 'lwc';
import { getFieldDisplayValue, getFieldValue, getRecord } from 'lightning/uiRecordApi';
import type { RecordResult, UiRecord } from 'lightning/uiRecordApi';

interface Layout {
  readonly name: string;
  readonly icon: string;
  readonly facts: readonly (readonly [field: string, label: string])[];
}

const ACCOUNT: Layout = {
  name: 'Account.Name',
  icon: 'standard:account',
  facts: [
    ['Account.Phone', 'Phone'],
    ['Account.Website', 'Website'],
    ['Account.Industry', 'Industry'],
  ],
};
const LAYOUTS: Readonly<Record<string, Layout>> = {
  Account: ACCOUNT,
  Contact: {
    name: 'Contact.Name',
    icon: 'standard:contact',
    facts: [
      ['Contact.Title', 'Title'],
      ['Contact.Phone', 'Phone'],
      ['Contact.Email', 'Email'],
    ],
  },
  Case: {
    name: 'Case.CaseNumber',
    icon: 'standard:case',
    facts: [
      ['Case.Subject', 'Subject'],
      ['Case.Priority', 'Priority'],
      ['Case.Status', 'Status'],
    ],
  },
};

interface Fact {
  readonly label: string;
  readonly value: string;
}

/** The record's name and, as far as it has them, the facts of its compact layout. */
export default class Highlights extends LightningElement {
  @api recordId!: string;
  @api objectApiName = 'Account';

  record: UiRecord | undefined;
  error: string | null = null;

  get layout(): Layout {
    return LAYOUTS[this.objectApiName] ?? ACCOUNT;
  }

  get fields(): readonly string[] {
    return [this.layout.name];
  }

  get optionalFields(): readonly string[] {
    return this.layout.facts.map(([field]) => field);
  }

  @wire(getRecord, { recordId: '$recordId', fields: '$fields', optionalFields: '$optionalFields' })
  receive({ data, error }: RecordResult): void {
    this.record = data;
    this.error = error?.body.message ?? null;
    if (data) this.dispatchEvent(new CustomEvent('recordnamed', { detail: this.name }));
  }

  get name(): string {
    return String(getFieldValue(this.record, this.layout.name) ?? '');
  }

  get facts(): readonly Fact[] {
    return this.layout.facts
      .map(([field, label]) => {
        const value = getFieldDisplayValue(this.record, field) ?? getFieldValue(this.record, field);
        return { label, value: String(value ?? '') };
      })
      .filter(({ value }) => value !== '');
  }

  get hasFacts(): boolean {
    return this.facts.length > 0;
  }
}
