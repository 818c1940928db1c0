import { gid } from '../gid.ts';
import type { StoredCustomer, StoredOrder } from '../records.ts';
import { fieldsOf } from './field.ts';

/** An order's own, or of a customer what the sandbox knows: the country and who lives there. */
export interface Address {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly name: string | null;
  readonly company: string | null;
  readonly phone: string | null;
  readonly street: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly countryCode: string | null;
}

const nowhere = { company: null, street: null, city: null, region: null, postalCode: null };

export function addressOf(customer: StoredCustomer | undefined): Address | null {
  if (!customer?.countryCode) return null;
  const { id, firstName, lastName, phone, countryCode } = customer;
  return { ...nowhere, id, firstName, lastName, name: fullName(customer), phone, countryCode };
}

export function shippingAddressOf(
  { id, shippingAddress }: StoredOrder,
  customer: StoredCustomer | undefined,
): Address | null {
  if (!shippingAddress) return addressOf(customer);
  const words = shippingAddress.name?.split(' ') ?? [];
  const firstName = words.slice(0, -1).join(' ') || null;
  return { ...shippingAddress, id, firstName, lastName: words.at(-1) ?? null, phone: null };
}

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });
const code = /^[A-Z]{2,3}$/;

export const addressFields = {
  MailingAddress: fieldsOf<Address>({
    id: ({ id }) => gid('MailingAddress', id),
    firstName: ({ firstName }) => firstName,
    lastName: ({ lastName }) => lastName,
    name: ({ name }) => name,
    phone: ({ phone }) => phone,
    company: ({ company }) => company,
    // A seed's street of two lines is Shopify's address1 and address2.
    address1: ({ street }) => street?.split('\n')[0] ?? null,
    address2: ({ street }) => street?.split('\n').slice(1).join(', ') || null,
    city: ({ city }) => city,
    province: ({ region }) => region,
    provinceCode: ({ region }) => (region !== null && code.test(region) ? region : null),
    zip: ({ postalCode }) => postalCode,
    country: ({ countryCode }) => (countryCode === null ? null : countryNames.of(countryCode)),
    countryCode: ({ countryCode }) => countryCode,
    countryCodeV2: ({ countryCode }) => countryCode,
  }),
};

export function fullName({ firstName, lastName }: StoredCustomer): string | null {
  return [firstName, lastName].filter(Boolean).join(' ') || null;
}
