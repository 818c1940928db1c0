import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Bulk jobs that Salesforce has not confirmed; the shape the writer asks for. */
export interface JobLedger {
  opened(job: { readonly id: string; readonly object: string }): Promise<void>;
  closed(jobId: string): Promise<void>;
  open(): Promise<readonly { readonly id: string; readonly object: string }[]>;
}

export function jobLedger(db: Kysely<Database>, org: string): JobLedger {
  return {
    opened: async ({ id, object }) => {
      const opened_at = new Date().toISOString();
      await db.insertInto('job_ledger').values({ org, job: id, object, opened_at }).execute();
    },
    closed: async (jobId) => {
      await db.deleteFrom('job_ledger').where('org', '=', org).where('job', '=', jobId).execute();
    },
    open: () =>
      db
        .selectFrom('job_ledger')
        .select(['job as id', 'object'])
        .where('org', '=', org)
        .orderBy('opened_at')
        .execute(),
  };
}
