import type { Rows, SaveResult } from '../engine/types.ts';
import { rule } from '../rules/rule.ts';

const retries = rule('bulk.lock-retries');

/** https://developer.salesforce.com/docs/atlas.en-us.228.0.api_bulk_v2.meta/api_bulk_v2/bulk_api_2_limits.htm */
export const mostRetries = 10;

export const isLockedOut = ({ errors }: SaveResult): boolean =>
  errors.some(({ statusCode }) => statusCode === 'UNABLE_TO_LOCK_ROW');

/**
 * Rows that met a lock are tried again, with no wait; which is told to `retried`. Salesforce counts a batch's retries
 * only: that locked rows alone are tried again is ours.
 */
export function saveWithRetries(
  rows: Rows,
  save: (rows: Rows) => SaveResult[],
  retried: () => void,
): SaveResult[] {
  const results = save(rows);
  for (let tries = 0; retries && tries < mostRetries; tries++) {
    const places = results.flatMap((result, place) => (isLockedOut(result) ? [place] : []));
    if (places.length === 0) break;
    retried();
    const again = save(places.map((place) => rows.at(place) ?? []));
    places.forEach((place, at) => {
      const result = again[at];
      if (result !== undefined) results[place] = result;
    });
  }
  return results;
}

/** Salesforce saves in chunks of so many. */
const chunk = 200;

/**
 * Chunks that Salesforce would have saved again row by row, because not all of their rows could be saved.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_upsert.htm
 */
export function chunksRowByRow(results: readonly SaveResult[]): number {
  let chunks = 0;
  for (let start = 0; start < results.length; start += chunk) {
    if (results.slice(start, start + chunk).some(({ success }) => !success)) chunks++;
  }
  return chunks;
}
