import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { Failure } from '../common/errors.ts';
import { migrationsOf, tables, type TableShape } from './catalogue.ts';
import type { Database } from './schema.ts';

/** Rows of each table. */
export type RowCounts = Readonly<Record<string, number>>;

const head = z.object({ orderlens: z.literal('export'), migrations: z.array(z.string()) });
const line = z.union([
  z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) }),
  z.object({ end: z.literal(true), rows: z.record(z.string(), z.number()) }),
]);

/** Kept in memory at most. */
const batchSize = 1000;

/**
 * All that the database remembers, as it stands at one moment, in lines of JSON: a head with the migrations it has had,
 * a row a line, and at the end how many there were. Leases and the queue are left out: they are made anew.
 */
export async function exportAll(
  db: Kysely<Database>,
  write: (line: string) => Promise<void>,
): Promise<RowCounts> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      await write(JSON.stringify({ orderlens: 'export', migrations: await migrationsOf(trx) }));
      const rows: Record<string, number> = {};
      for (const table of await tables(trx))
        rows[table.name] = await exportTable(trx, table, write);
      await write(JSON.stringify({ end: true, rows }));
      return rows;
    });
}

/** In the order of the primary key, so that each batch is found at once. */
async function exportTable(
  db: Kysely<Database>,
  { name, primaryKey }: TableShape,
  write: (line: string) => Promise<void>,
): Promise<number> {
  const key = sql.join(primaryKey.map((column) => sql.ref(`t.${column}`)));
  let count = 0;
  for (let last: unknown[] | undefined; ;) {
    const after = last ? sql`where (${key}) > (${sql.join(last)})` : sql``;
    const { rows } = await sql<{ row: string; key: unknown[] }>`
      select row_to_json(t)::text as row, json_build_array(${key}) as key from ${sql.table(name)} t
      ${after} order by ${key} limit ${batchSize}
    `.execute(db);
    for (const { row } of rows) await write(`{"table":${JSON.stringify(name)},"row":${row}}`);
    count += rows.length;
    last = rows.at(-1)?.key;
    if (rows.length < batchSize) return count;
  }
}

/**
 * Fills an empty database from lines that `exportAll` wrote: all of them or none. Throws Failure `config` for a database
 * that is not empty, one of another version, and a file that is not whole.
 */
export async function importAll(
  db: Kysely<Database>,
  lines: AsyncIterable<string>,
): Promise<RowCounts> {
  return db.transaction().execute(async (trx) => {
    const shapes = await tables(trx);
    await refuseUnlessEmpty(trx, shapes);
    const into = new Import(trx, new Set(shapes.map(({ name }) => name)));
    let first = true;
    for await (const text of lines) {
      if (first) await checkHead(trx, text);
      else await into.take(text);
      first = false;
    }
    return into.finish();
  });
}

class Import {
  readonly #db: Kysely<Database>;
  readonly #known: ReadonlySet<string>;
  readonly #counts: Record<string, number> = {};
  #table = '';
  #batch: unknown[] = [];
  #told: RowCounts | undefined;

  constructor(db: Kysely<Database>, known: ReadonlySet<string>) {
    this.#db = db;
    this.#known = known;
  }

  async take(text: string): Promise<void> {
    const parsed = line.safeParse(parse(text));
    if (!parsed.success || this.#told) throw broken();
    if ('end' in parsed.data) {
      this.#told = parsed.data.rows;
      return;
    }
    const { table, row } = parsed.data;
    if (!this.#known.has(table)) throw broken();
    if (table !== this.#table || this.#batch.length >= batchSize) await this.#save();
    this.#table = table;
    this.#batch.push(row);
  }

  async finish(): Promise<RowCounts> {
    await this.#save();
    const told = Object.entries(this.#told ?? {});
    const whole = this.#told && told.every(([name, count]) => (this.#counts[name] ?? 0) === count);
    if (!whole) throw broken();
    return this.#counts;
  }

  async #save(): Promise<void> {
    const [name, rows] = [this.#table, this.#batch];
    this.#batch = [];
    if (rows.length === 0) return;
    await sql`
      insert into ${sql.table(name)}
      select * from json_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}::text::json)
    `.execute(this.#db);
    this.#counts[name] = (this.#counts[name] ?? 0) + rows.length;
  }
}

async function refuseUnlessEmpty(
  db: Kysely<Database>,
  shapes: readonly TableShape[],
): Promise<void> {
  for (const { name } of shapes) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length === 0) continue;
    throw new Failure(`The database is not empty: its table ${name} has rows`, {
      kind: 'config',
      action: 'Import into a fresh database: create one, and name it in DATABASE_URL.',
    });
  }
}

async function checkHead(db: Kysely<Database>, text: string): Promise<void> {
  const parsed = head.safeParse(parse(text));
  if (!parsed.success) throw broken();
  const ours = await migrationsOf(db);
  if (JSON.stringify(ours) === JSON.stringify(parsed.data.migrations)) return;
  throw new Failure('The file was written by another version of Orderlens', {
    kind: 'config',
    action: 'Export and import with the same version.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function broken(): Failure {
  return new Failure('The file is no whole export of Orderlens; nothing was imported', {
    kind: 'config',
    action: 'Export again, and see that all of the file arrives.',
  });
}
