/**
 * What an org may use up. `…A day` means the last 24 hours, in hourly steps.
 * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html
 * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html
 */
export interface Limits {
  readonly apiRequestsADay: number;
  /** Of ingest jobs, 10,000 rows each. */
  readonly bulkBatchesADay: number;
  readonly bulkRowsADay: number;
  readonly bulkQueryJobsADay: number;
  /** Of one ingest job. Salesforce takes 150 MB of base64, which is 100 MB of CSV and some. */
  readonly bulkUploadBytes: number;
  /**
   * Platform events and change events together, once for each subscriber.
   * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_allocations.htm
   */
  readonly deliveredEventsADay: number;
  readonly dataStorageMB: number;
  readonly fileStorageMB: number;
  /** So many requests may be running for longer than `longRequestMs`; as long as they do, no other is taken. */
  readonly longRequests: number;
  readonly longRequestMs: number;
  /** Records in a page of a query's answer. */
  readonly queryPage: number;
  /** Records in a call of sObject Collections. */
  readonly collectionRecords: number;
  readonly compositeSubrequests: number;
}

export type EditionName = 'enterprise' | 'developer';

/** An edition by name, or its values with some of one's own; `base` is Enterprise where it is not said. */
export type Edition = EditionName | (Partial<Limits> & { readonly base?: EditionName });

/** Without the additions of licences: 1,000 requests a day and 20 MB each. */
const enterprise: Limits = {
  apiRequestsADay: 100_000,
  bulkBatchesADay: 15_000,
  bulkRowsADay: 150_000_000,
  bulkQueryJobsADay: 10_000,
  bulkUploadBytes: 100 * 1024 * 1024,
  deliveredEventsADay: 25_000,
  dataStorageMB: 10 * 1024,
  fileStorageMB: 10 * 1024,
  longRequests: 25,
  longRequestMs: 20_000,
  queryPage: 2_000,
  collectionRecords: 200,
  compositeSubrequests: 25,
};

const editions: Readonly<Record<EditionName, Limits>> = {
  enterprise,
  developer: {
    ...enterprise,
    apiRequestsADay: 15_000,
    deliveredEventsADay: 10_000,
    dataStorageMB: 5,
    fileStorageMB: 20,
    longRequests: 5,
  },
};

export const isEdition = (name: string): name is EditionName => Object.hasOwn(editions, name);

export const limitsOf = (edition: Edition = 'enterprise'): Limits => {
  if (typeof edition === 'string') return editions[edition];
  const { base = 'enterprise', ...own } = edition;
  return { ...editions[base], ...own };
};
