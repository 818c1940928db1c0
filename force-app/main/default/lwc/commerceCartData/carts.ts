import { gql } from 'lightning/graphql';
import { https, nodesOf, numeric, text } from 'c/commerceOrderData';
import type { Connection, Value } from 'c/commerceOrderData';

/** Name and order of rows are required, and all else is optional, for the reason given at ORDERS. */
export const CARTS = gql`
  query commerceCarts($where: Commerce_Cart__c_Filter, $size: Int) {
    uiapi {
      query {
        Commerce_Cart__c(
          where: $where
          orderBy: { Last_Activity_At__c: { order: DESC, nulls: LAST }, Id: { order: DESC } }
          first: $size
        ) {
          edges {
            node {
              Id
              Name {
                value
              }
              Last_Activity_At__c {
                value
              }
              Started_At__c @optional {
                value
              }
              Completed_At__c @optional {
                value
              }
              Total__c @optional {
                value
              }
              Currency__c @optional {
                value
              }
              Item_Count__c @optional {
                value
              }
              Line_Count__c @optional {
                value
              }
              Item_Summary__c @optional {
                value
              }
              Recovery_Url__c @optional {
                value
              }
              Email__c @optional {
                value
              }
              Store__c @optional {
                value
              }
              Contact__c @optional {
                value
              }
              Removed__c @optional {
                value
              }
              Customer__r @optional {
                Name {
                  value
                }
              }
              Order__c @optional {
                value
              }
              Order__r @optional {
                Name {
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

interface Named {
  readonly Name: Value<string>;
}

export interface CartNode {
  readonly Id: string;
  readonly Name: Value<string>;
  readonly Last_Activity_At__c: Value<string>;
  readonly Started_At__c?: Value<string>;
  readonly Completed_At__c?: Value<string>;
  readonly Total__c?: Value<number>;
  readonly Currency__c?: Value<string>;
  readonly Item_Count__c?: Value<number>;
  readonly Line_Count__c?: Value<number>;
  readonly Item_Summary__c?: Value<string>;
  readonly Recovery_Url__c?: Value<string>;
  readonly Email__c?: Value<string>;
  readonly Store__c?: Value<string>;
  readonly Contact__c?: Value<string>;
  readonly Removed__c?: Value<boolean>;
  readonly Customer__r?: Named | null;
  readonly Order__c?: Value<string>;
  readonly Order__r?: Named | null;
}

/** A row of the list; null is a field that is empty or that this user may not see. */
export interface CartRow {
  readonly id: string;
  readonly number: string;
  /** UTC ISO-8601, as all times. */
  readonly lastActivityAt: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  /** Whether this user may see that a cart was bought; where they may not, nothing is known of its state. */
  readonly completionSeen: boolean;
  readonly total: number | null;
  readonly currency: string | null;
  /** The sum of the quantities. */
  readonly itemCount: number | null;
  readonly lineCount: number | null;
  readonly summary: string | null;
  /** https only. */
  readonly recoveryUrl: string | null;
  readonly customer: string | null;
  readonly email: string | null;
  /** The store's external id. */
  readonly store: string | null;
  readonly contactId: string | null;
  /** What it became. */
  readonly orderId: string | null;
  readonly orderNumber: string | null;
  /** The shop no longer has it. */
  readonly removed: boolean;
}

export function cartRows(connection: Connection<CartNode> | undefined): CartRow[] {
  return nodesOf(connection).map((node) => ({
    id: node.Id,
    number: text(node.Name) ?? '',
    lastActivityAt: text(node.Last_Activity_At__c),
    startedAt: text(node.Started_At__c),
    completedAt: text(node.Completed_At__c),
    completionSeen: node.Completed_At__c !== undefined,
    total: numeric(node.Total__c),
    currency: text(node.Currency__c),
    itemCount: numeric(node.Item_Count__c),
    lineCount: numeric(node.Line_Count__c),
    summary: text(node.Item_Summary__c),
    recoveryUrl: https(node.Recovery_Url__c),
    customer: text(node.Customer__r?.Name),
    email: text(node.Email__c),
    store: text(node.Store__c),
    contactId: text(node.Contact__c),
    orderId: text(node.Order__c),
    orderNumber: text(node.Order__r?.Name),
    removed: node.Removed__c?.value ?? false,
  }));
}
