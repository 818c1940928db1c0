import { sql, type Kysely } from 'kysely';

const statements = [
  // Its numbers only grow, so that whoever had a store before never passes for whoever has it now.
  `create sequence lease_token`,
  `create table store_lease (
    org text collate "C" not null,
    store text collate "C" not null,
    owner text not null,
    token bigint not null,
    expires_at timestamptz not null,
    primary key (org, store)
  )`,
  `create table replica (
    org text collate "C" not null,
    id text collate "C" not null,
    expires_at timestamptz not null,
    primary key (org, id)
  )`,
  `alter table job_ledger add column store text collate "C"`,
  `create table store_pin (
    store text collate "C" primary key,
    org text collate "C" not null,
    shop_id text not null,
    pinned_at text not null
  )`,
  `create table store_stop (
    org text collate "C" not null,
    store text collate "C" not null,
    kind text not null,
    message text not null,
    action text not null,
    stopped_at text not null,
    primary key (org, store)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
