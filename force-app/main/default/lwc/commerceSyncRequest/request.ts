import { gql } from 'lightning/graphql';
import { nodesOf, text } from 'c/commerceOrderData';
import type { Answer, Value } from 'c/commerceOrderData';

export const REQUEST = gql`
  query commerceSyncRequest($id: ID) {
    uiapi {
      query {
        Commerce_Sync_Request__c(where: { Id: { eq: $id } }, first: 1) {
          edges {
            node {
              Id
              Status__c @optional {
                value
              }
              Message__c @optional {
                value
              }
            }
          }
        }
      }
    }
  }
`;

interface RequestNode {
  readonly Id: string;
  readonly Status__c?: Value<string>;
  readonly Message__c?: Value<string>;
}

export type RequestAnswer = Answer<'Commerce_Sync_Request__c', RequestNode>;

export interface Outcome {
  /** The picklist's value: `Requested`, `Running`, `Done` or `Failed`; null: it may not be seen. */
  readonly status: string | null;
  /** For the person who asked. */
  readonly message: string | null;
}

export function outcomeOf({ uiapi }: RequestAnswer): Outcome {
  const [node] = nodesOf(uiapi.query.Commerce_Sync_Request__c);
  return { status: text(node?.Status__c), message: text(node?.Message__c) };
}
