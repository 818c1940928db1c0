import { z } from 'zod';
import { listSizes } from './queries.ts';

/** What Shopify sends of a record, as far as we ask for it. Parsed record by record: one bad one stops nothing. */

const reference = z.object({ id: z.string() }).nullish();
const moneyBag = z.object({
  presentmentMoney: z.object({ amount: z.string(), currencyCode: z.string() }),
});
export type RawMoney = z.infer<typeof moneyBag>;

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
  variant: reference,
  originalUnitPriceSet: moneyBag,
  discountedTotalSet: moneyBag,
});
export type RawLine = z.infer<typeof rawLine>;

/** What a shipment or a refund says of the order's line; the order may have lost it. */
const lineReference = z.object({ id: z.string(), sku: z.string().nullish(), name: z.string() });

const rawShipment = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  displayStatus: z.string().nullish(),
  createdAt: z.string(),
  deliveredAt: z.string().nullish(),
  trackingInfo: z.array(
    z.object({
      company: z.string().nullish(),
      number: z.string().nullish(),
      url: z.string().nullish(),
    }),
  ),
  fulfillmentLineItems: z.array(
    z.object({ id: z.string(), quantity: z.number().int().min(0), lineItem: lineReference }),
  ),
});
export type RawShipment = z.infer<typeof rawShipment>;

const rawRefund = z.object({
  id: z.string(),
  processedAt: z.string(),
  note: z.string().nullish(),
  totalRefundedSet: moneyBag,
  refundLineItems: z.array(
    z.object({
      id: z.string(),
      quantity: z.number().int().min(0),
      lineItem: lineReference.nullish(),
      subtotalSet: moneyBag,
    }),
  ),
});
export type RawRefund = z.infer<typeof rawRefund>;

const address = z.object({
  name: z.string().nullish(),
  company: z.string().nullish(),
  address1: z.string().nullish(),
  address2: z.string().nullish(),
  city: z.string().nullish(),
  province: z.string().nullish(),
  zip: z.string().nullish(),
  countryCodeV2: z.string().nullish(),
});
export type RawAddress = z.infer<typeof address>;

/** A list as long as was asked for may have been cut there, and has no next page. */
const whole = <T extends z.ZodType>(entry: T) =>
  z.array(entry).max(listSizes.alone - 1, {
    error: `has ${listSizes.alone} entries or more, of which Shopify tells no further ones`,
  });

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
  discountCodes: z.array(z.string()),
  taxesIncluded: z.boolean(),
  customer: reference,
  app: z.object({ name: z.string() }).nullish(),
  shippingAddress: address.nullish(),
  totalPriceSet: moneyBag,
  totalDiscountsSet: moneyBag.nullish(),
  totalShippingPriceSet: moneyBag,
  totalTaxSet: moneyBag.nullish(),
  totalRefundedSet: moneyBag,
  lineItems: z.array(rawLine),
  fulfillments: whole(rawShipment),
  refunds: whole(rawRefund),
});
export type RawOrder = z.infer<typeof rawOrder>;

export const rawProduct = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  productType: z.string().nullish(),
  updatedAt: z.string(),
  variants: z.array(z.object({ id: z.string(), sku: z.string().nullish(), title: z.string() })),
});
export type RawProduct = z.infer<typeof rawProduct>;

const rawCartLine = z.object({
  id: z.string(),
  sku: z.string().nullish(),
  title: z.string().nullish(),
  variantTitle: z.string().nullish(),
  quantity: z.number().int().min(1),
  product: reference,
  variant: reference,
  originalUnitPriceSet: moneyBag,
  discountedTotalPriceSet: moneyBag,
});
export type RawCartLine = z.infer<typeof rawCartLine>;

export const rawCart = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  completedAt: z.string().nullish(),
  abandonedCheckoutUrl: z.string().nullish(),
  customer: z
    .object({
      id: z.string(),
      defaultEmailAddress: z.object({ emailAddress: z.string() }).nullish(),
    })
    .nullish(),
  totalPriceSet: moneyBag,
  lineItems: z.array(rawCartLine),
});
export type RawCart = z.infer<typeof rawCart>;
