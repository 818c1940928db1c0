import type { SalesforceConnection } from './connection.ts';
import { jsonRecord } from './json-record.ts';
import type { SalesforceRecord } from './record.ts';

export interface UpsertResult {
  readonly id: string | null;
  readonly created: boolean;
}

/** One record by its external id, over REST; the key itself may stand in the address only. Throws Failure. */
export async function upsertOne(
  connection: SalesforceConnection,
  record: {
    readonly object: string;
    readonly externalIdField: string;
    readonly externalId: string;
    readonly fields: SalesforceRecord;
  },
  signal?: AbortSignal,
): Promise<UpsertResult> {
  const { object, externalIdField, externalId } = record;
  const path = `sobjects/${object}/${externalIdField}/${encodeURIComponent(externalId)}`;
  const answer = await connection.request<{ id?: string; created?: boolean } | undefined>(
    'PATCH',
    path,
    {
      headers: { 'Content-Type': 'application/json' },
      body: () => JSON.stringify({ ...jsonRecord(record.fields), [externalIdField]: undefined }),
      signal,
    },
  );
  return { id: answer?.id ?? null, created: answer?.created ?? false };
}
