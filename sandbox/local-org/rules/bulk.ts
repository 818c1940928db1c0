import type { Rules } from './types.ts';

const guide = 'https://developer.salesforce.com/docs/platform/api-asynch/guide';
const upload = `[Upload Job Data](${guide}/upload-job-data.html)`;
const csv = `[Prepare CSV Files](${guide}/datafiles-prepare-csv.html)`;
const create = `[Create a Job](${guide}/create-job.html)`;
const seen = "seen in Salesforce's answers";
const header = `[Relationship Fields in a Header Row](${guide}/relationship-fields-in-a-header-row-2.html)`;
const query = `[Create a Query Job](${guide}/query-create-job.html)`;
const results = `[Get Results for a Query Job](${guide}/query-get-job-results.html)`;
const jobs = ['bulk/bulk.test.ts'];
const both = ['bulk/bulk.test.ts', 'bulk/bulk-on-engine.test.ts'];
const scanner = ['bulk/csv-scanner.test.ts'];
const scanned = [...scanner, ...jobs];

const refusals = ['refusals.test.ts'];

export const bulkRules = {
  'bulk.hard-delete': {
    says: 'hard delete needs the permission Bulk API Hard Delete, which no profile has of itself: `FEATURENOTENABLED`',
    source: '[seen by clients](https://github.com/jsforce/jsforce/issues/167)',
    tests: ['faults/faults.test.ts'],
  },
  'bulk.lifetime': {
    says: 'a job that has ended is gone after seven days',
    source:
      '[Bulk API 2.0 Limits](https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html)',
    tests: ['bulk/lifetime.test.ts'],
  },
  'bulk.lock-retries': {
    says: "rows that met a lock are tried again, ten times, then they fail with `UNABLE_TO_LOCK_ROW`; `retries` tells (Salesforce's ten are a batch's, that locked rows alone are tried again is ours)",
    source:
      '[Limits and Allocations](https://developer.salesforce.com/docs/atlas.en-us.228.0.api_bulk_v2.meta/api_bulk_v2/bulk_api_2_limits.htm)',
    tests: ['faults/faults.test.ts'],
  },
  'bulk.object': {
    says: 'a job names an object that the caller may read: INVALIDJOB',
    source: seen,
    tests: refusals,
  },
  'bulk.object-access': {
    says: 'whoever creates a job may do to its object what it does',
    source: create,
    tests: both,
  },
  'bulk.external-id-given': { says: 'an upsert names its External ID', source: seen, tests: both },
  'bulk.external-id': {
    says: 'the External ID of an upsert is one (or an id look-up field)',
    source: seen,
    tests: both,
  },
  'bulk.own-jobs': {
    says: 'somebody else\'s job is 404 without Modify All on its object (Salesforce asks for "Manage Data Integrations", which local-org does not know)',
    source: `[Get Job Info](${guide}/get-job-info.html)`,
    tests: jobs,
  },
  'bulk.states': {
    says: 'Open → UploadComplete → InProgress → JobComplete, Failed or Aborted, and no other way',
    source: create,
    tests: jobs,
  },
  'bulk.upload-open': { says: 'data comes into an open job', source: upload, tests: jobs },
  'bulk.upload-once': {
    says: 'data comes once, by PUT (`Found multiple contents for job`)',
    source: upload,
    tests: jobs,
  },
  'bulk.upload-size': {
    says: "an upload of more than 100 MB is read to its end and refused with 413 (Salesforce's own limit is 150 MB of base64; the text is ours)",
    source: upload,
    tests: both,
  },
  'bulk.header-known': {
    says: 'an unknown column fails the job with `InvalidBatch : Field name not found : X`, and nothing is saved',
    source: seen,
    tests: both,
  },
  'bulk.header-access': {
    says: 'so does a column without read access',
    source: seen,
    tests: refusals,
  },
  'bulk.header-key': { says: 'so does a missing key', source: seen, tests: both },
  'bulk.header-once': { says: 'a column stands once in the header', source: seen, tests: both },
  'bulk.header-relationship': {
    says: '`Parent__r.External_Id__c` columns need an External ID (or id look-up) field of the parent',
    source: header,
    tests: both,
  },
  'bulk.row-width': {
    says: 'a row with more or fewer columns than the header fails the job; rows of earlier batches stay saved (the text is ours)',
    source: csv,
    tests: both,
  },
  'bulk.byte-order-mark': {
    says: 'a byte order mark is skipped',
    source: csv,
    tests: [...scanner, ...both],
  },
  'bulk.line-ending': {
    says: 'lines end as the job says, else it fails: `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF`',
    source: seen,
    tests: scanned,
  },
  'bulk.quote-closed': { says: 'a quoted value is closed', source: csv, tests: scanned },
  'bulk.quote-end': {
    says: 'a closing quote ends its cell (quotes inside are doubled)',
    source: csv,
    tests: scanned,
  },
  'bulk.empty-cell': { says: 'an empty cell leaves a field alone', source: csv, tests: scanned },
  'bulk.clear': { says: '`#N/A` clears a field', source: csv, tests: scanned },
  'bulk.record-length': {
    says: 'a record has at most 400,000 characters',
    source: `[Limits](${guide}/bulk-api-2-0-limits.html)`,
    tests: scanned,
  },
  'bulk.query-aggregates': {
    says: 'no GROUP BY, aggregates or child subqueries in a query job (API_ERROR)',
    source: query,
    tests: both,
  },
  'bulk.query-offset': { says: 'no OFFSET in a query job', source: query, tests: refusals },
  'bulk.query-compound': {
    says: 'no compound fields in a query job',
    source: query,
    tests: refusals,
  },
  'bulk.query-page': {
    says: 'results come by pages of `maxRecords` (50,000 when not given)',
    source: results,
    tests: refusals,
  },
  'bulk.query-locator': {
    says: 'a locator is one that a page gave',
    source: results,
    tests: refusals,
  },
  'bulk.query-max-records': {
    says: '`maxRecords` is a whole number above 0',
    source: results,
    tests: refusals,
  },
} as const satisfies Rules;
