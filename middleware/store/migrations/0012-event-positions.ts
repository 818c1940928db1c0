import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table event_position (
    org text collate "C" not null,
    topic text collate "C" not null,
    position text not null,
    kept_at text not null,
    primary key (org, topic)
  )`.execute(db);
}
