import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

export interface Pin {
  readonly org: string;
  /** The platform's own id of the shop. */
  readonly shopId: string;
}

/** Which shop each store was, and into which org it went, when it was first read. Not told apart by org. */
export class Pins {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** Pins what is not pinned yet; gives what is. */
  async pin(store: string, shopId: string, at: Date): Promise<Pin> {
    await this.#db
      .insertInto('store_pin')
      .values({ store, org: this.#org, shop_id: shopId, pinned_at: at.toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return this.#db
      .selectFrom('store_pin')
      .select(['org', 'shop_id as shopId'])
      .where('store', '=', store)
      .executeTakeFirstOrThrow();
  }
}
