import type { Outcome } from '../salesforce/record.ts';

/** The only records that are named by their Salesforce ids are Contacts and Accounts that were found. */
const codes = new Set(['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY']);

/** Whether it was refused because somebody deleted or merged its Contact just now: the next look at Contacts mends that. */
export function namesLostContact({ state, errors }: Outcome): boolean {
  return state === 'rejected' && errors.every(({ code }) => codes.has(code));
}
