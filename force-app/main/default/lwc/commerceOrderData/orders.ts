import { gql } from 'lightning/graphql';
import { nodesOf, text, numeric } from './read';
import type { Connection, Value } from './read';

/*
 * Only what a list cannot stand without (name, order of rows) is required. Everything else is @optional: one field that
 * a permission set takes away would otherwise fail the whole query, where the user should see it absent. The document
 * never changes; who, which status, since when and after which row are the variable's.
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-graphql-wire.html
 */
export const ORDERS = gql`
  query commerceOrders($where: Commerce_Order__c_Filter, $size: Int) {
    uiapi {
      query {
        Commerce_Order__c(
          where: $where
          orderBy: { Placed_At__c: { order: DESC }, Id: { order: DESC } }
          first: $size
        ) {
          edges {
            node {
              Id
              Name {
                value
              }
              Placed_At__c {
                value
              }
              Status__c @optional {
                value
                displayValue
              }
              Total__c @optional {
                value
              }
              Currency__c @optional {
                value
              }
              Item_Summary__c @optional {
                value
              }
              Line_Count__c @optional {
                value
              }
              Store__c @optional {
                value
              }
              Removed__c @optional {
                value
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

/** Orders that hold a certain product, the latest first. */
export const ORDERS_WITH = gql`
  query commerceOrdersWithProduct($where: Commerce_Order_Line__c_Filter, $size: Int) {
    uiapi {
      query {
        Commerce_Order_Line__c(
          where: $where
          orderBy: { Order__r: { Placed_At__c: { order: DESC } }, Id: { order: DESC } }
          first: $size
        ) {
          edges {
            node {
              Id
              Order__c {
                value
              }
            }
          }
        }
      }
    }
  }
`;

export interface OrderOfLine {
  readonly Id: string;
  readonly Order__c: Value<string>;
}

export function orderIds(connection: Connection<OrderOfLine> | undefined): string[] {
  const ids = nodesOf(connection).map((node) => text(node.Order__c));
  return [...new Set(ids.filter((id) => id !== null))];
}

export interface OrderNode {
  readonly Id: string;
  readonly Name: Value<string>;
  readonly Placed_At__c: Value<string>;
  readonly Status__c?: Value<string>;
  readonly Total__c?: Value<number>;
  readonly Currency__c?: Value<string>;
  readonly Item_Summary__c?: Value<string>;
  readonly Line_Count__c?: Value<number>;
  readonly Store__c?: Value<string>;
  readonly Removed__c?: Value<boolean>;
}

/** A row of the list; null is a field that is empty or that this user may not see. */
export interface OrderRow {
  readonly id: string;
  readonly number: string;
  /** UTC ISO-8601. */
  readonly placedAt: string | null;
  readonly status: string | null;
  /** The status as the user's language says it. */
  readonly statusLabel: string | null;
  readonly total: number | null;
  readonly currency: string | null;
  readonly summary: string | null;
  readonly lineCount: number | null;
  /** The store's external id. */
  readonly store: string | null;
  /** The shop no longer has it. */
  readonly removed: boolean;
}

export function orderRows(connection: Connection<OrderNode> | undefined): OrderRow[] {
  return nodesOf(connection).map((node) => ({
    id: node.Id,
    number: text(node.Name) ?? '',
    placedAt: text(node.Placed_At__c),
    status: text(node.Status__c),
    statusLabel: node.Status__c?.displayValue ?? text(node.Status__c),
    total: numeric(node.Total__c),
    currency: text(node.Currency__c),
    summary: text(node.Item_Summary__c),
    lineCount: numeric(node.Line_Count__c),
    store: text(node.Store__c),
    removed: node.Removed__c?.value ?? false,
  }));
}
