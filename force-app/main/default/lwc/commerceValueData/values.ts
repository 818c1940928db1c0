import { gql } from 'lightning/graphql';
import { nodesOf, numeric, text } from 'c/commerceOrderData';
import type { Connection, Value } from 'c/commerceOrderData';
import { decimal } from './decimal';
import type { Decimal } from './decimal';

/** A page of values, each a customer's in a currency; the next starts after the last id. */
export const VALUES = gql`
  query commerceValues($where: Commerce_Customer_Value__c_Filter, $size: Int) {
    uiapi {
      query {
        Commerce_Customer_Value__c(where: $where, orderBy: { Id: { order: ASC } }, first: $size) {
          edges {
            node {
              Id
              Currency__c {
                value
              }
              Placed_Total__c @optional {
                value
              }
              Cancelled_Total__c @optional {
                value
              }
              Refunded_Total__c @optional {
                value
              }
              Lifetime_Value__c @optional {
                value
              }
              Placed_Count__c @optional {
                value
              }
              Cancelled_Count__c @optional {
                value
              }
              Refunded_Count__c @optional {
                value
              }
              Order_Count__c @optional {
                value
              }
              First_Order_On__c @optional {
                value
              }
              Last_Order_At__c @optional {
                value
              }
              Days_Between_Orders__c @optional {
                value
              }
              Months__c @optional {
                value
              }
              Customer__r @optional {
                Store__c @optional {
                  value
                }
              }
            }
          }
          pageInfo {
            hasNextPage
          }
        }
      }
    }
  }
`;

export interface ValueNode {
  readonly Id: string;
  readonly Currency__c: Value<string>;
  readonly Placed_Total__c?: Value<number>;
  readonly Cancelled_Total__c?: Value<number>;
  readonly Refunded_Total__c?: Value<number>;
  readonly Lifetime_Value__c?: Value<number>;
  readonly Placed_Count__c?: Value<number>;
  readonly Cancelled_Count__c?: Value<number>;
  readonly Refunded_Count__c?: Value<number>;
  readonly Order_Count__c?: Value<number>;
  readonly First_Order_On__c?: Value<string>;
  readonly Last_Order_At__c?: Value<string>;
  readonly Days_Between_Orders__c?: Value<number>;
  readonly Months__c?: Value<string>;
  readonly Customer__r?: { readonly Store__c?: Value<string> } | null;
}

export interface Month {
  readonly net: Decimal;
  readonly orders: number;
}

/** What somebody is worth in one currency. */
export interface Worth {
  readonly currency: string;
  readonly placed: Decimal | null;
  readonly cancelled: Decimal | null;
  readonly refunded: Decimal | null;
  readonly lifetime: Decimal | null;
  readonly placedCount: number | null;
  readonly cancelledCount: number | null;
  readonly refundedCount: number | null;
  readonly orders: number | null;
  /** UTC ISO-8601. */
  readonly lastAt: string | null;
  readonly daysBetween: number | null;
  /** By `YYYY-MM`. */
  readonly months: ReadonlyMap<string, Month> | null;
}

/** One customer's; null is a field that is empty or that this user may not see. */
export interface ValueRow extends Worth {
  readonly id: string;
  readonly store: string | null;
  /** `YYYY-MM-DD`. */
  readonly firstOn: string | null;
}

export function valueRows(connection: Connection<ValueNode> | undefined): ValueRow[] {
  return nodesOf(connection).map((node) => ({
    id: node.Id,
    store: text(node.Customer__r?.Store__c),
    currency: text(node.Currency__c) ?? '',
    placed: money(node.Placed_Total__c),
    cancelled: money(node.Cancelled_Total__c),
    refunded: money(node.Refunded_Total__c),
    lifetime: money(node.Lifetime_Value__c),
    placedCount: numeric(node.Placed_Count__c),
    cancelledCount: numeric(node.Cancelled_Count__c),
    refundedCount: numeric(node.Refunded_Count__c),
    orders: numeric(node.Order_Count__c),
    firstOn: text(node.First_Order_On__c),
    lastAt: text(node.Last_Order_At__c),
    daysBetween: numeric(node.Days_Between_Orders__c),
    months: monthsOf(text(node.Months__c)),
  }));
}

function money(field: Value<number> | undefined): Decimal | null {
  const value = numeric(field);
  return value === null ? null : decimal(value);
}

/** @param written `{"2026-01":{"net":"123.45","orders":3}}`; anything else shows no chart rather than a wrong one. */
function monthsOf(written: string | null): ReadonlyMap<string, Month> | null {
  if (written === null) return null;
  try {
    const months = JSON.parse(written) as Record<string, { net: string; orders: number }>;
    return new Map(
      Object.entries(months).map(([month, { net, orders }]) => [
        month,
        { net: decimal(net), orders },
      ]),
    );
  } catch {
    return null;
  }
}
