import { z } from 'zod';
import type { History, StoreSize } from '../connector.ts';
import type { Client } from './client.ts';
import { orderDocuments, sizeQuery } from './queries.ts';
import { completeOne, partOf } from './reread.ts';

const counted = z.object({ count: z.number().int().nonnegative() });
const sizeSchema = z.object({
  customersCount: counted,
  ordersCount: counted,
  ordersWithLines: counted,
  productsCount: counted,
  orders: z.object({ nodes: z.array(z.looseObject({ id: z.string() })) }),
});

/** Counts to the last one; the length of an order is the mean of the 50 newest. */
export async function sizeOf(
  client: Client,
  { ordersSince, linesSince }: History,
  signal: AbortSignal | undefined,
): Promise<StoreSize> {
  const days = [ordersSince, linesSince].filter((day) => day !== undefined).sort();
  const variables = { orders: placedSince(ordersSince), withLines: placedSince(days.at(-1)) };
  const request = { document: sizeQuery, variables, schema: sizeSchema, signal };
  const { data } = await client.query(request);
  const resource = { name: 'order', documents: orderDocuments } as const;
  const lengths: number[] = [];
  for (const node of data.orders.nodes) {
    const one = { client, resource, gid: node.id, signal };
    const whole = await completeOne(one, partOf(node, orderDocuments.children));
    if (whole) lengths.push(whole.children.length);
  }
  const lines = lengths.reduce((sum, length) => sum + length, 0);
  return {
    customers: data.customersCount.count,
    orders: data.ordersCount.count,
    ordersWithLines: data.ordersWithLines.count,
    products: data.productsCount.count,
    linesPerOrder: lengths.length > 0 ? lines / lengths.length : null,
  };
}

/** A day that begins by UTC: near enough for a forecast. */
function placedSince(day: string | undefined): string | null {
  return day === undefined ? null : `processed_at:>='${day}T00:00:00Z'`;
}
