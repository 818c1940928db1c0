import type { UiRecord } from 'lightning/uiRecordApi';

/** Whose shopping a panel shows. */
export interface Subject {
  readonly object: 'Account' | 'Contact';
  readonly id: string;
  /** A case without a contact: the account's, which may be other people's. */
  readonly instead: boolean;
}

export const CASE_FIELDS: readonly string[] = ['Case.Id'];
/** A user may lack the sight of any. */
export const CASE_OPTIONAL_FIELDS: readonly string[] = [
  'Case.ContactId',
  'Case.AccountId',
  'Case.Subject',
  'Case.Description',
];

export function subjectOfPage(object: string | null, id: string | null): Subject | null {
  if (!id || object === 'Case') return null;
  return { object: object === 'Contact' ? 'Contact' : 'Account', id, instead: false };
}

/** The person who asks wins; the account only stands in for nobody. */
export function subjectOfCase({ fields }: UiRecord): Subject | null {
  const contact = fields.ContactId?.value;
  if (typeof contact === 'string') return { object: 'Contact', id: contact, instead: false };
  const account = fields.AccountId?.value;
  if (typeof account === 'string') return { object: 'Account', id: account, instead: true };
  return null;
}

/** What the person wrote. */
export function textOfCase({ fields }: UiRecord): string {
  return [fields.Subject?.value, fields.Description?.value]
    .filter((text) => typeof text === 'string')
    .join('\n');
}

/** The part of a `where` that a record with both lookups is found by. */
export function linkedTo({ object, id }: Subject): Readonly<Record<string, unknown>> {
  return object === 'Contact' ? { Contact__c: { eq: id } } : { Account__c: { eq: id } };
}
