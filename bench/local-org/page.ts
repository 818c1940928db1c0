import { call, type OrgProcess } from '../org-process.ts';

const query = `query page($account: ID) { uiapi { query {
  Commerce_Order__c(where: { Account__c: { eq: $account } }, first: 50,
    orderBy: { Placed_At__c: { order: DESC }, Id: { order: DESC } }) {
    edges { node {
      Id Name { value } Placed_At__c { value } Status__c { value displayValue } Total__c { value } Currency__c { value }
      Lines__r(first: 50, orderBy: { Position__c: { order: ASC } }) {
        edges { node { Id Name { value } SKU__c { value } Quantity__c { value } Total__c { value } } }
      }
    } }
    pageInfo { hasNextPage }
  }
} } }`;

interface Page {
  readonly errors: readonly unknown[];
  readonly data: {
    readonly uiapi: {
      readonly query: {
        readonly Commerce_Order__c: {
          readonly edges: readonly {
            readonly node: { readonly Lines__r: { readonly edges: readonly unknown[] } };
          }[];
        };
      };
    };
  };
}

/** Milliseconds of one page of an Account's orders with their lines. */
export async function readPage(org: OrgProcess, account: string, lines: number): Promise<number> {
  const started = performance.now();
  const page = await call<Page>(org, 'POST', 'graphql', { query, variables: { account } });
  const took = performance.now() - started;
  const { edges } = page.data.uiapi.query.Commerce_Order__c;
  const found = edges.reduce((sum, { node }) => sum + node.Lines__r.edges.length, 0);
  if (edges.length !== 50 || found !== 50 * lines) {
    throw new Error(`${edges.length} orders, ${found} lines: ${JSON.stringify(page.errors)}`);
  }
  return took;
}
