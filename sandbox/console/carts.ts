import { find } from '../local-org/engine/find.ts';
import type { Org } from '../local-org/engine/types.ts';
import { day, insert, minute, type Values } from './rows.ts';
import type { FilledOrg } from './testing.ts';

const iso = (time: number) => new Date(time).toISOString();

const bare = (account: string, id: string, lastActivity: number): Values => ({
  Name: `#${id}`,
  External_Id__c: `shopify:giftshop:cart-${id}`,
  Store__c: 'shopify:giftshop',
  Customer__c: null,
  Account__c: account,
  Contact__c: null,
  Order__c: null,
  Email__c: null,
  Started_At__c: null,
  Last_Activity_At__c: iso(lastActivity),
  Completed_At__c: null,
  Total__c: null,
  Currency__c: null,
  Item_Count__c: null,
  Line_Count__c: null,
  Item_Summary__c: null,
  Recovery_Url__c: null,
  Removed__c: false,
});

function cart(account: string, id: string, lastActivity: number, values: Values = {}): Values {
  return {
    ...bare(account, id, lastActivity),
    Email__c: 'buyer@example.com',
    Started_At__c: iso(lastActivity - 20 * minute),
    Total__c: 48.2,
    Currency__c: 'GBP',
    Item_Count__c: 3,
    Line_Count__c: 2,
    Item_Summary__c: 'Regency cakestand 3 tier, Jumbo bag red retrospot',
    Recovery_Url__c: `https://giftshop.example/carts/${id}/recover?key=0a1b2c3d`,
    ...values,
  };
}

function lines(org: Org, of: string, cartId: string, count: number): void {
  const rows = Array.from({ length: count }, (_, index): Values => ({
    Name: `Jumbo bag ${index + 1}`,
    External_Id__c: `shopify:giftshop:cartline-${cartId}-${index}`,
    Cart__c: of,
    Position__c: index + 1,
    Title__c: `Jumbo bag ${index + 1}`,
    SKU__c: '85099B',
    Quantity__c: 1,
    Unit_Price__c: 4.48,
    Total__c: 4.48,
    Currency__c: 'GBP',
    Product_Key__c: null,
    Removed__c: index === 1,
  }));
  insert(org, 'Commerce_Cart_Line__c', rows);
}

/**
 * For the regular: one cart of each state, one of 26 lines, one that says next to nothing, one with a link that is not
 * https, one that the shop no longer has, and eight older ones. For the customer abroad: two currencies and two shops.
 */
export function putCarts({ org, accounts, contact }: FilledOrg, now = Date.now()): void {
  insert(org, 'Commerce_Store__c', [
    {
      Name: 'Geschenke & Dekorationen Münchner Freiheit',
      External_Id__c: 'shopify:geschenke',
      Platform__c: 'shopify',
      Connected_At__c: '2026-03-03T12:00:00Z',
      Checked_Through__c: iso(now - 4.5 * minute),
    },
  ]);
  const { regular, abroad } = accounts;
  const order = (number: number) => idOf(org, `shopify:giftshop:${number}`);
  const bought = (number: number, at: number): Values => ({
    Order__c: order(number),
    Completed_At__c: iso(at),
  });
  const [, large = ''] = insert(org, 'Commerce_Cart__c', [
    cart(regular, '501', now - 12 * minute),
    cart(regular, '502', now - 2 * day, {
      Total__c: 1112.05,
      Item_Count__c: 26,
      Line_Count__c: 25,
      Item_Summary__c: 'Hanging heart T-light holder with an extraordinarily long name, Jumbo bag',
    }),
    cart(regular, '503', now - 8 * day, bought(1044, now - 7 * day)),
    cart(regular, '504', now - 45 * day, { Total__c: 20 }),
    cart(regular, '505', now - 3 * day, { Removed__c: true }),
    bare(regular, '506', now - 4 * day),
    cart(regular, '507', now - 5 * day, { Recovery_Url__c: 'http://giftshop.example/carts/507' }),
    ...Array.from({ length: 8 }, (_, index) =>
      cart(regular, `${610 + index}`, now - (60 + index) * day),
    ),
    cart(abroad, '701', now - day, { Contact__c: contact }),
    cart(abroad, '702', now - 2 * day, {
      Contact__c: contact,
      Store__c: 'shopify:geschenke',
      Total__c: 1234.5,
      Currency__c: 'EUR',
    }),
    cart(abroad, '703', now - 3 * day, {
      ...bought(2001, now - day),
      Email__c: 'wilhelmina.anna.van.der.berg-oosterhuis@keizersgracht.example',
      Total__c: 1234567.89,
    }),
  ]);
  lines(org, large, '502', 26);
}

function idOf(org: Org, key: string): unknown {
  return find(org, 'Commerce_Order__c', ['Id'], 'External_Id__c', key)[0]?.[0];
}
