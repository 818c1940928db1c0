import type { Rules } from './types.ts';

const guide = 'https://developer.salesforce.com/docs/platform/api-rest/guide';
const collections = `[Collections](${guide}/resources-composite-sobjects-collections-update.html)`;
const composite = `[Send Multiple Requests](${guide}/resources-composite-composite-post.html)`;
const subresult = `[Subrequest Result](${guide}/resources-composite-subrequest-result.html)`;
const subrequest = `[Subrequest](${guide}/resources-composite-graph-composite-subrequest.html) (of graphs); code and text are ours`;
const compositeAllOrNone = `[allOrNone Parameters](${guide}/resources-composite-allornone.md)`;
const graph = `[Composite Graph Limits](${guide}/resources-composite-graph-limits.html); code and text are ours`;
const graphs =
  '[Using Composite Graphs](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_introduction.htm)';
const graphTests = ['rest/graph.test.ts'];
const query = `[Query](${guide}/resources-query.md)`;
const cursors =
  '[Query Cursor Limits](https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-apicursors.html)';

const refusals = ['refusals.test.ts'];

export const restRules = {
  'http.versions': {
    says: 'versions v51.0 to v68.0 are answered, alike; v66.0 is the newest listed',
    source: 'ours',
    tests: ['http/http.test.ts'],
  },
  'http.header-size': {
    says: 'URI and headers hold 16,384 bytes together, else 431',
    source:
      '[Maximum number of rows](https://help.salesforce.com/s/articleView?id=000386264&type=1)',
    tests: ['http/http.test.ts'],
  },
  'http.limit-info': {
    says: 'every answer to who is let in tells the calls of the last 24 hours: `Sforce-Limit-Info: api-usage=n/100000`',
    source:
      '[Limit Info Header](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm)',
    tests: ['http/http.test.ts'],
  },
  'rest.key-in-url': {
    says: 'the key stands in the URL alone: Id or the external id in the body is INVALID_FIELD',
    source:
      '[Upsert, version 55](https://developer.salesforce.com/docs/atlas.en-us.238.0.api_rest.meta/api_rest/resources_sobject_upsert_patch.htm); later pages are silent',
    tests: ['rest/rest.test.ts'],
  },
  'rest.key-of-several': {
    says: 'a key of several records answers 300 with their URLs, and nothing is done',
    source: `[Upsert by External ID](${guide}/dome-upsert.html)`,
    tests: ['rest/rest.test.ts'],
  },
  'rest.collection-records': {
    says: 'a collection has 200 records at most',
    source: `${collections}; the code is ours`,
    tests: ['rest/rest.test.ts'],
  },
  'rest.collection-chunks': {
    says: 'a collection has ten chunks of types at most',
    source: collections,
    tests: refusals,
  },
  'rest.collection-one-type': {
    says: 'a collection that is upserted holds records of the type that the URL names',
    source: collections,
    tests: refusals,
  },
  'rest.collection-all-or-none': {
    says: '`allOrNone` of a collection rolls back, over all its chunks',
    source: collections,
    tests: ['rest/composite.test.ts', 'rest/rest.test.ts'],
  },
  'rest.composite-subrequests': {
    says: '`composite` has 25 subrequests at most',
    source: composite,
    tests: ['rest/composite.test.ts'],
  },
  'rest.composite-queries': {
    says: 'five of them are queries or collections at most',
    source: composite,
    tests: ['rest/composite.test.ts'],
  },
  'rest.composite-resources': {
    says: 'subrequests go to `sobjects`, `query`, `queryAll` and `composite/sobjects`',
    source: composite,
    tests: ['rest/composite.test.ts'],
  },
  'rest.composite-headers': {
    says: "Accept, Authorization and Content-Type are the whole request's, no subrequest's",
    source: subrequest,
    tests: ['rest/composite.test.ts'],
  },
  'rest.composite-reference-id': {
    says: 'a reference id is letters, digits and underscores',
    source: subresult,
    tests: ['rest/composite.test.ts'],
  },
  'rest.composite-reference-once': {
    says: 'a reference id is given once',
    source: subrequest,
    tests: ['rest/composite.test.ts'],
  },
  'rest.composite-halts': {
    says: 'what depends on a failure is not done (PROCESSING_HALTED, 400)',
    source: `[Composite Request Body](${guide}/requests-composite.html)`,
    tests: ['rest/composite.test.ts'],
  },
  'rest.composite-all-or-none': {
    says: '`allOrNone` of `composite`: one failure takes all back, the others answer 400',
    source: `${compositeAllOrNone}, ${subresult}`,
    tests: ['rest/composite.test.ts'],
  },
  'rest.composite-collections': {
    says: 'it overrides the `allOrNone` of the collections in it',
    source: compositeAllOrNone,
    tests: ['rest/composite.test.ts'],
  },
  'rest.graph-count': {
    says: '`composite/graph` has 75 graphs at most',
    source: graph,
    tests: graphTests,
  },
  'rest.graph-nodes': {
    says: 'they have 500 nodes together at most',
    source: graph,
    tests: graphTests,
  },
  'rest.graph-depth': {
    says: 'one that refers to one that refers … is 15 nodes deep at most',
    source: graph,
    tests: graphTests,
  },
  'rest.graph-kinds': {
    says: 'nodes are of 15 kinds at most: by version, method and object',
    source: graph,
    tests: graphTests,
  },
  'rest.graph-failures': {
    says: 'after more than 14 graphs that failed the others are not begun: PROCESSING_HALTED',
    source: graph,
    tests: graphTests,
  },
  'rest.graph-id': {
    says: 'a graph id is given once, begins with a letter or digit and has fewer than 40 characters',
    source: graphs,
    tests: graphTests,
  },
  'rest.graph-resources': {
    says: 'nodes create a record, or read, write or delete one by its id or key',
    source: graphs,
    tests: graphTests,
  },
  'rest.query-page': {
    says: 'a query answers pages of 2,000 records (200 to 2,000 by `Sforce-Query-Options`)',
    source: query,
    tests: ['rest/rest.test.ts'],
  },
  'rest.query-groups': {
    says: 'groups do not page: more than 2,000 are EXCEEDED_ID_LIMIT',
    source: "seen in Salesforce's answers",
    tests: refusals,
  },
  'rest.query-locator-owner': {
    says: "only the caller's own locators are known",
    source: query,
    tests: ['rest/rest.test.ts'],
  },
  'rest.query-locator-life': {
    says: 'cursors last two days (at most 100 are held here)',
    source: cursors,
    tests: refusals,
  },
  'soap.merges': {
    says: 'a SOAP call merges 200 times at most',
    source:
      '[merge()](https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm)',
    tests: refusals,
  },
  'soap.undeletes': {
    says: 'a SOAP call takes 200 ids to undelete at most',
    source:
      '[undelete()](https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm)',
    tests: ['soap/soap.test.ts'],
  },
} as const satisfies Rules;
