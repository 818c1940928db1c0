import { sql, type Kysely } from 'kysely';

const statements = [
  `create table nudge (
    org text collate "C" not null,
    store text collate "C" not null,
    model text collate "C" not null,
    id text collate "C" not null,
    generation bigint not null default 1,
    added_at text not null,
    primary key (org, store, model, id)
  )`,
  `create table webhook_delivery (
    org text collate "C" not null,
    store text collate "C" not null,
    delivery text collate "C" not null,
    received_at text collate "C" not null,
    primary key (org, store, delivery)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
