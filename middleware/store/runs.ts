import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
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
    const fresh = { state: 'running' as const, ended_at: null, counts: '{}', message: null };
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

  /** Newest first. */
  async latest(limit = 20) {
    const rows = await this.#db
      .selectFrom('run')
      .selectAll()
      .where('org', '=', this.#org)
      .orderBy('started_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ org: _org, counts, started_at, ended_at, ...row }) => ({
      ...row,
      startedAt: started_at,
      endedAt: ended_at,
      counts: JSON.parse(counts) as Record<string, number>,
    }));
  }
}
