import { hideSecrets } from '../common/redact.ts';
import type { SalesforceRecord } from '../salesforce/record.ts';
import { text, textOrNull } from './text.ts';

export const syncRunObject = 'Commerce_Sync_Run__c';

/** One look at one kind of record of one store. Times are UTC ISO-8601. */
export interface SyncRun {
  readonly id: string;
  /** External id. */
  readonly store: string;
  readonly model: string;
  readonly mode: string;
  readonly state: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly message: string | null;
  readonly correlation: string | null;
}

const counted = {
  Read__c: 'read',
  Written__c: 'written',
  Unchanged__c: 'unchanged',
  Rejected__c: 'rejected',
  Waiting__c: 'waiting',
  Retry__c: 'retry',
  Outside__c: 'outside',
  Rows__c: 'rows',
} as const;

/** `more`: errors of the store that are not shown in Salesforce, because there are too many. */
export function syncRunRecord(run: SyncRun, more: number): SalesforceRecord {
  const counts = Object.entries(counted).map(([field, name]) => [field, run.counts[name] ?? 0]);
  return {
    External_Id__c: run.id,
    Store__c: run.store,
    Model__c: run.model,
    Mode__c: run.mode,
    State__c: run.state,
    Started_At__c: run.startedAt,
    Ended_At__c: run.endedAt,
    ...Object.fromEntries(counts),
    Message__c: textOrNull(messageOf(run, more), 255),
    Correlation_Id__c: run.correlation && text(run.correlation, 64),
  };
}

function messageOf({ message }: SyncRun, more: number): string {
  const hidden = `… and ${more} more errors than are shown: see "orderlens rejected list".`;
  return [...(more > 0 ? [hidden] : []), ...(message ? [hideSecrets(message)] : [])].join(' ');
}

/** All that is ever written of it. */
export const syncRunFields: readonly string[] = [
  ...['External_Id__c', 'Store__c', 'Model__c', 'Mode__c', 'State__c', 'Started_At__c'],
  ...['Ended_At__c', ...Object.keys(counted), 'Message__c', 'Correlation_Id__c'],
];
