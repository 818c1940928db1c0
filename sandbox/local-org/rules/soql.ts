import type { Rules } from './types.ts';

const guide = 'https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide';
const reference =
  'https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select';
const operators = `[Comparison Operators](${guide}/sforce-api-calls-soql-select-comparisonoperators.html)`;
const joins =
  "[issue 201 of the parser](https://github.com/jetstreamapp/soql-parser-js/issues/201), with Salesforce's answers";
const fields = `[FIELDS()](${guide}/sforce-api-calls-soql-select-fields.md)`;
const aggregates = `[Aggregate Functions](${reference}_agg_functions.htm)`;
const limit = `[LIMIT](${reference}_limit.htm)`;
const orderBy = `[ORDER BY](${reference}_orderby.htm)`;
const reading = ['soql/soql.test.ts'];
const answers = ['rest/rest.test.ts', 'engine/select/select.test.ts'];

const refusals = ['refusals.test.ts'];

export const soqlRules = {
  'soql.and-or': { says: 'AND and OR at one level need brackets', source: joins, tests: reading },
  'soql.not': {
    says: 'a NOT beside another condition needs brackets',
    source: joins,
    tests: reading,
  },
  'soql.semi-join-or': { says: 'no semi-join inside OR', source: operators, tests: reading },
  'soql.semi-join-ids': {
    says: 'both sides of a semi-join are ids',
    source: operators,
    tests: reading,
  },
  'soql.semi-join-other-object': {
    says: 'a semi-join selects from another object',
    source: operators,
    tests: reading,
  },
  'soql.text-case': {
    says: 'text compares without case',
    source: operators,
    tests: ['engine/select/select.test.ts'],
  },
  'soql.two-values': {
    says: 'a comparison with nothing is false, and its negation true',
    source:
      'ours, after [Null values](https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_querying_using_null.htm)',
    tests: ['engine/select/select.test.ts'],
  },
  'soql.like': {
    says: 'LIKE is for text',
    source: operators,
    tests: refusals,
  },
  'soql.long-text': {
    says: 'a long text area cannot be filtered by',
    source: `[WHERE](${reference}_conditionexpression.htm)`,
    tests: [...reading, ...answers],
  },
  'soql.where-aggregate': {
    says: 'aggregates stand in HAVING, not in WHERE',
    source: aggregates,
    tests: refusals,
  },
  'soql.literal-type': {
    says: "a literal has the field's type: a date for a date-time, or quotes around a number, are INVALID_FIELD",
    source:
      '[Date Formats](https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/api/sforce_api_calls_soql_select_dateformats.htm)',
    tests: reading,
  },
  'soql.escapes': {
    says: 'a backslash in a text stands before what Salesforce knows, else MALFORMED_QUERY',
    source:
      '[Quoted String Escape Sequences](https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm)',
    tests: reading,
  },
  'soql.fields-limit': {
    says: '`FIELDS(ALL)` and `FIELDS(CUSTOM)` need a LIMIT of 200 at most',
    source: fields,
    tests: reading,
  },
  'soql.field-once': { says: 'a field selected twice is refused', source: fields, tests: reading },
  'soql.grouped': {
    says: 'beside aggregates, every other column is grouped',
    source: aggregates,
    tests: [...reading, ...answers],
  },
  'soql.groupable': {
    says: 'date-times, numbers with decimals, multi-select picklists and long text cannot be grouped by',
    source: `[GROUP BY](${reference}_group_by_considerations.htm)`,
    tests: ['engine/select/select.test.ts', ...reading],
  },
  'soql.alias': {
    says: 'only aggregates and groups take an alias',
    source: aggregates,
    tests: reading,
  },
  'soql.aggregate-limit': {
    says: 'no LIMIT on an aggregate without GROUP BY',
    source: limit,
    tests: reading,
  },
  'soql.offset': {
    says: 'OFFSET ends at 2,000',
    source: `[OFFSET](${reference}_offset.htm)`,
    tests: reading,
  },
  'soql.parents': {
    says: 'a path has five levels of parents at most',
    source: `[Relationship Query Limits](https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_query_limits.htm)`,
    tests: refusals,
  },
  'soql.children': {
    says: 'children are selected one level down',
    source: `[Relationship Query Limits](https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_query_limits.htm); newer versions allow more`,
    tests: refusals,
  },
  'soql.nulls-first': {
    says: 'nulls come first, ascending and descending, unless NULLS LAST',
    source: orderBy,
    tests: refusals,
  },
  'soql.deleted': {
    says: '`queryAll` shows deleted records, `query` does not',
    source:
      '[QueryAll](https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_queryall.htm)',
    tests: ['engine/select/select.test.ts', 'engine/save/save.test.ts'],
  },
} as const satisfies Rules;
