import type { SalesforceConnection } from './connection.ts';

export interface Allowance {
  readonly max: number;
  readonly remaining: number;
}

export interface OrgLimits {
  /** Requests in 24 hours. */
  readonly apiRequests: Allowance | null;
  /** Internal batches in 24 hours, shared by Bulk API 1 and 2. */
  readonly bulkBatches: Allowance | null;
  readonly dataStorageMB: Allowance | null;
}

type RawLimits = Readonly<Record<string, { readonly Max: number; readonly Remaining: number }>>;

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm */
export async function readLimits(
  connection: SalesforceConnection,
  signal?: AbortSignal,
): Promise<OrgLimits> {
  const raw = await connection.request<RawLimits>('GET', 'limits', { signal });
  const pick = (name: string): Allowance | null => {
    const entry = raw[name];
    return entry ? { max: entry.Max, remaining: entry.Remaining } : null;
  };
  return {
    apiRequests: pick('DailyApiRequests'),
    bulkBatches: pick('DailyBulkApiBatches'),
    dataStorageMB: pick('DataStorageMB'),
  };
}
