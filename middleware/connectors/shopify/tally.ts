import { z } from 'zod';
import { before, dayIn } from '../../common/time.ts';
import type { CountedModel, Head, Heads, OrderHead } from '../../model/index.ts';
import type { Days, Page } from '../connector.ts';
import { readBulk } from './bulk.ts';
import type { Context } from './normalize.ts';
import {
  bulkOver,
  cartHeadDocuments,
  customerHeadDocuments,
  listSizes,
  orderHeadDocuments,
} from './queries.ts';
import type { Reading } from './reading.ts';
import { resources, type RawAggregate, type Resource } from './resources.ts';
import { allOrders, type Scopes } from './shop.ts';
import { bad, instant, moneyIn, moneyOf, refOf } from './values.ts';

const money = z.object({
  presentmentMoney: z.object({ amount: z.string(), currencyCode: z.string() }),
});
const rawHead = z.object({ id: z.string(), createdAt: z.string(), updatedAt: z.string() });
const rawOrderHead = z.object({
  ...{ id: z.string(), name: z.string(), processedAt: z.string(), updatedAt: z.string() },
  totalPriceSet: money,
  refunds: z
    .array(z.object({ id: z.string(), processedAt: z.string(), totalRefundedSet: money }))
    .max(listSizes.alone - 1, 'may hold more than Shopify lists'),
});
const rawLines = z.array(z.object({ id: z.string(), discountedTotalSet: money }));

function toHead({ root }: RawAggregate, { store }: Context): Head {
  const raw = rawHead.parse(root);
  return {
    id: refOf(store, raw.id).id,
    on: instant('createdAt', raw.createdAt).slice(0, 10),
    updatedAt: instant('updatedAt', raw.updatedAt),
  };
}

function toOrderHead({ root, children }: RawAggregate, context: Context): OrderHead {
  const { store, timeZone } = context;
  const raw = rawOrderHead.parse(root);
  const total = moneyOf('totalPriceSet', raw.totalPriceSet);
  const amount = moneyIn(total.currency, 'order');
  const dayOf = (field: string, text: string) => dayIn(timeZone, instant(field, text));
  return {
    id: refOf(store, raw.id).id,
    number: raw.name,
    on: dayOf('processedAt', raw.processedAt),
    updatedAt: instant('updatedAt', raw.updatedAt),
    total,
    lines: rawLines.parse(children).map((line) => ({
      id: refOf(store, line.id).id,
      amount: amount('discountedTotalSet', line.discountedTotalSet).amount,
    })),
    refunds: raw.refunds.map((refund) => ({
      id: refOf(store, refund.id).id,
      on: dayOf('refunds.processedAt', refund.processedAt),
      amount: positive(amount('totalRefundedSet', refund.totalRefundedSet).amount),
    })),
  };
}

function positive(amount: string): string {
  if (amount.startsWith('-')) throw bad('totalRefundedSet', amount, 'is less than nothing');
  return amount;
}

const usual = { details: [], overlapMs: 0, sweeps: false, cutShortInPage: () => false };
const heads = { ...usual, cutShort: () => false, parse: toHead };

interface Counted<T> {
  readonly resource: Resource<T>;
  /** The search field of the day that a record is counted on. */
  readonly field: string;
}

/** https://shopify.dev/docs/api/admin-graphql/latest/queries/orders#arguments-query, and likewise for the others. */
export const countedBy: { readonly [K in CountedModel]: Counted<Heads[K]> } = {
  customer: {
    resource: { ...heads, name: 'customer', documents: customerHeadDocuments },
    field: 'customer_date',
  },
  order: {
    resource: {
      ...{ ...usual, name: 'order', documents: orderHeadDocuments, parse: toOrderHead },
      cutShort: resources.order.cutShort,
    },
    field: 'processed_at',
  },
  cart: {
    resource: { ...heads, name: 'cart', documents: cartHeadDocuments },
    field: 'created_at',
  },
};

/** By one bulk operation. */
export async function* readHeads<T extends Head>(
  reading: Reading<T>,
  field: string,
  days: Days,
): AsyncGenerator<Page<T>> {
  const query = bulkOver(reading.resource.documents, searchFor(field, days));
  for await (const page of readBulk(reading, query, null)) {
    const records = page.records.filter(({ on }) => isWithin(on, days));
    yield { ...page, records, cursor: null };
  }
}

function isWithin(day: string, { since, until }: Days): boolean {
  return (since === undefined || day >= since) && (until === undefined || day <= until);
}

/** A day begins and ends up to 14 hours before or after the one by UTC. */
function searchFor(field: string, { since, until }: Days): string {
  const from = since === undefined ? [] : [`${field}:>='${shifted(since, -1)}'`];
  const to = until === undefined ? [] : [`${field}:<'${shifted(until, 2)}'`];
  return [...from, ...to].join(' ');
}

const dayMs = 24 * 3_600_000;

function shifted(day: string, days: number): string {
  return before(`${day}T00:00:00.000Z`, -days * dayMs);
}

/** Without the scope for all orders the last 60 days are shown, of the first of them only a part. */
export function visibleSince(scopes: Scopes, now: Date): string | null {
  return scopes.has(allOrders) ? null : before(now.toISOString(), 59 * dayMs).slice(0, 10);
}
