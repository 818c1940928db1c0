import { sql, type Kysely } from 'kysely';

/** Of what was there before nobody knows when it was read, and by which write: null. */
const statements = [
  `alter table outcome add column read_at text, add column written_at text,
    add column correlation text`,
  `alter table rejection add column correlation text`,
  `alter table run add column correlation text`,
  `alter table nudge add column correlation text`,
  `alter table webhook_delivery add column correlation text, add column model text,
    add column record_id text`,
  `create table page_attempt (
    org text collate "C" not null,
    store text collate "C" not null,
    model text collate "C" not null,
    cursor text collate "C" not null,
    attempts integer not null,
    primary key (org, store, model, cursor)
  )`,
  `create table remapping (
    org text collate "C" not null,
    store text collate "C" not null,
    model text collate "C" not null,
    fingerprint text not null,
    cursor text,
    primary key (org, store, model)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
