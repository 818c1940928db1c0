import { gid } from '../gid.ts';
import type { StoredShop } from '../records.ts';
import { fieldsOf, type ShopContext } from './field.ts';

const scopeTexts: Readonly<Record<string, string>> = {
  read_all_orders: 'Read all orders',
  read_customer_merge: 'Read customer merges',
  read_customers: 'Read customers',
  read_fulfillments: 'Read fulfillments',
  read_orders: 'Read orders',
  read_products: 'Read products',
};

export const shopFields = {
  Shop: fieldsOf<StoredShop>({
    id: ({ id }) => gid('Shop', id),
    name: ({ name }) => name,
    currencyCode: ({ currency }) => currency,
    ianaTimezone: ({ timeZone }) => timeZone,
    myshopifyDomain: ({ domain }) => domain,
    url: ({ domain }) => `https://${domain}`,
    primaryDomain: (shop) => shop,
    plan: () => ({}),
    enabledPresentmentCurrencies: ({ currency }) => [currency],
  }),
  Domain: fieldsOf<StoredShop>({
    id: ({ id }) => gid('Domain', id),
    host: ({ domain }) => domain,
    sslEnabled: () => true,
    url: ({ domain }) => `https://${domain}`,
  }),
  ShopPlan: fieldsOf<object>({
    displayName: () => 'Basic',
    publicDisplayName: () => 'Basic',
    partnerDevelopment: () => false,
    shopifyPlus: () => false,
  }),
  AppInstallation: fieldsOf<object>({
    id: () => gid('AppInstallation', '1'),
    accessScopes: (_, __, { scopes }: ShopContext) => [...scopes].sort(),
  }),
  AccessScope: fieldsOf<string>({
    handle: (scope) => scope,
    description: (scope) => scopeTexts[scope] ?? scope,
  }),
};
