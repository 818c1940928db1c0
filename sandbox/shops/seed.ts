import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

/** What a simulated shop is filled with. One record a line in a JSONL file; no platform's format. */
const id = z.string().regex(/^[1-9]\d{0,18}$/, 'must be a number as a string');
const instant = z.iso.datetime({ offset: true });
const amount = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a decimal as a string, such as "2.55"');
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code');
const text = z.string().nullish().default(null);
const countryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code')
  .nullish()
  .default(null);

const shop = z.object({
  type: z.literal('shop'),
  id,
  name: z.string().min(1),
  currency,
  timeZone: z.string().min(1),
  domain: z.string().min(1),
});
const customer = z.object({
  type: z.literal('customer'),
  id,
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  countryCode,
  createdAt: instant,
  updatedAt: instant,
  /** ENABLED: has an account in the shop and can sign in. */
  state: z.enum(['ENABLED', 'DISABLED']),
});
const product = z.object({
  type: z.literal('product'),
  id,
  title: z.string(),
  status: z.enum(['ACTIVE', 'ARCHIVED', 'DRAFT']).default('ACTIVE'),
  productType: z.string().default(''),
  createdAt: instant,
  updatedAt: instant,
  variants: z.array(z.object({ id, sku: text, title: z.string(), price: amount })),
});
const line = z.object({
  id,
  sku: text,
  title: z.string(),
  quantity: z.int().min(1),
  unitPrice: amount,
  productId: id.nullish().default(null),
  variantId: id.nullish().default(null),
});
const address = z.object({
  name: text,
  company: text,
  street: text,
  city: text,
  region: text,
  postalCode: text,
  countryCode,
});
const time = instant.nullish().default(null);
const fulfillment = z.object({
  id,
  /** Absent: the order's name and a number, `#1001-F1`. */
  name: z.string().min(1).optional(),
  status: z.enum(['CANCELLED', 'ERROR', 'FAILURE', 'SUCCESS']),
  displayStatus: z
    .enum([
      'ATTEMPTED_DELIVERY',
      'CANCELED',
      'CARRIER_PICKED_UP',
      'CONFIRMED',
      'DELAYED',
      'DELIVERED',
      'FAILURE',
      'FULFILLED',
      'IN_TRANSIT',
      'LABEL_PRINTED',
      'LABEL_PURCHASED',
      'LABEL_VOIDED',
      'MARKED_AS_FULFILLED',
      'NOT_DELIVERED',
      'OUT_FOR_DELIVERY',
      'PICKED_UP',
      'READY_FOR_PICKUP',
      'SUBMITTED',
    ])
    .nullish()
    .default(null),
  createdAt: instant,
  inTransitAt: time,
  estimatedDeliveryAt: time,
  deliveredAt: time,
  trackingCompany: text,
  trackingNumber: text,
  trackingUrl: text,
  lines: z.array(z.object({ id, lineId: id, quantity: z.int().min(1) })),
});
const refund = z.object({
  id,
  createdAt: instant,
  note: text,
  /** What was paid back; may be more than its lines: postage, goodwill. */
  amount,
  lines: z.array(z.object({ id, lineId: id, quantity: z.int().min(1), amount })),
});
const order = z.object({
  type: z.literal('order'),
  id,
  /** What the customer reads on the confirmation: `#536365`. */
  name: z.string().min(1),
  /** null: a guest's order. */
  customerId: id.nullable(),
  email: text,
  createdAt: instant,
  updatedAt: instant,
  processedAt: instant,
  cancelledAt: instant.nullish().default(null),
  currency,
  financialStatus: z.enum([
    'AUTHORIZED',
    'EXPIRED',
    'PAID',
    'PARTIALLY_PAID',
    'PARTIALLY_REFUNDED',
    'PENDING',
    'REFUNDED',
    'VOIDED',
  ]),
  fulfillmentStatus: z.enum([
    'FULFILLED',
    'IN_PROGRESS',
    'ON_HOLD',
    'PARTIALLY_FULFILLED',
    'RESTOCKED',
    'SCHEDULED',
    'UNFULFILLED',
  ]),
  /** On the whole order, before shipping and tax. */
  discount: amount.default('0'),
  discountCodes: z.array(z.string()).default([]),
  shipping: amount.default('0'),
  /** On top of the prices. */
  tax: amount.default('0'),
  /** What the order costs in all; absent: its lines − discount + shipping + tax. */
  total: amount.optional(),
  /** What was paid back where `refunds` does not tell; absent: nothing, or all of it where the status is REFUNDED. */
  refunded: amount.optional(),
  /** Where it was placed; null: nobody knows. */
  channel: z.string().min(1).nullable().default('Online Store'),
  /** Absent: the customer's country. */
  shippingAddress: address.nullish().default(null),
  lines: z.array(line),
  fulfillments: z.array(fulfillment).default([]),
  refunds: z.array(refund).default([]),
});
/** A checkout that somebody began and, for a while at least, left. */
const checkout = z.object({
  type: z.literal('checkout'),
  id,
  /** Absent: the id with a hash: `#37283946`. */
  name: z.string().min(1).optional(),
  customerId: id.nullable(),
  email: text,
  createdAt: instant,
  updatedAt: instant,
  /** null: not bought. */
  completedAt: time,
  currency,
  /** Absent: an address of the shop's own. */
  recoveryUrl: z.url().optional(),
  lines: z.array(line),
  /** What it would cost in all; absent: its lines. */
  total: amount.optional(),
});
const record = z.discriminatedUnion('type', [shop, customer, product, order, checkout]);

export type SeedRecord = z.input<typeof record>;
export type SeedShop = z.output<typeof shop>;
export type SeedCustomer = z.output<typeof customer>;
export type SeedProduct = z.output<typeof product>;
export type SeedOrder = z.output<typeof order>;
export type SeedCheckout = z.output<typeof checkout>;
export type SeedLine = z.output<typeof line>;
export type SeedFulfillment = z.output<typeof fulfillment>;
export type SeedRefund = z.output<typeof refund>;
export type SeedAddress = z.output<typeof address>;
export type ParsedSeed = z.output<typeof record>;
export type Seed = string | Iterable<SeedRecord> | AsyncIterable<SeedRecord>;

/** Where in the seed a record stood: what an error names. */
export interface Placed {
  readonly record: ParsedSeed;
  readonly place: string;
}

/** Throws an Error that names the place and every field that does not fit. */
export function parseSeed(value: unknown, place: string): ParsedSeed {
  const parsed = record.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`${place}: not a seed record (${problems.join('; ')})`);
}

/** Records in order, each with its place. A path is read as JSONL, unpacked where it ends in `.gz`. */
export async function* readSeed(seed: Seed): AsyncGenerator<Placed> {
  if (typeof seed === 'string') return yield* readFile(seed);
  let number = 0;
  for await (const value of seed) {
    const place = `seed record ${++number}`;
    yield { record: parseSeed(value, place), place };
  }
}

async function* readFile(path: string): AsyncGenerator<Placed> {
  let number = 0;
  for await (const text of linesOf(path)) {
    number++;
    if (text.trim() === '') continue;
    const place = `${path} line ${number}`;
    yield { record: parseSeed(parseJson(text, place), place), place };
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: open(path), crlfDelay: Infinity });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path} cannot be read to its end: ${reason}`, { cause });
  }
}

function open(path: string): Readable {
  const file = createReadStream(path);
  // `pipeline`, not `pipe`: an unreadable or damaged file has to end the reading, not hang it.
  return path.endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file;
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${place}: not JSON`, { cause });
  }
}
