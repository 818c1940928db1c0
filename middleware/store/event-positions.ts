import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** How far each topic of an org was heard, and what it told of was done. */
export class EventPositions {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** Replay id, in hex. */
  async get(topic: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('event_position')
      .select('position')
      .where('org', '=', this.#org)
      .where('topic', '=', topic)
      .executeTakeFirst();
    return row?.position;
  }

  async set(topic: string, position: string, at: Date): Promise<void> {
    const values = { position, kept_at: at.toISOString() };
    await this.#db
      .insertInto('event_position')
      .values({ org: this.#org, topic, ...values })
      .onConflict((conflict) => conflict.columns(['org', 'topic']).doUpdateSet(values))
      .execute();
  }
}
