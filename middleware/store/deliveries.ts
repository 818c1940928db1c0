import type { Kysely } from 'kysely';
import type { Nudged } from './nudges.ts';
import type { Database } from './schema.ts';

/** Longer than any platform repeats a delivery: Shopify gives up after hours, others after a day or two. */
const keptForMs = 7 * 24 * 3_600_000;

/** What a delivery leads to. */
export interface Traced {
  readonly correlation: string;
  /** What it is about, where that is one record. */
  readonly about: Nudged | undefined;
}

/** Webhook deliveries that have been taken in, so that one that is repeated is taken in once. */
export class Deliveries {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** False where it has been here before. */
  async isNew(store: string, delivery: string, at: Date, traced?: Traced): Promise<boolean> {
    const { correlation = null, about } = traced ?? {};
    const record = { model: about?.model ?? null, record_id: about?.id ?? null };
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('webhook_delivery')
      .values({
        ...{ org: this.#org, store, delivery, received_at: at.toISOString() },
        ...{ correlation, ...record },
      })
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
