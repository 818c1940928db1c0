import { z } from 'zod';

/** What Shopify sends of a record, as far as we ask for it. Parsed record by record: one bad one stops nothing. */

const reference = z.object({ id: z.string() }).nullish();
const moneyBag = z.object({
  presentmentMoney: z.object({ amount: z.string(), currencyCode: z.string() }),
});

export const rawCustomer = z.object({
  id: z.string(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  state: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  defaultEmailAddress: z.object({ emailAddress: z.string() }).nullish(),
  defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullish(),
  defaultAddress: z.object({ countryCodeV2: z.string().nullish() }).nullish(),
});
export type RawCustomer = z.infer<typeof rawCustomer>;

export const rawLine = z.object({
  id: z.string(),
  sku: z.string().nullish(),
  /** The product's title and the variant's: what the customer reads on the order. */
  name: z.string(),
  quantity: z.number().int().min(1),
  product: reference,
  originalUnitPriceSet: moneyBag,
  discountedTotalSet: moneyBag,
});
export type RawLine = z.infer<typeof rawLine>;

export const rawOrder = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullish(),
  processedAt: z.string(),
  updatedAt: z.string(),
  cancelledAt: z.string().nullish(),
  displayFinancialStatus: z.string().nullish(),
  displayFulfillmentStatus: z.string(),
  returnStatus: z.string(),
  customer: reference,
  totalPriceSet: moneyBag,
  lineItems: z.array(rawLine),
});
export type RawOrder = z.infer<typeof rawOrder>;

export const rawProduct = z.object({
  id: z.string(),
  title: z.string(),
  updatedAt: z.string(),
  variants: z.array(z.object({ id: z.string(), sku: z.string().nullish(), title: z.string() })),
});
export type RawProduct = z.infer<typeof rawProduct>;
