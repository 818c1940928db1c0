import { sql, type Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A table of ours, as the database describes it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
}

/** Who works on what now: of no use elsewhere. */
const passing = new Set(['store_lease', 'replica']);

/** All tables that hold what the middleware remembers, so that one made by a later migration is not left out. */
export async function tables(db: Kysely<Database>): Promise<readonly TableShape[]> {
  const { rows } = await sql<{ name: string; columns: string[]; key: string[] | null }>`
    select c.relname as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
      (select array(select a.attname::text from unnest(i.indkey) with ordinality as k (attnum, place)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum order by k.place)
        from pg_index i where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
      and c.relname not like 'kysely_%'
    order by c.relname
  `.execute(db);
  return rows
    .filter(({ name }) => !passing.has(name))
    .map(({ name, columns, key }) => ({ name, columns, primaryKey: key ?? columns }));
}

/** Names of the migrations that the database has had, in their order. */
export async function migrationsOf(db: Kysely<Database>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from kysely_migration order by name
  `.execute(db);
  return rows.map(({ name }) => name);
}
