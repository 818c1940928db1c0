import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Longer than any platform repeats a delivery: Shopify gives up after hours, others after a day or two. */
const keptForMs = 7 * 24 * 3_600_000;

/** Webhook deliveries that have been taken in, so that one that is repeated is taken in once. */
export class Deliveries {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** False where it has been here before. */
  async isNew(store: string, delivery: string, at: Date): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('webhook_delivery')
      .values({ org: this.#org, store, delivery, received_at: at.toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Forgets what nobody will repeat any more. */
  async purge(now: Date): Promise<void> {
    await this.#db
      .deleteFrom('webhook_delivery')
      .where('org', '=', this.#org)
      .where('received_at', '<', new Date(now.getTime() - keptForMs).toISOString())
      .execute();
  }
}
