import { sql, type Kysely } from 'kysely';
import type { Database } from './schema.ts';

export interface KnownOutcome {
  readonly hash: string;
  readonly state: 'written' | 'rejected';
  /** UTC ISO-8601 by the source's clock. */
  readonly sourceTime: string;
}

export class Outcomes {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  async known(keys: readonly string[]): Promise<ReadonlyMap<string, KnownOutcome>> {
    if (keys.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('outcome')
      .select(['key', 'hash', 'state', 'source_time'])
      .where('org', '=', this.#org)
      .where('key', '=', sql<string>`any(${keys}::text[])`)
      .execute();
    return new Map(rows.map((row) => [row.key, { ...row, sourceTime: row.source_time }]));
  }

  /** What was refused is sent again, even if it is still the same. */
  async forgive(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#db
      .deleteFrom('outcome')
      .where('org', '=', this.#org)
      .where('state', '=', 'rejected')
      .where('key', '=', sql<string>`any(${keys}::text[])`)
      .execute();
  }

  /** One statement for any number: a parameter a column, not a parameter a cell. */
  async save(outcomes: readonly ({ readonly key: string } & KnownOutcome)[]): Promise<void> {
    // One statement may not touch a row twice; the last one counts.
    const latest = [...new Map(outcomes.map((outcome) => [outcome.key, outcome])).values()];
    if (latest.length === 0) return;
    await sql`
      insert into outcome (org, key, hash, state, source_time)
      select ${this.#org}, * from unnest(
        ${latest.map(({ key }) => key)}::text[],
        ${latest.map(({ hash }) => hash)}::text[],
        ${latest.map(({ state }) => state)}::text[],
        ${latest.map(({ sourceTime }) => sourceTime)}::text[]
      )
      on conflict (org, key) do update
        set hash = excluded.hash, state = excluded.state, source_time = excluded.source_time
    `.execute(this.#db);
  }
}
