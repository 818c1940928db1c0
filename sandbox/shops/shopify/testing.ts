import type { TestContext } from 'node:test';
import type { SeedRecord } from '../seed.ts';
import { apiVersion } from './schema.ts';
import { startShop, type Shop, type ShopOptions } from './index.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- tests look into answers of any shape */
export interface Answer {
  readonly status: number;
  readonly data: any;
  readonly errors: readonly { message: string; path?: unknown; extensions: any }[] | undefined;
  readonly extensions: any;
}
/* eslint-enable @typescript-eslint/no-explicit-any */
export type Ask = (query: string, variables?: object) => Promise<Answer>;

/** A shop for one test, closed after it. */
export async function testShop(
  t: TestContext,
  options: ShopOptions,
): Promise<{ shop: Shop; ask: Ask }> {
  const shop = await startShop(options);
  t.after(() => shop.close());
  return { shop, ask: (query, variables) => ask(shop, query, variables) };
}

async function ask({ url, accessToken }: Shop, query: string, variables?: object): Promise<Answer> {
  const response = await fetch(`${url}/admin/api/${apiVersion}/graphql.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': accessToken },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
}

/** Runs a bulk query to its end; gives the operation, or the user errors that stopped it. */
export async function runBulk(ask: Ask, query: string, groupObjects = true) {
  const started = await ask(
    `mutation ($query: String!, $group: Boolean!) {
      bulkOperationRunQuery(query: $query, groupObjects: $group) {
        bulkOperation { id status } userErrors { field message code }
      }
    }`,
    { query, group: groupObjects },
  );
  const { bulkOperation, userErrors } = started.data?.bulkOperationRunQuery ?? {};
  if (!bulkOperation) return { userErrors, errors: started.errors, operation: null };
  return { userErrors, errors: started.errors, operation: await settled(ask, bulkOperation.id) };
}

export async function settled(ask: Ask, id: string) {
  for (;;) {
    const { data } = await ask(
      `query ($id: ID!) {
        bulkOperation(id: $id) {
          id status errorCode objectCount rootObjectCount fileSize url partialDataUrl completedAt
        }
      }`,
      { id },
    );
    if (!['CREATED', 'RUNNING', 'CANCELING'].includes(data.bulkOperation.status))
      return data.bulkOperation;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const at = '2026-03-01T10:00:00Z';

export function orderSeed(
  number: number,
  changes: Partial<Extract<SeedRecord, { type: 'order' }>> = {},
) {
  return {
    type: 'order',
    id: String(1000 + number),
    name: `#${number}`,
    customerId: '17850',
    email: 'emma@example.com',
    createdAt: at,
    updatedAt: at,
    processedAt: at,
    currency: 'GBP',
    financialStatus: 'PAID',
    fulfillmentStatus: 'FULFILLED',
    lines: [
      {
        id: `${number}01`,
        sku: '85123A',
        title: 'White hanging heart',
        quantity: 6,
        unitPrice: '2.555',
      },
      {
        id: `${number}02`,
        sku: null,
        title: 'Say "when" \\ ☕',
        quantity: 1,
        unitPrice: '10',
        productId: '7',
        variantId: '71',
      },
    ],
    ...changes,
  } as const satisfies SeedRecord;
}

export const customerSeed = {
  type: 'customer',
  id: '17850',
  firstName: 'Emma',
  lastName: 'Clarke',
  email: 'emma@example.com',
  phone: '+442079460001',
  countryCode: 'GB',
  createdAt: at,
  updatedAt: at,
  state: 'ENABLED',
} as const satisfies SeedRecord;

export const productSeed = {
  type: 'product',
  id: '7',
  title: 'Mug',
  createdAt: at,
  updatedAt: at,
  variants: [{ id: '71', sku: 'MUG-RED', title: 'Red', price: '10' }],
} as const satisfies SeedRecord;

/** A cart of two mugs and something without a product, left half an hour after it was begun. */
export function checkoutSeed(
  number: number,
  changes: Partial<Extract<SeedRecord, { type: 'checkout' }>> = {},
) {
  return {
    type: 'checkout',
    id: String(9000 + number),
    customerId: '17850',
    email: 'emma@example.com',
    createdAt: at,
    updatedAt: '2026-03-01T10:30:00Z',
    currency: 'GBP',
    lines: [
      {
        id: `90${number}01`,
        sku: 'MUG-RED',
        title: 'Mug',
        quantity: 2,
        unitPrice: '10',
        productId: '7',
        variantId: '71',
      },
      { id: `90${number}02`, sku: null, title: 'Gift wrap', quantity: 1, unitPrice: '2.5' },
    ],
    ...changes,
  } as const satisfies SeedRecord;
}

/** Order `#1` of 25.33 − 5 + 3.95 in goods, sent in two parcels and paid back in part, twice. */
export function shippedOrder(number: number) {
  const [first, second] = [`${number}01`, `${number}02`];
  return orderSeed(number, {
    financialStatus: 'PARTIALLY_REFUNDED',
    discount: '5.00',
    discountCodes: ['WELCOME10'],
    shipping: '3.95',
    channel: 'Point of Sale',
    shippingAddress: {
      name: 'Emma Jane Clarke',
      street: '1 High Street\nFlat 2',
      city: 'York',
      region: 'ENG',
      postalCode: 'YO1 7HH',
      countryCode: 'GB',
    },
    fulfillments: [
      {
        id: `30${number}`,
        status: 'SUCCESS',
        displayStatus: 'DELIVERED',
        createdAt: '2026-03-02T10:00:00.5Z',
        inTransitAt: '2026-03-02T18:00:00Z',
        deliveredAt: '2026-03-04T09:00:00Z',
        trackingCompany: 'Royal Mail',
        trackingNumber: 'AB123456789GB',
        trackingUrl: 'https://www.royalmail.com/track-your-item#/AB123456789GB',
        lines: [{ id: `31${number}`, lineId: first, quantity: 4 }],
      },
      {
        id: `40${number}`,
        status: 'SUCCESS',
        createdAt: '2026-03-03T10:00:00Z',
        lines: [
          { id: `41${number}`, lineId: first, quantity: 2 },
          { id: `42${number}`, lineId: second, quantity: 1 },
        ],
      },
    ],
    refunds: [
      {
        id: `50${number}`,
        createdAt: '2026-03-05T10:00:00Z',
        note: 'Broken',
        amount: '7.61',
        lines: [{ id: `51${number}`, lineId: first, quantity: 2, amount: '5.11' }],
      },
      { id: `60${number}`, createdAt: '2026-03-06T10:00:00Z', amount: '0.5', lines: [] },
    ],
  });
}

/** A small shop: one customer, one product, so many orders a minute apart, every third a guest's. */
export function smallSeed(orders: number): SeedRecord[] {
  const made = Array.from({ length: orders }, (_, index) => {
    const time = new Date(Date.parse(at) + index * 60_000).toISOString();
    const customerId = index % 3 === 2 ? null : '17850';
    return orderSeed(index + 1, {
      createdAt: time,
      updatedAt: time,
      processedAt: time,
      customerId,
    });
  });
  return [customerSeed, productSeed, ...made];
}
