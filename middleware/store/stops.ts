import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Why a store stands still until a person has done something. */
export interface Stop {
  /** External id of the store. */
  readonly store: string;
  readonly kind: string;
  readonly message: string;
  readonly action: string;
  /** UTC ISO-8601. */
  readonly stoppedAt: string;
}

export class Stops {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  async set({ store, kind, message, action, stoppedAt: stopped_at }: Stop): Promise<void> {
    const why = { kind, message, action, stopped_at };
    await this.#db
      .insertInto('store_stop')
      .values({ org: this.#org, store, ...why })
      .onConflict((conflict) => conflict.columns(['org', 'store']).doUpdateSet(why))
      .execute();
  }

  async clear(store: string): Promise<void> {
    await this.#db
      .deleteFrom('store_stop')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .execute();
  }

  async has(store: string): Promise<boolean> {
    return (await this.all()).some((stop) => stop.store === store);
  }

  async all(): Promise<readonly Stop[]> {
    return this.#db
      .selectFrom('store_stop')
      .select(['store', 'kind', 'message', 'action', 'stopped_at as stoppedAt'])
      .where('org', '=', this.#org)
      .orderBy('store')
      .execute();
  }
}
