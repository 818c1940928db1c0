import type { SalesforceConnection } from './connection.ts';
import type { SalesforceRecord } from './record.ts';

export interface UpsertResult {
  readonly id: string | null;
  readonly created: boolean;
}

/** One record by its external id, over REST: for the few that are not worth a bulk job. Throws Failure. */
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
      body: () => JSON.stringify(nested(record.fields, externalIdField)),
      signal,
    },
  );
  return { id: answer?.id ?? null, created: answer?.created ?? false };
}

/** `Order__r.External_Id__c` is a column in CSV and an object in JSON; the key itself may stand in the address only. */
function nested(fields: SalesforceRecord, externalIdField: string): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === externalIdField) continue;
    const [parent, field] = name.split('.');
    if (field === undefined) body[name] = value;
    else body[parent!] = value === null ? null : { [field]: value };
  }
  return body;
}
