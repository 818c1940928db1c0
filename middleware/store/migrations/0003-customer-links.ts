import { sql, type Kysely } from 'kysely';

const statements = [
  `create table customer_link (
    org text collate "C" not null,
    store text collate "C" not null,
    customer text collate "C" not null,
    kind text not null,
    own_key text,
    contact_id text,
    account_id text,
    rule text not null,
    reason text not null,
    email_hash text collate "C",
    contact_email_hash text,
    contacts text[] not null,
    had_contact boolean not null,
    pending bigint not null default 0,
    decided_at text not null,
    primary key (org, customer)
  )`,
  `create index customer_link_email on customer_link (org, email_hash) where email_hash is not null`,
  `create index customer_link_contacts on customer_link using gin (contacts)`,
  `create index customer_link_pending on customer_link (org, store, customer) where pending > 0`,
  `create table contact_look (
    org text collate "C" not null,
    store text collate "C" not null,
    changed_at text not null,
    primary key (org, store)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
