import { gql } from 'lightning/graphql';
import { nodesOf, text } from './read';
import type { Connection, Value } from './read';

export const STORES = gql`
  query commerceStores($size: Int) {
    uiapi {
      query {
        Commerce_Store__c(orderBy: { Connected_At__c: { order: ASC } }, first: $size) {
          edges {
            node {
              Id
              Name {
                value
              }
              External_Id__c {
                value
              }
              Connected_At__c @optional {
                value
              }
              Checked_Through__c @optional {
                value
              }
            }
          }
        }
      }
    }
  }
`;

export interface StoreNode {
  readonly Id: string;
  readonly Name: Value<string>;
  readonly External_Id__c: Value<string>;
  readonly Connected_At__c?: Value<string>;
  readonly Checked_Through__c?: Value<string>;
}

export interface Store {
  /** The store's external id, as orders name it. */
  readonly key: string;
  readonly name: string;
  readonly connectedAt: string | null;
  /** Everything the shop changed before this moment is here. UTC ISO-8601. */
  readonly checkedThrough: string | null;
}

export function storeRows(connection: Connection<StoreNode> | undefined): Store[] {
  return nodesOf(connection).map((node) => ({
    key: text(node.External_Id__c) ?? node.Id,
    name: text(node.Name) ?? '',
    connectedAt: text(node.Connected_At__c),
    checkedThrough: text(node.Checked_Through__c),
  }));
}

/**
 * What is shown is as fresh as the stalest of the stores it comes from; nothing, as the stalest of all.
 * @param shown the stores' external ids
 */
export function checkedThrough(
  stores: readonly Store[],
  shown: ReadonlySet<string | null>,
): string | null {
  const concerned = shown.size === 0 ? stores : stores.filter(({ key }) => shown.has(key));
  const times = concerned.map((store) => store.checkedThrough);
  // A store that has never been checked through leaves nothing to promise.
  if (times.length === 0 || times.includes(null)) return null;
  return times
    .filter((time) => time !== null)
    .reduce((a, b) => (Date.parse(a) < Date.parse(b) ? a : b));
}
