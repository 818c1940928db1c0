import type { Rules } from './types.ts';

const cheatsheet =
  'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide';
const requests = `[API Request Limits](${cheatsheet}/salesforce-app-limits-platform-api.html)`;
const bulk = `[Bulk API 2.0 Limits](${cheatsheet}/salesforce-app-limits-platform-bulkapi.html)`;
const tests = ['limits/limits.test.ts'];

export const limitRules = {
  'limits.requests': {
    says: 'past the requests of 24 hours REST, UI API, GraphQL, Bulk and SOAP answer 403 `REQUEST_LIMIT_EXCEEDED` (`TotalRequests Limit exceeded.`); Salesforce lets an org go some way beyond before it does',
    source: `${requests}; text [as seen](https://sfdecoded.github.io/errors/request-limit-exceeded.html)`,
    tests,
  },
  'limits.long-requests': {
    says: 'while 25 requests (Developer Edition: 5) have been running for 20 seconds or more, no other is taken: 403 `REQUEST_LIMIT_EXCEEDED` (`ConcurrentRequests …`)',
    source: `${requests}; text [as seen](https://gist.github.com/ndabAP/2ae90f3b871403d822ec2de0bcffb5b0)`,
    tests,
  },
  'limits.storage': {
    says: 'records take up 2 KB each (products, users and set-up nothing); what does not fit fails alone: `STORAGE_LIMIT_EXCEEDED`. Records in the recycle bin do not count',
    source:
      '[sizes by object](https://github.com/Coding-With-The-Force/Salesforce-CTA-Study-Guide/wiki/35%29-Calculating-Data-Storage-In-Salesforce), [Developer Edition 5 MB](https://developer.salesforce.com/docs/atlas.en-us.256.0.api_asynch.meta/api_asynch/asynch_api_quickstart_set_up_org.htm); no page of Salesforce was found for the text',
    tests,
  },
  'limits.bulk-batches': {
    says: 'past the 15,000 batches of 24 hours a job fails with the rest of its rows unprocessed, and no other is created (`ExceededQuota`)',
    source: `${bulk}; text [as seen](https://support.skyvia.com/portal/en/kb/articles/totalrequests-limit-exceeded)`,
    tests,
  },
  'limits.bulk-rows': {
    says: 'so do the rows past 150,000,000 in 24 hours (the text is ours)',
    source: `[How Requests Are Processed](https://developer.salesforce.com/docs/atlas.en-us.224.0.api_bulk_v2.meta/api_bulk_v2/how_requests_are_processed.htm)`,
    tests,
  },
  'limits.bulk-query-jobs': {
    says: '10,000 query jobs in 24 hours (the text is ours)',
    source: bulk,
    tests,
  },
} as const satisfies Rules;
