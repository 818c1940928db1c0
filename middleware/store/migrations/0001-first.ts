import { sql, type Kysely } from 'kysely';

const tables = [
  `create table checkpoint (
    org text collate "C" not null,
    store text collate "C" not null,
    model text collate "C" not null,
    cursor text,
    complete boolean not null,
    fingerprint text not null,
    read_at text not null,
    primary key (org, store, model)
  )`,
  `create table outcome (
    org text collate "C" not null,
    key text collate "C" not null,
    hash text not null,
    state text not null,
    source_time text not null,
    primary key (org, key)
  )`,
  `create table rejection (
    org text collate "C" not null,
    store text collate "C" not null,
    model text collate "C" not null,
    key text collate "C" not null,
    stage text not null,
    reason text not null,
    raw text,
    rejected_at text not null,
    primary key (org, store, model, key)
  )`,
  `create table job_ledger (
    org text collate "C" not null,
    job text collate "C" not null,
    object text not null,
    opened_at text not null,
    primary key (org, job)
  )`,
  `create table run (
    id text collate "C" primary key,
    org text collate "C" not null,
    store text collate "C" not null,
    model text collate "C" not null,
    mode text not null,
    state text not null,
    started_at text not null,
    ended_at text,
    counts text not null,
    message text
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of tables) await sql.raw(table).execute(db);
}
