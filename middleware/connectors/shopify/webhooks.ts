import { z } from 'zod';
import { Failure } from '../../common/errors.ts';
import type { Webhooks } from '../connector.ts';
import type { Client } from './client.ts';
import { storeLabel } from './http-failure.ts';
import { redirectSubscription, subscribe, subscriptionsQuery } from './shop-queries.ts';
import { receive } from './receive.ts';
import { pageInfo } from './reread.ts';
import { isSafeAddress } from './settings.ts';
import { appSchema, mayRead, scopesOf } from './shop.ts';
import { subscriptionTopic, topics, type Topic } from './topics.ts';

export function openWebhooks(client: Client, secrets: readonly string[]): Webhooks {
  const { domain } = client.name;
  return {
    receive: (request) => receive(request, { domain, secrets }),
    ensure: (url, signal) => ensure(client, url, signal),
  };
}

const subscriptionSchema = z.object({ id: z.string(), topic: z.string(), uri: z.string() });
type Subscription = z.infer<typeof subscriptionSchema>;

const listSchema = z.object({
  currentAppInstallation: appSchema,
  webhookSubscriptions: z.object({ nodes: z.array(subscriptionSchema), pageInfo }),
});

/**
 * What the app may not subscribe to is left out: `check` says which scope is missing. A subscription of this app that
 * delivers to the same path elsewhere is ours, from before the service moved; any other is somebody else's.
 */
async function ensure(
  client: Client,
  url: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (!isSafeAddress(url)) throw unsafe(client, url);
  const { subscriptions, scopes } = await list(client, signal);
  const done: string[] = [];
  const refused: string[] = [];
  for (const [name, topic] of topics) {
    if (!topic.scopes.some((scope) => mayRead(scopes, scope))) continue;
    const same = subscriptions.filter((one) => one.topic === subscriptionTopic(name));
    if (same.some(({ uri }) => isSame(uri, url))) continue;
    const moved = same.find(({ uri }) => pathOf(uri) === pathOf(url));
    const said = moved
      ? `Deliveries of ${name} went to ${moved.uri} and go to ${url} now.`
      : `Subscribed to ${name}.`;
    const input = inputFor(topic, url);
    const errors = await (moved
      ? redirect(client, moved, input, signal)
      : add(client, name, input, signal));
    if (errors.length === 0) done.push(said);
    else refused.push(`${name} (${errors.map(({ message }) => message).join('; ')})`);
  }
  // Only now: one topic that cannot be had is no reason to go without the others.
  if (refused.length > 0) throw notSubscribed(client, refused);
  return done;
}

async function list(client: Client, signal: AbortSignal | undefined) {
  const subscriptions: Subscription[] = [];
  for (let after: string | null = null; ;) {
    const page = await listPage(client, after, signal);
    subscriptions.push(...page.webhookSubscriptions.nodes);
    const { hasNextPage, endCursor } = page.webhookSubscriptions.pageInfo;
    if (!hasNextPage || !endCursor) {
      return { subscriptions, scopes: scopesOf(page.currentAppInstallation) };
    }
    after = endCursor;
  }
}

async function listPage(
  client: Client,
  after: string | null,
  signal: AbortSignal | undefined,
): Promise<z.infer<typeof listSchema>> {
  const request = {
    document: subscriptionsQuery,
    variables: { after },
    schema: listSchema,
    signal,
  };
  return (await client.query(request)).data;
}

function inputFor({ fields }: Topic, uri: string) {
  return { uri, format: 'JSON', ...(fields && { includeFields: fields }) };
}

const userErrors = z.array(z.object({ message: z.string() }));
type UserErrors = z.infer<typeof userErrors>;

async function add(
  client: Client,
  name: string,
  subscription: object,
  signal: AbortSignal | undefined,
): Promise<UserErrors> {
  const { data } = await client.query({
    document: subscribe,
    variables: { topic: subscriptionTopic(name), subscription },
    schema: z.object({ webhookSubscriptionCreate: z.object({ userErrors }) }),
    signal,
  });
  return data.webhookSubscriptionCreate.userErrors;
}

async function redirect(
  client: Client,
  { id }: Subscription,
  subscription: object,
  signal: AbortSignal | undefined,
): Promise<UserErrors> {
  const { data } = await client.query({
    document: redirectSubscription,
    variables: { id, subscription },
    schema: z.object({ webhookSubscriptionUpdate: z.object({ userErrors }) }),
    signal,
  });
  return data.webhookSubscriptionUpdate.userErrors;
}

function notSubscribed(client: Client, refused: readonly string[]): Failure {
  return new Failure(`${storeLabel(client.name)} refused webhooks: ${refused.join(', ')}`, {
    kind: 'config',
    action:
      'Check that the address for webhooks is https and reachable from the internet, and that the app may see what they tell.',
  });
}

function unsafe(client: Client, url: string): Failure {
  const message = `${storeLabel(client.name)}: webhooks cannot be delivered to "${url.slice(0, 200)}"`;
  return new Failure(message, {
    kind: 'config',
    action: 'Set the public address of the service to an https address.',
  });
}

function isSame(uri: string, url: string): boolean {
  return URL.canParse(uri) && new URL(uri).href === new URL(url).href;
}

/** null for what is no web address, such as that of a queue. */
function pathOf(uri: string): string | null {
  return /^https?:/.test(uri) && URL.canParse(uri) ? new URL(uri).pathname : null;
}
