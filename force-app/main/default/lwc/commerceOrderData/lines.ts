import { gql } from 'lightning/graphql';
import { nodesOf, text, numeric } from './read';
import type { Connection, Value } from './read';

export const LINES = gql`
  query commerceOrderLines($where: Commerce_Order_Line__c_Filter, $size: Int) {
    uiapi {
      query {
        Commerce_Order_Line__c(
          where: $where
          orderBy: { Position__c: { order: ASC }, Id: { order: ASC } }
          first: $size
        ) {
          edges {
            node {
              Id
              Name {
                value
              }
              Position__c {
                value
              }
              Title__c @optional {
                value
              }
              SKU__c @optional {
                value
              }
              Quantity__c @optional {
                value
              }
              Unit_Price__c @optional {
                value
              }
              Total__c @optional {
                value
              }
              Currency__c @optional {
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

export interface LineNode {
  readonly Id: string;
  readonly Name: Value<string>;
  readonly Position__c: Value<number>;
  readonly Title__c?: Value<string>;
  readonly SKU__c?: Value<string>;
  readonly Quantity__c?: Value<number>;
  readonly Unit_Price__c?: Value<number>;
  readonly Total__c?: Value<number>;
  readonly Currency__c?: Value<string>;
  readonly Removed__c?: Value<boolean>;
}

/** One line of an order; null is a field that is empty or that this user may not see. */
export interface LineRow {
  readonly id: string;
  readonly position: number | null;
  readonly title: string;
  readonly sku: string | null;
  readonly quantity: number | null;
  readonly unitPrice: number | null;
  readonly total: number | null;
  readonly currency: string | null;
  /** The shop's order no longer has it. */
  readonly removed: boolean;
}

export function lineRows(connection: Connection<LineNode> | undefined): LineRow[] {
  return nodesOf(connection).map((node) => ({
    id: node.Id,
    position: numeric(node.Position__c),
    // Name is the title cut to 80 characters.
    title: text(node.Title__c) ?? text(node.Name) ?? '',
    sku: text(node.SKU__c),
    quantity: numeric(node.Quantity__c),
    unitPrice: numeric(node.Unit_Price__c),
    total: numeric(node.Total__c),
    currency: text(node.Currency__c),
    removed: node.Removed__c?.value ?? false,
  }));
}
