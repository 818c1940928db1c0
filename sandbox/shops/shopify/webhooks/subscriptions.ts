import { parseGid } from '../gid.ts';
import { toSecond } from '../records.ts';
import { notModelled } from '../refusal.ts';
import { isTopic, topics, type Topic } from './topics.ts';

export interface Subscription {
  readonly kind: 'WebhookSubscription';
  readonly id: string;
  readonly topic: Topic;
  readonly uri: string;
  readonly name: string | null;
  /** Only these fields of the payload are sent; none: all. */
  readonly includeFields: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
}
export interface SubscriptionInput {
  readonly uri?: string | null;
  readonly callbackUrl?: string | null;
  readonly format?: string | null;
  readonly includeFields?: readonly string[] | null;
  readonly name?: string | null;
  readonly filter?: string | null;
  readonly metafieldNamespaces?: readonly string[] | null;
  readonly metafields?: readonly unknown[] | null;
}
export interface SubscriptionPayload {
  readonly webhookSubscription: Subscription | null;
  readonly userErrors: readonly {
    readonly field: readonly string[] | null;
    readonly message: string;
  }[];
}

/** The app's webhook subscriptions. Ids go up; a removed one is never used again. */
export class Subscriptions {
  readonly #all = new Map<string, Subscription>();
  readonly #now: () => Date;
  #lastId = 1_490_000_000_000;

  constructor(now: () => Date) {
    this.#now = now;
  }

  values(): Iterable<Subscription> {
    return this.#all.values();
  }

  find(id: string): Subscription | undefined {
    return this.#all.get(id);
  }

  create(
    topic: string,
    input: SubscriptionInput,
    scopes: ReadonlySet<string>,
  ): SubscriptionPayload {
    if (!isTopic(topic)) throw notModelled(`the webhook topic ${topic}`);
    refuseUnmodelled(input);
    if (!scopes.has(topics[topic].scope)) {
      return refusal(
        ['webhookSubscription'],
        'You cannot create a webhook subscription with the specified topic',
      );
    }
    const uri = addressIn(input) ?? '';
    const problem = this.#problemOf(uri, topic, null);
    if (problem) return refusal(['webhookSubscription', fieldOf(input)], problem);
    const at = toSecond(this.#now().toISOString());
    const subscription: Subscription = {
      kind: 'WebhookSubscription',
      id: String(++this.#lastId),
      topic,
      uri,
      name: input.name ?? null,
      includeFields: input.includeFields ?? [],
      createdAt: at,
      updatedAt: at,
    };
    this.#all.set(subscription.id, subscription);
    return { webhookSubscription: subscription, userErrors: [] };
  }

  update(gid: string, input: SubscriptionInput): SubscriptionPayload {
    const known = this.#byGid(gid);
    if (!known) return refusal(['id'], 'Webhook subscription does not exist');
    refuseUnmodelled(input);
    const uri = addressIn(input) ?? known.uri;
    const problem = this.#problemOf(uri, known.topic, known.id);
    if (problem) return refusal(['webhookSubscription', fieldOf(input)], problem);
    const updated: Subscription = {
      ...known,
      uri,
      name: input.name ?? known.name,
      includeFields: input.includeFields ?? known.includeFields,
      updatedAt: toSecond(this.#now().toISOString()),
    };
    this.#all.set(updated.id, updated);
    return { webhookSubscription: updated, userErrors: [] };
  }

  /** Null where there was none. */
  delete(gid: string): Subscription | null {
    const known = this.#byGid(gid);
    if (!known) return null;
    this.#all.delete(known.id);
    return known;
  }

  /** After too many failures. */
  drop(id: string): void {
    this.#all.delete(id);
  }

  #byGid(gid: string): Subscription | undefined {
    const name = parseGid(gid);
    return name?.type === 'WebhookSubscription' ? this.#all.get(name.id) : undefined;
  }

  #problemOf(uri: string, topic: Topic, self: string | null): string | null {
    if (uri === '') return "Address can't be blank";
    const problem = addressProblem(uri);
    if (problem) return problem;
    const taken = [...this.#all.values()].some(
      (other) => other.id !== self && other.topic === topic && other.uri === uri,
    );
    return taken ? 'Address for this topic has already been taken' : null;
  }
}

const elsewhere = /^(pubsub:|arn:)/;
const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** Shopify delivers to https alone; here, to be of use without certificates, to this machine by http too. */
function addressProblem(uri: string): string | null {
  if (elsewhere.test(uri)) throw notModelled(`delivering webhooks to ${uri}`);
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (!url) return 'Address is invalid';
  if (url.protocol === 'https:') return null;
  if (url.protocol === 'http:' && loopback.test(url.hostname)) return null;
  return `Address protocol ${url.protocol}// is not supported`;
}

/** The schema's `URL` scalar may come as a URL or as text. */
function addressIn({ uri, callbackUrl }: SubscriptionInput): string | null {
  const address = uri ?? callbackUrl;
  return address === null || address === undefined ? null : String(address);
}

const fieldOf = ({ uri, callbackUrl }: SubscriptionInput) =>
  (uri ?? null) === null && callbackUrl ? 'callbackUrl' : 'uri';

function refuseUnmodelled({
  format,
  filter,
  metafieldNamespaces,
  metafields,
}: SubscriptionInput): void {
  if (format === 'XML') throw notModelled('a webhook in XML');
  if (filter) throw notModelled('a filter of webhooks');
  if (metafieldNamespaces?.length || metafields?.length)
    throw notModelled('metafields in a webhook');
}

function refusal(field: readonly string[], message: string): SubscriptionPayload {
  return { webhookSubscription: null, userErrors: [{ field, message }] };
}
