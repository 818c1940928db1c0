import { sql, type Kysely } from 'kysely';

/** Of jobs that were opened before nobody knows by which run: null. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table job_ledger add column correlation text`.execute(db);
}
