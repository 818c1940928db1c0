import type { Customer, Product } from '../../model/index.ts';
import type { OrderContext } from './order.ts';
import type { RawCustomer, RawProduct } from './raw.ts';
import { countryOrNull, instant, refOf, textOrNull } from './values.ts';

/** Their words → ours. Pure; throws Failure `bad-data` whose message names the field. */
export type Context = OrderContext;

export function toCustomer(raw: RawCustomer, { store }: Context): Customer {
  const ref = refOf(store, raw.id);
  const firstName = textOrNull(raw.firstName);
  const lastName = textOrNull(raw.lastName);
  const email = textOrNull(raw.defaultEmailAddress?.emailAddress);
  return {
    ref,
    name: [firstName, lastName].filter(Boolean).join(' ') || email || ref.id,
    firstName,
    lastName,
    email,
    phone: textOrNull(raw.defaultPhoneNumber?.phoneNumber),
    countryCode: countryOrNull(raw.defaultAddress?.countryCodeV2),
    // Invited, declined and disabled customers are known to the shop but cannot log in.
    registered: raw.state === 'ENABLED',
    createdAt: instant('createdAt', raw.createdAt),
    updatedAt: instant('updatedAt', raw.updatedAt),
  };
}

export function toProduct(raw: RawProduct, { store }: Context): Product {
  return {
    ref: refOf(store, raw.id),
    title: raw.title,
    variants: raw.variants.map(({ id, sku, title }) => ({
      ref: refOf(store, id),
      sku: textOrNull(sku),
      title,
    })),
    updatedAt: instant('updatedAt', raw.updatedAt),
  };
}
