/** What the writer takes and gives. Nothing here knows what an order is. */

/** Field API name (or `Parent__r.External_Id__c`) → value. Absent leaves the field alone, null clears it. Decimals travel as strings. */
export type SalesforceRecord = Readonly<Record<string, string | number | boolean | null>>;

/** One record to upsert by its external id. */
export interface Row {
  /** API name of the object. */
  readonly object: string;
  readonly externalId: string;
  /** Includes the external id field itself. */
  readonly fields: SalesforceRecord;
  /** Where the org has no such record there is nothing to do. Only for rows that lack a required parent, so that nothing is made of them. */
  readonly onlyIfThere?: true;
}

/** Both UTC ISO-8601 by the source's clock; older never overwrites newer. */
export interface Version {
  readonly sourceTime: string;
  readonly readAt: string;
}

/** A record with all that hangs on it: it is written, and judged, as a whole. */
export interface Aggregate {
  readonly key: string;
  readonly version: Version;
  /** Parents first. Nothing is ever deleted: what the source no longer has comes as a row that says so. */
  readonly rows: readonly Row[];
}

export interface RowFailure {
  readonly object: string;
  readonly externalId: string;
  /** Salesforce's status code: `STRING_TOO_LONG`. */
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/**
 * - `written`: Salesforce confirmed every row.
 * - `rejected`: Salesforce refused a row for what it holds; sending the same again is pointless.
 * - `retry`: not written for a passing reason (lock, time-out, failed job).
 * - `waiting-parent`: a row names a parent, outside this aggregate, that the org does not have yet.
 */
export type OutcomeState = 'written' | 'rejected' | 'retry' | 'waiting-parent';

export interface Outcome {
  readonly key: string;
  readonly state: OutcomeState;
  /** Empty where written. */
  readonly errors: readonly RowFailure[];
}

export interface RecordWriter {
  /** Exactly one outcome for each aggregate, in no promised order, or it throws a Failure. */
  write(aggregates: AsyncIterable<Aggregate>): AsyncIterable<Outcome>;
}

/** The external id field of each object that is written, by its API name: parents before children, and so they are sent. */
export type ExternalIdFields = Readonly<Record<string, string>>;

/**
 * Which writes Salesforce has not confirmed. A job is entered before its data can take effect, so that after a crash
 * every job that could still write is known and is finished or aborted before anything newer is sent.
 */
export interface JobLedger {
  opened(job: LedgerJob): Promise<void>;
  closed(jobId: string): Promise<void>;
  open(): Promise<readonly LedgerJob[]>;
}

export interface LedgerJob {
  readonly id: string;
  readonly object: string;
  /** Of the run that opened it. */
  readonly correlation?: string | null | undefined;
}
