import { sql, type Kysely } from 'kysely';
import { Failure } from '../common/errors.ts';
import { tables } from './catalogue.ts';
import type { Database } from './schema.ts';

/**
 * Forgets all that is known of a store, in whichever org, and which shop it was; nothing in Salesforce or the shop
 * changes. Gives how many rows that were. Throws Failure `config` while a process works on it.
 */
export async function forgetStore(db: Kysely<Database>, store: string): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql`
      select 1 from store_lease where store = ${store} and expires_at > clock_timestamp() for update
    `.execute(trx);
    if (rows.length > 0) throw workedOn(store);
    let forgotten = 0;
    for (const { name, columns } of await tables(trx)) {
      const { numAffectedRows } = await sql`
        delete from ${sql.table(name)} where ${ofStore(columns, store)}
      `.execute(trx);
      forgotten += Number(numAffectedRows ?? 0);
    }
    return forgotten;
  });
}

/** Where there is no column for the store it stands in the key: `order/shopify:giftshop:1` or `shopify:giftshop:1`. */
function ofStore(columns: readonly string[], store: string) {
  if (columns.includes('store')) return sql<boolean>`store = ${store}`;
  if (!columns.includes('key')) return sql<boolean>`false`;
  return sql<boolean>`(starts_with(key, ${`${store}:`}) or position(${`/${store}:`} in key) > 0)`;
}

function workedOn(store: string): Failure {
  return new Failure(`A process works on store ${store}`, {
    kind: 'config',
    action: 'Stop the service first; one that was killed is forgotten within LEASE_SECONDS.',
  });
}
