import type { Rules } from './types.ts';

const guide = 'https://developer.salesforce.com/docs/platform/graphql/guide';
const objects = `[Query Objects](${guide}/query-record-objects.html)`;
const paging = `[Paginate with Record Connections](${guide}/paginate-use.html)`;
const bound = `[Paginate with Upper-Bound Limit](${guide}/paginate-use-upperbound.html)`;
const limits = `[Limits](${guide}/query-limits.html)`;
const aggregate = `[Aggregate Queries](${guide}/aggregate.html)`;
const record =
  '[Get a Record](https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_record_get.htm)';
const tests = ['graphql/graphql.test.ts', 'graphql/graphql-on-engine.test.ts'];
const uiapi = ['uiapi/uiapi.test.ts'];

const refusals = ['refusals.test.ts'];

export const graphqlRules = {
  'graphql.unseen-fields': {
    says: "a field out of the caller's sight is not in the schema: it fails the query as an unknown one does",
    source: `${objects} ("Optional fields", API 65.0)`,
    tests,
  },
  'graphql.optional': {
    says: 'with `@optional` on it, such a field is left out of the answer',
    source: `${objects} ("Optional fields", API 65.0)`,
    tests,
  },
  'graphql.first-default': {
    says: '`first` is 10 when not given',
    source: paging,
    tests: refusals,
  },
  'graphql.first': { says: '`first` is 2,000 at most', source: paging, tests },
  'graphql.last-row': { says: '`first` and `after` end at row 4,000', source: paging, tests },
  'graphql.upper-bound': {
    says: 'with `upperBound`, `first` is 200 to 2,000',
    source: bound,
    tests,
  },
  'graphql.cursor': { says: 'a cursor is one that a page gave', source: paging, tests: refusals },
  'graphql.queries': { says: 'ten queries a request', source: limits, tests },
  'graphql.child-levels': {
    says: 'children one level deep, from the record itself',
    source: limits,
    tests,
  },
  'graphql.nulls-first': {
    says: 'nulls come first unless `nulls: LAST`',
    source: `[Order Results](${guide}/order.html)`,
    tests,
  },
  'graphql.group-datetime': {
    says: 'a DateTime groups by a function only, in UTC',
    source: aggregate,
    tests,
  },
  'graphql.group-value': {
    says: 'a plain value of an aggregate is one of its groups',
    source: aggregate,
    tests: refusals,
  },
  'graphql.order-groups': {
    says: 'groups are ordered by what they are grouped by',
    source: aggregate,
    tests: refusals,
  },
  'uiapi.fields': {
    says: '`fields` names known fields (INVALID_FIELD); `optionalFields` are left out instead',
    source: record,
    tests: uiapi,
  },
  'uiapi.unseen-fields': {
    says: "a field out of the caller's sight is an unknown one",
    source: record,
    tests: refusals,
  },
} as const satisfies Rules;
