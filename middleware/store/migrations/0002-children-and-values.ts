import { sql, type Kysely } from 'kysely';

const statements = [
  `create table child_keys (
    org text collate "C" not null,
    key text collate "C" not null,
    children text not null,
    primary key (org, key)
  )`,
  `create table order_fact (
    org text collate "C" not null,
    key text collate "C" not null,
    customer text collate "C",
    currency text not null,
    placed_on text not null,
    placed_at text not null,
    total text not null,
    refunded text not null,
    cancelled boolean not null,
    primary key (org, key)
  )`,
  `create index order_fact_customer on order_fact (org, customer) where customer is not null`,
  `create table touched_customer (
    org text collate "C" not null,
    store text collate "C" not null,
    customer text collate "C" not null,
    currency text collate "C" not null,
    taken boolean not null default false,
    primary key (org, store, customer, currency)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
