import { hash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** What stands for one record, beside places in a read, which are hashes. */
const suspect = '= ';

/**
 * How often reading went on from a place without coming any further or to an end: then it ended the process. Also the
 * records that did so by themselves.
 */
export class PageAttempts {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** Gives how many times it has begun there by now. `place`: a cursor; null: the beginning. */
  begin(store: string, model: string, place: string | null): Promise<number> {
    return this.#count(store, model, nameOf(place));
  }

  end(store: string, model: string, place: string | null): Promise<void> {
    return this.#remove(store, model, [nameOf(place)]);
  }

  /** Until it is cleared it is what ends the process. */
  async suspect(store: string, model: string, key: string): Promise<void> {
    await this.#count(store, model, suspect + key);
  }

  async clear(store: string, model: string, keys: readonly string[]): Promise<void> {
    await this.#remove(
      store,
      model,
      keys.map((key) => suspect + key),
    );
  }

  /** Keys of records: of one model, or of all. */
  async suspects(store: string, model?: string): Promise<Set<string>> {
    const all = this.#db
      .selectFrom('page_attempt')
      .select('cursor')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('cursor', 'like', `${suspect}%`);
    const rows = await (model === undefined ? all : all.where('model', '=', model)).execute();
    return new Set(rows.map(({ cursor }) => cursor.slice(suspect.length)));
  }

  async #count(store: string, model: string, cursor: string): Promise<number> {
    const { rows } = await sql<{ attempts: number }>`
      insert into page_attempt (org, store, model, cursor, attempts)
      values (${this.#org}, ${store}, ${model}, ${cursor}, 1)
      on conflict (org, store, model, cursor) do update set attempts = page_attempt.attempts + 1
      returning attempts
    `.execute(this.#db);
    return rows[0]!.attempts;
  }

  async #remove(store: string, model: string, cursors: readonly string[]): Promise<void> {
    await this.#db
      .deleteFrom('page_attempt')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .where('cursor', '=', sql<string>`any(${cursors}::text[])`)
      .execute();
  }
}

/** A cursor may be longer than a key of the database. */
function nameOf(place: string | null): string {
  return hash('sha256', place ?? '').slice(0, 32);
}
