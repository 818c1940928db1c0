import { hash } from 'node:crypto';
import { hideSecrets } from '../common/redact.ts';
import type { SalesforceRecord } from '../salesforce/record.ts';
import { explain, type ErrorStage, type Fault } from './fault-words.ts';
import { payloadText } from './payload.ts';
import { text, textOrNull } from './text.ts';

export const syncErrorObject = 'Commerce_Sync_Error__c';
const keyField = 'External_Id__c';

/** A record that is not in Salesforce. Times are UTC ISO-8601. */
export interface SyncError {
  /** `order/shopify:giftshop:5001` */
  readonly key: string;
  /** External id. */
  readonly store: string;
  readonly model: string;
  readonly stage: ErrorStage;
  readonly reason: string;
  readonly faults: readonly Fault[];
  /** JSON as received or sent, perhaps cut off. */
  readonly raw: string | null;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly attempts: number;
  readonly correlation: string | null;
}

/** What is to become of it: Salesforce's `Status__c`, without what only people set. */
export type ErrorState = 'open' | 'retrying' | 'ignored';

const statuses = { open: 'Open', retrying: 'Retrying', ignored: 'Ignored' } as const;

/** What people set, and the middleware answers. */
export const retryRequested = 'Retry Requested';
export const ignored = statuses.ignored;
export const open = statuses.open;

/** Of an error's external id. */
export const longestErrorId = 255;

/** A key that is too long is told apart by its hash. */
export function syncErrorId(key: string): string {
  if (key.length <= longestErrorId) return key;
  return `${key.slice(0, 200)}#${hash('sha256', key).slice(0, 32)}`;
}

export function syncErrorRecord(error: SyncError): SalesforceRecord {
  const [first = null] = error.faults;
  const { reason, whatToDo } = explain(error.stage, first, error.reason);
  return {
    [keyField]: syncErrorId(error.key),
    Store__c: error.store,
    Record__c: text(error.key.slice(error.key.indexOf('/') + 1), longestErrorId),
    Model__c: error.model,
    Stage__c: error.stage,
    Code__c: first && text(first.code, 80),
    Reason__c: hideSecrets(reason),
    What_To_Do__c: whatToDo,
    Details__c: textOrNull(detailsOf(error), 4000),
    Payload__c: payloadText(error.raw),
    First_Seen_At__c: error.firstSeenAt,
    Last_Seen_At__c: error.lastSeenAt,
    Attempts__c: error.attempts,
    Correlation_Id__c: textOrNull(error.correlation, 64),
  };
}

/** Set only when it has changed here: what a person has set meanwhile is not written over. */
export function syncErrorState(
  state: ErrorState,
  answer: string | null,
  at: string,
): SalesforceRecord {
  return {
    Status__c: statuses[state],
    Message__c: textOrNull(answer, 255),
    Ignored_At__c: state === 'ignored' ? at : null,
    Resolved_At__c: null,
  };
}

/** Nothing of it is missing any more; personal data goes at once. */
export function resolvedError(key: string, answer: string, at: string): SalesforceRecord {
  return {
    [keyField]: syncErrorId(key),
    Status__c: 'Resolved',
    Message__c: text(answer, 255),
    Resolved_At__c: at,
    Ignored_At__c: null,
    Payload__c: null,
  };
}

function detailsOf({ faults, reason }: SyncError): string {
  if (faults.length === 0) return hideSecrets(reason);
  const lines = faults.map(({ object, externalId, code, message, fields }) => {
    const where = fields.length > 0 ? ` [${fields.join(', ')}]` : '';
    return `${object} ${externalId}: ${code}: ${message}${where}`;
  });
  return hideSecrets(lines.join('\n'));
}

/** All that is ever written of it. */
export const syncErrorFields: readonly string[] = [
  ...[keyField, 'Store__c', 'Record__c', 'Model__c', 'Stage__c', 'Code__c', 'Reason__c'],
  ...['What_To_Do__c', 'Details__c', 'Payload__c', 'First_Seen_At__c', 'Last_Seen_At__c'],
  ...['Attempts__c', 'Correlation_Id__c', 'Status__c', 'Message__c', 'Ignored_At__c'],
  'Resolved_At__c',
];
