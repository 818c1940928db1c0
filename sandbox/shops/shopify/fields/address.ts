import { gid } from '../gid.ts';
import type { StoredCustomer } from '../records.ts';
import { fieldsOf } from './field.ts';

/** The sandbox knows of an address its country and who lives there; street and town are not modelled. */
export interface Address {
  readonly id: string;
  readonly customer: StoredCustomer;
  readonly countryCode: string;
}

export function addressOf(customer: StoredCustomer | undefined): Address | null {
  if (!customer?.countryCode) return null;
  return { id: customer.id, customer, countryCode: customer.countryCode };
}

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });

export const addressFields = {
  MailingAddress: fieldsOf<Address>({
    id: ({ id }) => gid('MailingAddress', id),
    firstName: ({ customer }) => customer.firstName,
    lastName: ({ customer }) => customer.lastName,
    name: ({ customer }) => fullName(customer),
    phone: ({ customer }) => customer.phone,
    country: ({ countryCode }) => countryNames.of(countryCode),
    countryCode: ({ countryCode }) => countryCode,
    countryCodeV2: ({ countryCode }) => countryCode,
  }),
};

export function fullName({ firstName, lastName }: StoredCustomer): string | null {
  return [firstName, lastName].filter(Boolean).join(' ') || null;
}
