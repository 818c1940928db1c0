import { z } from 'zod';
import { Failure } from '../../common/errors.ts';
import { isTimeZone } from '../../common/time.ts';
import type { StoreReport } from '../connector.ts';
import type { Client } from './client.ts';
import { storeLabel } from './http-failure.ts';
import { idOfGid } from './values.ts';
import { shopQuery, timeZoneQuery } from './queries.ts';

const infoSchema = z.object({
  shop: z.object({
    id: z.string(),
    name: z.string(),
    currencyCode: z.string(),
    ianaTimezone: z.string(),
    myshopifyDomain: z.string(),
    primaryDomain: z.object({ url: z.string() }),
  }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});

const zoneSchema = z.object({ shop: z.object({ ianaTimezone: z.string() }) });

export async function checkShop(
  client: Client,
  signal: AbortSignal | undefined,
): Promise<StoreReport> {
  const { data } = await client.query({ document: shopQuery, schema: infoSchema, signal });
  const { shop, currentAppInstallation } = data;
  const scopes = new Set(currentAppInstallation.accessScopes.map(({ handle }) => handle));
  const { url } = shop.primaryDomain;
  return {
    shopId: idOfGid(shop.id) ?? shop.id,
    name: shop.name,
    currency: shop.currencyCode,
    timeZone: timeZoneOf(client, shop.ianaTimezone),
    url: url.startsWith('https://') ? url : null,
    warnings: [...missingScopes(scopes), ...renamed(client, shop.myshopifyDomain)],
  };
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

const needed = [
  ['read_customers', 'customers cannot be read'],
  ['read_products', 'products cannot be read and order lines do not name theirs'],
  ['read_orders', 'orders cannot be read'],
] as const;

/** https://shopify.dev/docs/api/usage/access-scopes: write access includes reading, but not orders older than 60 days. */
function missingScopes(scopes: ReadonlySet<string>): string[] {
  const remedy = 'add the scope to the app in the Shopify admin, then install it again';
  const warnings = needed
    .filter(([scope]) => !scopes.has(scope) && !scopes.has(scope.replace('read_', 'write_')))
    .map(([scope, effect]) => `Without the scope ${scope} ${effect}: ${remedy}.`);
  if (!scopes.has('read_all_orders')) {
    warnings.push(
      'Without the scope read_all_orders only the orders of the last 60 days are visible, older history is missing: ' +
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
