import { sql, type Kysely } from 'kysely';

/** What was rejected before is told in Salesforce as if it were new; runs that are over are not told any more. */
const statements = [
  `alter table rejection
    add column first_seen_at text,
    add column attempts integer not null default 1,
    add column faults text,
    add column content text not null default '',
    add column state text not null default 'open',
    add column answer text,
    add column reported text`,
  `update rejection set first_seen_at = rejected_at`,
  `create index rejection_reported on rejection (org, store) where reported is not null`,
  `create index rejection_changed on rejection (org, store, rejected_at)
    where reported <> content || ':' || state`,
  `create index rejection_unreported on rejection (org, store, rejected_at, key)
    where reported is null`,
  `create table healed_error (
    org text collate "C" not null,
    store text collate "C" not null,
    model text collate "C" not null,
    key text collate "C" not null,
    primary key (org, store, model, key)
  )`,
  `alter table run add column reported text`,
  `update run set reported = 'passed over' where state <> 'running'`,
  `create index run_unreported on run (org, started_at)
    where reported is null or reported = 'running'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
