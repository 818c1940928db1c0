import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

export interface OpenJob {
  readonly id: string;
  readonly object: string;
  /** Our clock, UTC ISO-8601. */
  readonly openedAt: string;
  readonly store: string | null;
  /** Of the run that opened it. */
  readonly correlation: string | null;
}

/** Bulk jobs that Salesforce has not confirmed; the shape the writer asks for. */
export interface JobLedger {
  opened(job: {
    readonly id: string;
    readonly object: string;
    readonly correlation?: string | null | undefined;
  }): Promise<void>;
  closed(jobId: string): Promise<void>;
  open(): Promise<readonly OpenJob[]>;
}

/** `store`: the jobs of this one, and those opened before stores were told apart; without it, all of the org's. */
export function jobLedger(db: Kysely<Database>, org: string, store?: string): JobLedger {
  return {
    opened: async ({ id, object, correlation }) => {
      const opened_at = new Date().toISOString();
      const ours = { store: store ?? null, correlation: correlation ?? null };
      await db
        .insertInto('job_ledger')
        .values({ org, job: id, object, opened_at, ...ours })
        .execute();
    },
    closed: async (jobId) => {
      await db.deleteFrom('job_ledger').where('org', '=', org).where('job', '=', jobId).execute();
    },
    open: () => {
      const all = db
        .selectFrom('job_ledger')
        .select(['job as id', 'object', 'opened_at as openedAt', 'store', 'correlation'])
        .where('org', '=', org);
      const ours = store
        ? all.where((is) => is.or([is('store', '=', store), is('store', 'is', null)]))
        : all;
      return ours.orderBy('opened_at').execute();
    },
  };
}
