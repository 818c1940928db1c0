import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Database, RunTable, Subject } from './schema.ts';

/** A service looks at each shop every minute, and keeps a row for each model each time. */
const keptForMs = 14 * 24 * 3_600_000;

export type RunEnd = Exclude<RunTable['state'], 'running'>;

export class Runs {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** Gives the new run's id. `store`: what comes before any model. */
  async start(
    store: string,
    model: Subject | 'store',
    mode: RunTable['mode'],
    startedAt: Date,
    correlation: string | null = null,
  ): Promise<string> {
    const id = randomUUID();
    const started_at = startedAt.toISOString();
    const fresh = {
      ...{ state: 'running' as const, ended_at: null, counts: '{}', message: null },
      reported: null,
    };
    await this.#db
      .insertInto('run')
      .values({ id, org: this.#org, store, model, mode, started_at, correlation, ...fresh })
      .execute();
    return id;
  }

  async end(
    id: string,
    end: { state: RunEnd; endedAt: Date; counts: object; message: string | null },
  ): Promise<void> {
    const { state, endedAt, counts, message } = end;
    await this.#db
      .updateTable('run')
      .set({ state, ended_at: endedAt.toISOString(), counts: JSON.stringify(counts), message })
      .where('id', '=', id)
      .execute();
  }

  /** For a new owner of the store: whatever still runs was cut off. */
  async abandon(store: string, at: Date): Promise<void> {
    await this.#db
      .updateTable('run')
      .set({ state: 'failed', ended_at: at.toISOString(), message: 'The process ended.' })
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('state', '=', 'running')
      .execute();
  }

  /** Forgets what nobody looks at any more. */
  async purge(now: Date): Promise<void> {
    await this.#db
      .deleteFrom('run')
      .where('org', '=', this.#org)
      .where('started_at', '<', new Date(now.getTime() - keptForMs).toISOString())
      .execute();
  }

  /**
   * What Salesforce may have to be told of, the oldest first: runs that are over, and whole reads that have begun.
   */
  async unreported(limit: number) {
    const rows = await this.#db
      .selectFrom('run')
      .selectAll()
      .where('org', '=', this.#org)
      .where(
        sql<boolean>`(reported is null or reported = 'running')
          and (state <> 'running' or (reported is null and mode = 'backfill'))`,
      )
      .orderBy('started_at')
      .limit(limit)
      .execute();
    return rows.map(toRun);
  }

  /** By store and model: why the newest run failed, of those that were looked at and began since then. */
  async failing(since: Date): Promise<Map<string, string | null>> {
    const { rows } = await sql<{ store: string; model: string; message: string | null }>`
      select store, model, message from (
        select distinct on (store, model) store, model, state, message from run
        where org = ${this.#org} and started_at > ${since.toISOString()}
          and reported is not null and reported <> 'running'
        order by store, model, started_at desc
      ) as newest where state = 'failed'
    `.execute(this.#db);
    return new Map(rows.map(({ store, model, message }) => [`${store} ${model}`, message]));
  }

  /** Salesforce shows them in this state, or nothing of them. */
  async reported(ids: readonly string[], state: RunTable['state'] | 'passed over'): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .updateTable('run')
      .set({ reported: state })
      .where('id', '=', sql<string>`any(${ids}::text[])`)
      .execute();
  }

  /** Rows that backfills wrote, and the time they took; those that were cut off say nothing. */
  async backfilled(): Promise<{ rows: number; seconds: number }> {
    const { rows: found } = await sql<{ rows: number; seconds: number }>`
      select coalesce(sum((counts::jsonb ->> 'rows')::float8), 0)::float8 as rows,
        coalesce(sum(extract(epoch from ended_at::timestamptz - started_at::timestamptz)), 0)::float8
          as seconds
      from run
      where org = ${this.#org} and mode = 'backfill' and state = 'done'
        and counts::jsonb ->> 'rows' <> '0'
    `.execute(this.#db);
    return found[0]!;
  }

  /** Newest first. */
  async latest(limit = 20) {
    const rows = await this.#db
      .selectFrom('run')
      .selectAll()
      .where('org', '=', this.#org)
      .orderBy('started_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toRun);
  }
}

function toRun({
  org: _org,
  reported: _reported,
  counts,
  started_at,
  ended_at,
  ...row
}: Selectable<RunTable>) {
  return {
    ...row,
    startedAt: started_at,
    endedAt: ended_at,
    counts: JSON.parse(counts) as Record<string, number>,
  };
}
