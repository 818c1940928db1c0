import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Bulk jobs that Salesforce has not confirmed; the shape the writer asks for. */
export interface JobLedger {
  opened(job: { readonly id: string; readonly object: string }): Promise<void>;
  closed(jobId: string): Promise<void>;
  open(): Promise<readonly { readonly id: string; readonly object: string }[]>;
}

/** `store`: the jobs of this one, and those opened before stores were told apart; without it, all of the org's. */
export function jobLedger(db: Kysely<Database>, org: string, store?: string): JobLedger {
  return {
    opened: async ({ id, object }) => {
      const opened_at = new Date().toISOString();
      const job = { org, job: id, object, opened_at, store: store ?? null };
      await db.insertInto('job_ledger').values(job).execute();
    },
    closed: async (jobId) => {
      await db.deleteFrom('job_ledger').where('org', '=', org).where('job', '=', jobId).execute();
    },
    open: () => {
      const all = db
        .selectFrom('job_ledger')
        .select(['job as id', 'object'])
        .where('org', '=', org);
      const ours = store
        ? all.where((is) => is.or([is('store', '=', store), is('store', 'is', null)]))
        : all;
      return ours.orderBy('opened_at').execute();
    },
  };
}
