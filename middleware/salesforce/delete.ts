import type { SalesforceConnection } from './connection.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_delete.htm */
const idsPerCall = 200;

interface Deleted {
  readonly success: boolean;
}

/** Gives how many went; those that are gone already, or held by others, are passed over. Throws Failure. */
export async function deleteRecords(
  connection: SalesforceConnection,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  let deleted = 0;
  for (let at = 0; at < ids.length; at += idsPerCall) {
    const some = ids.slice(at, at + idsPerCall).join(',');
    const path = `composite/sobjects?ids=${some}&allOrNone=false`;
    const results = await connection.request<readonly Deleted[]>('DELETE', path, { signal });
    deleted += results.filter(({ success }) => success).length;
  }
  return deleted;
}
