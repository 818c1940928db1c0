import { z } from 'zod';
import { Failure } from '../../common/errors.ts';
import { isTimeZone } from '../../common/time.ts';
import type { StoreReport } from '../connector.ts';
import type { Client } from './client.ts';
import { storeLabel } from './http-failure.ts';
import { idOfGid } from './values.ts';
import { scopesQuery, shopQuery, timeZoneQuery } from './shop-queries.ts';

/** What `currentAppInstallation { accessScopes { handle } }` gives. */
export const appSchema = z.object({ accessScopes: z.array(z.object({ handle: z.string() })) });

export type Scopes = ReadonlySet<string>;

export function scopesOf({ accessScopes }: z.infer<typeof appSchema>): Scopes {
  return new Set(accessScopes.map(({ handle }) => handle));
}

/** https://shopify.dev/docs/api/usage/access-scopes: write access includes reading. */
export function mayRead(scopes: Scopes, scope: string): boolean {
  return scopes.has(scope) || scopes.has(scope.replace('read_', 'write_'));
}

const scopesSchema = z.object({ currentAppInstallation: appSchema });

export async function readScopes(client: Client, signal: AbortSignal | undefined): Promise<Scopes> {
  const { data } = await client.query({ document: scopesQuery, schema: scopesSchema, signal });
  return scopesOf(data.currentAppInstallation);
}

/** No write access includes it. */
export const allOrders = 'read_all_orders';

const infoSchema = z.object({
  shop: z.object({
    id: z.string(),
    name: z.string(),
    currencyCode: z.string(),
    ianaTimezone: z.string(),
    myshopifyDomain: z.string(),
    primaryDomain: z.object({ url: z.string() }),
  }),
  currentAppInstallation: appSchema,
});

const zoneSchema = z.object({ shop: z.object({ ianaTimezone: z.string() }) });

export interface Wanted {
  readonly webhooks: boolean;
}

export async function checkShop(
  client: Client,
  wanted: Wanted,
  signal: AbortSignal | undefined,
): Promise<StoreReport> {
  const { data } = await client.query({ document: shopQuery, schema: infoSchema, signal });
  const { shop, currentAppInstallation } = data;
  const scopes = scopesOf(currentAppInstallation);
  const { url } = shop.primaryDomain;
  return {
    shopId: idOfGid(shop.id) ?? shop.id,
    name: shop.name,
    currency: shop.currencyCode,
    timeZone: timeZoneOf(client, shop.ianaTimezone),
    url: url.startsWith('https://') ? url : null,
    warnings: [...missingScopes(scopes, wanted), ...renamed(client, shop.myshopifyDomain)],
  };
}

export async function pingShop(client: Client, signal: AbortSignal | undefined): Promise<void> {
  await client.query({ document: timeZoneQuery, schema: zoneSchema, signal, tries: 1 });
}

/** IANA; what a day is in this shop. */
export async function readTimeZone(
  client: Client,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { data } = await client.query({ document: timeZoneQuery, schema: zoneSchema, signal });
  return timeZoneOf(client, data.shop.ianaTimezone);
}

function timeZoneOf(client: Client, timeZone: string): string {
  if (isTimeZone(timeZone)) return timeZone;
  const message = `${storeLabel(client.name)} has the unknown time zone "${timeZone}"`;
  throw new Failure(message, {
    kind: 'config',
    action: "Choose another time zone in the shop's general settings.",
  });
}

/**
 * Abandoned checkouts need no scope of their own: https://shopify.dev/docs/api/admin-graphql/latest/objects/AbandonedCheckout
 * (the permission that is named there besides is a person's, for an app that acts as one).
 */
const needed = [
  ['read_customers', 'customers cannot be read'],
  ['read_products', 'products cannot be read and order lines do not name theirs'],
  ['read_orders', 'orders and abandoned checkouts cannot be read'],
] as const;

const neededByWebhooks = [
  ['read_fulfillments', 'the shop does not say at once that a parcel has moved'],
  ['read_customer_merge', 'the shop does not say that two customers were merged'],
] as const;

const remedy = 'add the scope to the app in the Shopify admin, then install it again';

function missingScopes(scopes: Scopes, { webhooks }: Wanted): string[] {
  const warnings = [...needed, ...(webhooks ? neededByWebhooks : [])]
    .filter(([scope]) => !mayRead(scopes, scope))
    .map(([scope, effect]) => `Without the scope ${scope} ${effect}: ${remedy}.`);
  if (!scopes.has(allOrders)) {
    warnings.push(
      `Without the scope ${allOrders} only the orders of the last 60 days are visible, older history is missing: ` +
        `ask Shopify for the scope in the Partner Dashboard, ${remedy}.`,
    );
  }
  return warnings;
}

function renamed({ name }: Client, domain: string): string[] {
  if (domain === name.domain) return [];
  return [
    `The shop calls itself ${domain}, the settings say ${name.domain}: check that it is the one meant.`,
  ];
}
