import type { Customer, Product } from '../../model/index.ts';
import type { OrderContext } from './order.ts';
import type { RawCustomer, RawProduct } from './raw.ts';
import {
  bad,
  countryOrNull,
  emailOrNull,
  instant,
  refOf,
  textOrNull,
  variantTitle,
} from './values.ts';

/** Their words → ours. Pure; throws Failure `bad-data` whose message names the field. */
export type Context = OrderContext;

export function toCustomer(raw: RawCustomer, { store }: Context): Customer {
  const ref = refOf(store, raw.id);
  const firstName = textOrNull(raw.firstName);
  const lastName = textOrNull(raw.lastName);
  const email = emailOrNull(raw.defaultEmailAddress?.emailAddress);
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
    active: isForSale(raw.status),
    category: textOrNull(raw.productType),
    variants: raw.variants.map(({ id, sku, title }) => ({
      ref: refOf(store, id),
      sku: textOrNull(sku),
      title: variantTitle(title),
    })),
    updatedAt: instant('updatedAt', raw.updatedAt),
  };
}

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/ProductStatus; unlisted is sold to those who have the link. */
const forSale: Readonly<Record<string, boolean>> = {
  ACTIVE: true,
  UNLISTED: true,
  ARCHIVED: false,
  DRAFT: false,
};

function isForSale(status: string): boolean {
  const known = Object.hasOwn(forSale, status) ? forSale[status] : undefined;
  if (known === undefined) throw bad('status', status, 'is no status of a product that is known');
  return known;
}
