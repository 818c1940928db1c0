import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { apiVersion } from '../schema.ts';
import type { Change, ShopStore } from '../store.ts';
import { eventsOf, type ShopEvent } from './events.ts';
import { Subscriptions, type Subscription } from './subscriptions.ts';
import { topics, type Topic } from './topics.ts';

/** One event on its way to one subscription. */
export interface Delivery {
  /** `X-Shopify-Webhook-Id`, the same on each attempt. */
  readonly id: string;
  readonly topic: Topic;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How often it was sent. */
  attempts: number;
  /** `failed`: given up. */
  state: 'pending' | 'delivered' | 'failed';
}

export interface WebhookOptions {
  readonly store: ShopStore;
  readonly clientSecret: string;
  readonly now: () => Date;
  /** Waits between two attempts; rejects when aborted. Absent: real time. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** How long the receiver may take; absent: Shopify's five seconds. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Eight more attempts within four hours, each wait twice the last, then the subscription is removed:
 * https://shopify.dev/changelog/updates-to-webhook-retry-mechanism and
 * https://shopify.dev/docs/apps/build/webhooks/troubleshooting-webhooks
 */
export const retryDelaysMs = Array.from({ length: 8 }, (_, index) => 56_000 * 2 ** index);
/** https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
const answerWithinMs = 5000;
const remembered = 500;

/** Base64 HMAC-SHA256 over the raw body, as `X-Shopify-Hmac-SHA256` carries it. */
export function signWebhook(body: string, clientSecret: string): string {
  return createHmac('sha256', clientSecret).update(body).digest('base64');
}

/** Tells whoever has subscribed what happens in the shop. Deliveries do not wait for one another. */
export class Webhooks {
  readonly subscriptions: Subscriptions;
  /** The latest, oldest first, for tests to look at. */
  readonly deliveries: Delivery[] = [];
  readonly #options: WebhookOptions;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.subscriptions = new Subscriptions(options.now);
  }

  tell(change: Change): void {
    const subscriptions = [...this.subscriptions.values()];
    if (subscriptions.length === 0) return;
    for (const event of eventsOf(change, this.#options.store)) {
      const eventId = randomUUID();
      for (const subscription of subscriptions)
        if (subscription.topic === event.topic) this.#start(event, eventId, subscription);
    }
  }

  /** Sends a delivery once more, just as it was: what Shopify warns of and tests need. */
  async repeat(delivery: Delivery): Promise<void> {
    await this.#attempt(delivery);
  }

  /** Once nothing is under way, retries included. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  #start(event: ShopEvent, eventId: string, subscription: Subscription): void {
    const delivery = this.#deliveryOf(event, eventId, subscription);
    this.deliveries.push(delivery);
    if (this.deliveries.length > remembered) this.deliveries.shift();
    const done = this.#deliver(delivery, subscription.id).finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  #deliveryOf({ topic, payload }: ShopEvent, eventId: string, to: Subscription): Delivery {
    const { clientSecret, store, now } = this.#options;
    const kept = to.includeFields.length === 0 ? payload : only(payload, to.includeFields);
    const body = JSON.stringify(kept);
    const id = randomUUID();
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'Shopify-Captain-Hook',
      'X-Shopify-Topic': topics[topic].name,
      'X-Shopify-Hmac-SHA256': signWebhook(body, clientSecret),
      'X-Shopify-Shop-Domain': store.shop.domain,
      'X-Shopify-API-Version': apiVersion,
      'X-Shopify-Webhook-Id': id,
      'X-Shopify-Event-Id': eventId,
      'X-Shopify-Triggered-At': now().toISOString(),
      ...(to.name === null ? {} : { 'X-Shopify-Name': to.name }),
    };
    return { id, topic, uri: to.uri, headers, body, attempts: 0, state: 'pending' };
  }

  async #deliver(delivery: Delivery, subscription: string): Promise<void> {
    for (const delay of [0, ...retryDelaysMs]) {
      if (delay > 0 && !(await this.#pause(delay))) return;
      if (!this.subscriptions.find(subscription)) break;
      if (await this.#attempt(delivery)) return void (delivery.state = 'delivered');
      if (this.#closing.signal.aborted) return;
    }
    delivery.state = 'failed';
    this.subscriptions.drop(subscription);
  }

  /** False where the shop closes meanwhile. */
  async #pause(ms: number): Promise<boolean> {
    const sleep = this.#options.sleep ?? pause;
    try {
      await sleep(ms, this.#closing.signal);
    } catch {
      return false;
    }
    return !this.#closing.signal.aborted;
  }

  async #attempt(delivery: Delivery): Promise<boolean> {
    const patience = AbortSignal.timeout(this.#options.timeoutMs ?? answerWithinMs);
    delivery.attempts++;
    try {
      const { status, body } = await fetch(delivery.uri, {
        method: 'POST',
        headers: delivery.headers,
        body: delivery.body,
        // A redirection counts as a failure.
        redirect: 'manual',
        signal: AbortSignal.any([patience, this.#closing.signal]),
      });
      await body?.cancel();
      return status >= 200 && status < 300;
    } catch {
      return false;
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false });
}

function only(payload: ShopEvent['payload'], fields: readonly string[]): ShopEvent['payload'] {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => fields.includes(name)));
}
