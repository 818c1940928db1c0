import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table parity_check (
    org text collate "C" not null,
    store text collate "C" not null,
    started_at text not null,
    ended_at text not null,
    agrees boolean not null,
    differing integer not null,
    report text not null,
    primary key (org, store)
  )`.execute(db);
}
