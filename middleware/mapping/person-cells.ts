import type { Link, Ref } from '../model/index.ts';
import type { SalesforceRecord } from '../salesforce/record.ts';
import { externalId } from './external-id.ts';
import type { Cell, MappingContext } from './mapping.ts';

type PersonCell = (record: unknown, context: Pick<MappingContext, 'link'>) => Cell;

/**
 * Who the record's customer is in Salesforce: of each look-up, either the column by id or the one by key, for no file may
 * have both. Shared by everything that carries the two look-ups.
 */
export const personCells = {
  Account__c: (_, { link }) => (link.kind === 'contact' ? link.accountId : undefined),
  Contact__c: (_, { link }) => (link.kind === 'contact' ? link.contactId : undefined),
  'Account__r.Commerce_Key__c': (_, { link }) => (link.kind === 'own' ? link.key : undefined),
  'Contact__r.Commerce_Key__c': (_, { link }) => (link.kind === 'own' ? link.key : undefined),
} as const satisfies Readonly<Record<string, PersonCell>>;

/** The two look-ups by themselves. */
export function lookUpsOf(link: Link): SalesforceRecord {
  const cells = Object.entries(personCells).map(([name, read]) => [name, read(null, { link })]);
  return Object.fromEntries(cells.filter(([, cell]) => cell !== undefined));
}

/** Whether the middleware keeps an Account and a Contact for this very customer. */
export function isMadeFor(customer: Ref, link: Link): boolean {
  return link.kind === 'own' && link.key === externalId(customer);
}

/**
 * A guest's record leaves its look-ups alone: how `#N/A` acts in a relationship column is not documented, and a new
 * record has nothing to clear.
 */
export function customerKey({ customer }: { readonly customer: Ref | null }): string | undefined {
  return customer === null ? undefined : externalId(customer);
}
