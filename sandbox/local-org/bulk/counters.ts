/** What ingest jobs came to since the org was started. */
export interface BulkCounters {
  batches: number;
  rows: number;
  /** Chunks of 200 rows that Salesforce would have saved again row by row. */
  chunksRowByRow: number;
}

export const startCounters = (): BulkCounters => ({ batches: 0, rows: 0, chunksRowByRow: 0 });
