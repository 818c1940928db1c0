import type { Session } from '../engine/types.ts';
import type { CsvFormat, LineEnding } from './csv-scanner.ts';

export type JobState =
  'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
export type IngestOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete';
export type QueryOperation = 'query' | 'queryAll';

export const delimiters = {
  COMMA: ',',
  TAB: '\t',
  PIPE: '|',
  SEMICOLON: ';',
  CARET: '^',
  BACKQUOTE: '`',
} as const;
export type ColumnDelimiter = keyof typeof delimiters;

export interface CsvLayout {
  readonly lineEnding: LineEnding;
  readonly columnDelimiter: ColumnDelimiter;
}

/** What is kept of a job between two runs of the server. */
interface CommonJob extends CsvLayout {
  readonly id: string;
  readonly object: string;
  readonly createdById: string;
  /** Who it runs as, after a restart too. */
  readonly username: string;
  /** ISO, UTC. */
  readonly createdDate: string;
  systemModstamp: string;
  state: JobState;
  readonly apiVersion: number;
  errorMessage?: string;
  processed: number;
  failed: number;
  retries: number;
  /** Milliseconds. */
  processingTime: number;
}

export interface IngestJob extends CommonJob {
  readonly kind: 'ingest';
  readonly operation: IngestOperation;
  readonly externalIdFieldName?: string;
  readonly assignmentRuleId?: string;
  /** Whether the data has arrived: it may come only once. */
  uploaded: boolean;
  /** Sizes of the result files when `processed` was last written: a restart cuts off what came after. */
  successBytes: number;
  failedBytes: number;
}

export interface QueryJob extends CommonJob {
  readonly kind: 'query';
  readonly operation: QueryOperation;
  readonly query: string;
  /** Of the result's header line: pages after the first one repeat it. */
  headerBytes: number;
}

export type Job = IngestJob | QueryJob;

/** Of whatever kind, before anything is done for it. */
export function begun({ userId, username }: Session, now: Date, apiVersion: number) {
  const createdDate = now.toISOString();
  return {
    ...{ createdById: userId, username, createdDate, systemModstamp: createdDate, apiVersion },
    ...{ processed: 0, failed: 0, retries: 0, processingTime: 0 },
  };
}

export function csvFormat({ columnDelimiter, lineEnding }: IngestJob): CsvFormat {
  return { delimiter: delimiters[columnDelimiter], lineEnding };
}

export function isFinal(job: Job): boolean {
  return job.state === 'JobComplete' || job.state === 'Failed' || job.state === 'Aborted';
}

/**
 * The job as the API prints it.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-info.html
 */
export function printJob(job: Job): Record<string, unknown> {
  const version = job.apiVersion.toFixed(1);
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: printTime(job.createdDate),
    systemModstamp: printTime(job.systemModstamp),
    state: job.state,
    ...(job.kind === 'ingest' && job.externalIdFieldName
      ? { externalIdFieldName: job.externalIdFieldName }
      : {}),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: job.apiVersion,
    jobType: job.kind === 'ingest' ? 'V2Ingest' : 'V2Query',
    ...(job.kind === 'ingest' && job.state === 'Open'
      ? { contentUrl: `services/data/v${version}/jobs/ingest/${job.id}/batches` }
      : {}),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
    ...(job.kind === 'ingest' && job.assignmentRuleId
      ? { assignmentRuleId: job.assignmentRuleId }
      : {}),
  };
}

/** The same with its figures: the answer to GET. */
export function printJobInfo(job: Job): Record<string, unknown> {
  return {
    ...printJob(job),
    numberRecordsProcessed: job.processed,
    ...(job.kind === 'ingest' ? { numberRecordsFailed: job.failed } : {}),
    retries: job.retries,
    totalProcessingTime: job.processingTime,
    ...(job.kind === 'ingest'
      ? { apiActiveProcessingTime: job.processingTime, apexProcessingTime: 0 }
      : {}),
    ...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
  };
}

function printTime(iso: string): string {
  return iso.replace(/Z$/, '+0000');
}
