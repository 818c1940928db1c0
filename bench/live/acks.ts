/**
 * Sends signed deliveries at an even rate and takes down how long each answer took; a process of its own, so that nobody
 * else's work is measured. Arguments: one JSON object (Order). Prints one JSON object (Acks).
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { signWebhook } from '../../sandbox/shops/shopify/index.ts';
import { percentile } from './watch.ts';

export interface AckOrder {
  readonly url: string;
  readonly domain: string;
  readonly secret: string;
  readonly rate: number;
  readonly seconds: number;
  /** The platform's ids of orders that the deliveries are about. */
  readonly orders: readonly string[];
}

export interface Acks {
  readonly sent: number;
  readonly taken: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

async function deliver({ url, domain, secret }: AckOrder, order: string): Promise<boolean> {
  const body = JSON.stringify({ id: Number(order) });
  const headers = {
    'Content-Type': 'application/json',
    'X-Shopify-Topic': 'orders/updated',
    'X-Shopify-Hmac-SHA256': signWebhook(body, secret),
    'X-Shopify-Shop-Domain': domain,
    'X-Shopify-Webhook-Id': randomUUID(),
  };
  const signal = AbortSignal.timeout(5000);
  const answer = await fetch(url, { method: 'POST', headers, body, signal }).catch(() => null);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

const order = JSON.parse(process.argv[2]!) as AckOrder;
const tookMs: number[] = [];
let taken = 0;
const running: Promise<void>[] = [];
const started = performance.now();
const total = order.rate * order.seconds;
while (running.length < total) {
  const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * order.rate));
  while (running.length < due) {
    const id = order.orders[running.length % order.orders.length]!;
    const at = performance.now();
    const one = deliver(order, id).then((isTaken) => {
      tookMs.push(performance.now() - at);
      if (isTaken) taken += 1;
    });
    running.push(one);
  }
  await wait(2);
}
await Promise.all(running);
const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(tookMs, share));
process.stdout.write(
  `${JSON.stringify({ sent: total, taken, p50, p95, p99, max: Math.max(...tookMs) })}\n`,
);
