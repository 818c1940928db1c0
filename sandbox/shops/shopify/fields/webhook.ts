import { gid } from '../gid.ts';
import { apiVersion } from '../schema.ts';
import { parseSearch, type SearchFields } from '../search.ts';
import { filtered, sortedBy, type SortArgs, type SortKeys } from '../sorting.ts';
import type {
  Subscription,
  SubscriptionInput,
  SubscriptionPayload,
} from '../webhooks/subscriptions.ts';
import { connection, fieldsOf, type ShopContext } from './field.ts';

interface WebhookArgs extends SortArgs {
  readonly query?: string | null;
  readonly topics?: readonly string[] | null;
  readonly uri?: string | null;
  readonly callbackUrl?: string | null;
  readonly format?: string | null;
}

const search: SearchFields<Subscription> = {
  id: { type: 'id', value: ({ id }) => id },
  created_at: { type: 'time', value: ({ createdAt }) => createdAt },
  updated_at: { type: 'time', value: ({ updatedAt }) => updatedAt },
};
const keys: SortKeys<Subscription> = {
  CREATED_AT: { by: 'time', value: ({ createdAt }) => createdAt },
  ID: { by: 'id', value: ({ id }) => id },
};

function listSubscriptions(args: WebhookArgs, { webhooks }: ShopContext) {
  const matches = parseSearch(args.query ?? '', search);
  const address = args.uri ?? args.callbackUrl;
  const all = sortedBy('webhookSubscriptions', keys, webhooks.subscriptions.values(), args);
  return filtered(
    all,
    (subscription) =>
      matches(subscription) &&
      (args.topics?.includes(subscription.topic) ?? true) &&
      (!address || subscription.uri === String(address)) &&
      args.format !== 'XML',
  );
}

export const webhookQueries = fieldsOf<unknown>({
  webhookSubscriptions: connection(
    'webhookSubscriptions',
    (_: unknown, args: WebhookArgs, context) => listSubscriptions(args, context),
    { args: ['query', 'sortKey', 'topics', 'uri', 'callbackUrl', 'format'] },
  ),
});

interface CreateArgs {
  readonly topic: string;
  readonly webhookSubscription: SubscriptionInput;
}
interface UpdateArgs {
  readonly id: string;
  readonly webhookSubscription: SubscriptionInput;
}

export const webhookMutations = fieldsOf<unknown>({
  webhookSubscriptionCreate: {
    args: ['topic', 'webhookSubscription'],
    resolve: (_: unknown, args: CreateArgs, { webhooks, scopes }) =>
      webhooks.subscriptions.create(args.topic, args.webhookSubscription, scopes),
  },
  webhookSubscriptionUpdate: {
    args: ['id', 'webhookSubscription'],
    resolve: (_: unknown, args: UpdateArgs, { webhooks }) =>
      webhooks.subscriptions.update(args.id, args.webhookSubscription),
  },
  webhookSubscriptionDelete: {
    args: ['id'],
    resolve: (_: unknown, { id }: { id: string }, { webhooks }) =>
      webhooks.subscriptions.delete(id)
        ? { deletedWebhookSubscriptionId: id, userErrors: [] }
        : {
            deletedWebhookSubscriptionId: null,
            userErrors: [{ field: ['id'], message: 'Webhook subscription does not exist' }],
          },
  },
});

const payload = fieldsOf<SubscriptionPayload>({
  webhookSubscription: ({ webhookSubscription }) => webhookSubscription,
  userErrors: ({ userErrors }) => userErrors,
});

export const webhookFields = {
  WebhookSubscription: fieldsOf<Subscription>({
    id: ({ id }) => gid('WebhookSubscription', id),
    legacyResourceId: ({ id }) => id,
    topic: ({ topic }) => topic,
    uri: ({ uri }) => uri,
    callbackUrl: ({ uri }) => uri,
    endpoint: ({ uri }) => ({ kind: 'WebhookHttpEndpoint', callbackUrl: uri }),
    format: () => 'JSON',
    name: ({ name }) => name,
    filter: () => null,
    includeFields: ({ includeFields }) => includeFields,
    metafieldNamespaces: () => [],
    apiVersion: () => apiVersion,
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
  }),
  WebhookHttpEndpoint: fieldsOf<{ readonly callbackUrl: string }>({
    callbackUrl: ({ callbackUrl }) => callbackUrl,
  }),
  ApiVersion: fieldsOf<string>({
    handle: (version) => version,
    displayName: (version) => version,
    supported: () => true,
  }),
  WebhookSubscriptionCreatePayload: payload,
  WebhookSubscriptionUpdatePayload: payload,
  WebhookSubscriptionDeletePayload: fieldsOf<{
    readonly deletedWebhookSubscriptionId: string | null;
    readonly userErrors: readonly unknown[];
  }>({
    deletedWebhookSubscriptionId: ({ deletedWebhookSubscriptionId }) =>
      deletedWebhookSubscriptionId,
    userErrors: ({ userErrors }) => userErrors,
  }),
};
