import { sql, type Kysely } from 'kysely';
import { cellsOf, given, packed, textArray } from './arrays.ts';
import type { Database } from './schema.ts';

export interface KnownOutcome {
  readonly hash: string;
  readonly state: 'written' | 'rejected';
  /** UTC ISO-8601 by the source's clock. */
  readonly sourceTime: string;
  /** When the read began, by the source's clock; null where nobody kept it. */
  readonly readAt: string | null;
}

/** Both UTC ISO-8601 by the source's clock. */
export interface Sight {
  readonly key: string;
  readonly sourceTime: string;
  readonly readAt: string;
}

/** To be kept. */
export interface NewOutcome extends KnownOutcome {
  readonly key: string;
  /** Of the write. */
  readonly correlation: string | null;
}

/** No hash of rows looks like it. */
const forgotten = 'forgotten';

export class Outcomes {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  async known(keys: readonly string[]): Promise<ReadonlyMap<string, KnownOutcome>> {
    if (keys.length === 0) return new Map();
    const { rows } = await sql<{ outcomes: string | null }>`
      select ${packed(['key', 'hash', 'state', 'source_time', 'read_at'])} as outcomes
      from outcome where org = ${this.#org} and key = any(${textArray(keys)})
    `.execute(this.#db);
    return new Map(cellsOf(rows[0]?.outcomes).map((cells) => [cells[0]!, toKnown(cells)]));
  }

  /** They were seen once more as they are known: what was read before is older from now on. */
  async seen(sights: readonly Sight[]): Promise<void> {
    if (sights.length === 0) return;
    await sql`
      update outcome set source_time = given.source_time, read_at = given.read_at
      from unnest(
        ${sights.map(({ key }) => key)}::text[],
        ${sights.map(({ sourceTime }) => sourceTime)}::text[],
        ${sights.map(({ readAt }) => readAt)}::text[]
      ) as given (key, source_time, read_at)
      where outcome.org = ${this.#org} and outcome.key = given.key
        and (outcome.source_time, coalesce(outcome.read_at, ''))
          < (given.source_time, given.read_at)
    `.execute(this.#db);
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

  /** Whatever is read of these next is sent, be it what was sent before, or older. */
  async forget(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#db
      .updateTable('outcome')
      .set({ hash: forgotten, source_time: '', read_at: null })
      .where('org', '=', this.#org)
      .where('key', '=', sql<string>`any(${keys}::text[])`)
      .execute();
  }

  /** One statement for any number: a parameter a column, not a parameter a cell. */
  async save(outcomes: readonly NewOutcome[], at: Date): Promise<void> {
    // One statement may not touch a row twice; the last one counts.
    const latest = [...new Map(outcomes.map((outcome) => [outcome.key, outcome])).values()];
    if (latest.length === 0) return;
    const { from, cells } = given({
      key: latest.map(({ key }) => key),
      hash: latest.map(({ hash }) => hash),
      state: latest.map(({ state }) => state),
      source_time: latest.map(({ sourceTime }) => sourceTime),
      read_at: latest.map(({ readAt }) => readAt),
      correlation: latest.map(({ correlation }) => correlation),
    });
    await sql`
      insert into outcome (org, written_at, key, hash, state, source_time, read_at, correlation)
      select ${this.#org}, ${at.toISOString()}, ${cells} from ${from}
      on conflict (org, key) do update
        set hash = excluded.hash, state = excluded.state, source_time = excluded.source_time,
          read_at = excluded.read_at, written_at = excluded.written_at,
          correlation = excluded.correlation
    `.execute(this.#db);
  }
}

function toKnown(cells: readonly string[]): KnownOutcome & { readonly key: string } {
  const [key, hash, state, sourceTime, readAt] = cells as [string, string, string, string, string];
  return {
    ...{ key, hash, sourceTime, readAt: readAt === '' ? null : readAt },
    state: state as KnownOutcome['state'],
  };
}
