import { sql, type Kysely } from 'kysely';

/** Orders ask for their customer's link by the hundred, and where Contacts are few there is seldom one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index customer_link_named on customer_link (org, customer)
    where kind <> 'none'`.execute(db);
}
