import { sql, type Kysely } from 'kysely';

/** For what is asked again and again of tables that grow. */
const statements = [
  `create index run_started on run (org, started_at)`,
  `create index webhook_delivery_received on webhook_delivery (org, received_at)`,
  `create index nudge_added on nudge (org, store, model, added_at, id)`,
  `create index rejection_newest on rejection (org, rejected_at desc, key)`,
  `create index rejection_pending on rejection (org, store, model, rejected_at, key)
    where stage in ('waiting', 'retry')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
