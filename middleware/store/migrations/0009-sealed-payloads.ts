import { sql, type Kysely } from 'kysely';

/** Payloads were kept in clear: those are forgotten, and come sealed when their records are read again. */
const statements = [
  `update rejection set raw = null where raw is not null`,
  `create index rejection_payload on rejection (org, rejected_at) where raw is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
