import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table api_use (
    org text collate "C" primary key,
    kept text not null,
    kept_at text not null
  )`.execute(db);
}
