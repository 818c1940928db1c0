import { ApiFailure } from './api-error.ts';
import type { SalesforceConnection } from './connection.ts';

export interface Allowance {
  readonly max: number;
  readonly remaining: number;
}

export type LimitName = 'API requests' | 'Bulk batches' | 'Data storage (MB)';

export interface OrgLimits {
  /** Requests in 24 hours. */
  readonly apiRequests: Allowance | null;
  /** Internal batches in 24 hours, of 10,000 rows at most, shared by Bulk API 1 and 2. */
  readonly bulkBatches: Allowance | null;
  readonly dataStorageMB: Allowance | null;
  /** Those that Salesforce does not show this user. */
  readonly missing: readonly LimitName[];
}

/** What lets a user see them; older versions of the API asked for "Manage Users" besides before they told of storage. */
export const seeLimits =
  'Give the integration user the permission "View Setup and Configuration" (in a permission set), and it is known.';

type RawLimits = Readonly<Record<string, { readonly Max: number; readonly Remaining: number }>>;

/**
 * What a user without the right may not see is missing; requests are known all the same, for every answer tells them.
 * Right within five minutes. Throws Failure. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-limits.md
 */
export async function readLimits(
  connection: SalesforceConnection,
  signal?: AbortSignal,
): Promise<OrgLimits> {
  const raw = await ask(connection, signal);
  const pick = (name: string): Allowance | null => {
    const entry = raw[name];
    return entry ? { max: entry.Max, remaining: entry.Remaining } : null;
  };
  const limits = {
    apiRequests: pick('DailyApiRequests') ?? asHeadersTell(connection),
    bulkBatches: pick('DailyBulkApiBatches'),
    dataStorageMB: pick('DataStorageMB'),
  };
  const missing: LimitName[] = [];
  if (!limits.apiRequests) missing.push('API requests');
  if (!limits.bulkBatches) missing.push('Bulk batches');
  if (!limits.dataStorageMB) missing.push('Data storage (MB)');
  return { ...limits, missing };
}

async function ask(connection: SalesforceConnection, signal?: AbortSignal): Promise<RawLimits> {
  try {
    return await connection.request<RawLimits>('GET', 'limits', { signal });
  } catch (error) {
    if (!mayNotSee(error)) throw error;
    // Any answer tells of requests, and this resource is open to everybody.
    if (!connection.apiUsage) await connection.request('GET', '', { signal });
    return {};
  }
}

/** A 403 of this one resource, unlike those that refuse everything. */
function mayNotSee(error: unknown): boolean {
  if (!(error instanceof ApiFailure) || error.status !== 403) return false;
  return error.kind === 'config' && error.code !== 'API_DISABLED_FOR_ORG';
}

function asHeadersTell({ apiUsage }: SalesforceConnection): Allowance | null {
  if (!apiUsage) return null;
  return { max: apiUsage.limit, remaining: Math.max(0, apiUsage.limit - apiUsage.used) };
}
